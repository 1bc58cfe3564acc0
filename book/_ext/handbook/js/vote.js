// Whether a motion carries, under every reading of what no document defines (votes.py).

const SHARES = {
  half, majority: (n) => Math.floor(n / 2) + 1, "two-thirds": (n) => Math.ceil((2 * n) / 3),
};

function count(text, what, field, least = 0) {
  const digits = digitsOf(plain(text ?? ""));
  const n = Number(digits || NaN);
  if (n >= least && n <= 1000) return n;
  throw new Refused(`Write ${what} as a whole number from ${least} to 1,000` +
    `${text ? `, not ${quote(text)}` : ""}.`, field);
}

export function decide(data, { what = "", yes, present, seats, suspended, on, ...given }) {
  const period = data.periods.findLast(({ from }) => from <= checkedDay(on));
  if (!period) throw new Refused(data.unknown.replace("{day}", dayInWords(on)));
  const share = period.decisions[what]?.share ?? what;
  if (!SHARES[share]) throw new Refused(`Choose what is voted on${what && `, not ${quote(what)}`}.`, "what");
  const all = count(seats ?? String(period.seats), "all seats", "seats", 1);
  const lost = count(suspended ?? "0", "the seats that have lost their vote", "suspended");
  const came = count(present, "the seats present", "present");
  const votes = count(yes, "the votes in favour", "yes");
  const most = (n, limit, words, field) => {
    if (n > limit) throw new Refused(`${words}: ${n} are more than ${limit}.`, field);
  };
  most(lost, all - 1, "Some seat has to have a vote", "suspended");
  most(came, all - lost, "Only seats with a vote can be present", "present");
  most(votes, came, "Only seats that are present can vote", "yes");
  const of = share === "two-thirds" ? "two-thirds-of" : "majority-of";
  const points = ["half", ...(lost ? ["denominator"] : []), of];
  const decided = { ...given, [of]: given[of] ?? given.of };
  const rulings = combinations(data.ways, decided, points).map((ways) => {
    const base = ways.denominator === "leaves" ? all - lost : all;
    const quorum = ways.half === "half" ? half(base) : period.quorum;
    const needed = SHARES[share](ways[of] === "all" ? base : Math.max(came, 1));
    const outcome = came < quorum ? "no quorum" : votes >= needed ? "carried" : "not carried";
    return { ways, quorum, needed, outcome };
  });
  const depends_on = hinges(rulings.map(({ ways, outcome }) => [ways, outcome === "carried"]));
  const same = rulings.every(({ outcome }) => outcome === rulings[0].outcome);
  return {
    outcome: depends_on.length ? "depends on the reading" : same ? rulings[0].outcome : "not carried",
    depends_on, rulings, share, also: period.decisions[what]?.also ?? "", all, came, votes, lost,
  };
}

// The least whole percentage that asks GitVote for exactly so many votes: its own sum, in its order.
export function threshold(votes, voters) {
  const asks = (percent) => {
    for (let n = 0; n <= voters; n += 1) if ((n / voters) * 100 >= percent) return n;
    return undefined;
  };
  for (let percent = Math.floor((100 * (votes - 1)) / voters); percent <= 100; percent += 1) {
    if (asks(percent) === votes) return percent;
  }
  return Math.round((((2 * votes - 1) / (2 * voters)) * 100) * 1e4) / 1e4;
}

// Readings with the same result on one line, by what they alone have in common.
function lines(data, rulings) {
  const groups = new Map();
  for (const ruling of rulings) {
    const key = [ruling.quorum, ruling.needed, ruling.outcome].join();
    groups.set(key, [...(groups.get(key) ?? []), ruling]);
  }
  const alike = (some, point) => some.every(({ ways }) => ways[point] === some[0].ways[point]);
  return [...groups.values()].map((some) => {
    const points = Object.keys(some[0].ways).filter((point) => alike(some, point) && !alike(rulings, point));
    const words = points.map((point) => data.ways[point][some[0].ways[point]]).join(", ");
    return [words || "however it is read", some[0].outcome, String(some[0].needed), String(some[0].quorum)];
  });
}

const HEAD = ["If …", "Then", "Needed", "Quorum"];
const HEADLINES = {
  carried: "carried", "not carried": "not carried", "no quorum": "no quorum",
  "depends on the reading": "it depends on the reading",
};

function render(data, ask, output, detail) {
  const decision = decide(data, ask);
  const every = decision.rulings.length > 1 && !decision.depends_on.length ? ", under every reading" : "";
  const lost = decision.lost ? `, ${decision.lost} of them without a vote` : "";
  const tally = `${capital(data.shares[decision.share])}: ${decision.votes} in favour, ${decision.came} present, of ${decision.all} seats${lost}`;
  const outcome = HEADLINES[decision.outcome] + every;
  const headline = capital(outcome);
  output.replaceChildren(el("strong", {}, `${headline}.`), ` ${tally}.`, decision.also && ` ${decision.also}`);
  printHead("vote", `A motion: ${outcome}`, ask.on,
    rulesOf(data.periods, ask.on), `${tally}. ${decision.also}`.trim());
  const rows = lines(data, decision.rulings);
  const needed = SHARES[decision.share](decision.all);
  const setting = `pass_threshold: ${threshold(needed, decision.all)}`;
  const gitvote = ` asks GitVote for exactly ${needed} of ${decision.all} votes, ${data.shares[decision.share]} of all seats. ${data.of_present}`;
  const open = leftOpen(data, decision.depends_on);
  const write = (put, mark) => () => [`${mark}${put(headline)}`, "", put(tally), ...(decision.also ? ["", put(decision.also)] : []), "",
    ...rows.map((row) => `- If ${put(row[0])}: quorum ${row[3]}, needed ${row[2]}, ${row[1]}.`),
    ...open.map((line) => `- ${put(line)}`), "", location.href].join("\n");
  detail.replaceChildren(table("Under each reading", HEAD, rows),
    ...(open.length ? [list(open)] : []), takeAway(write(String, ""), write(md, "## ")),
    el("p", {}, el("code", {}, setting), gitvote));
}

start("vote", render);
