// Who may vote at each meeting and at the next, under every reading of what is open (season.py).

function answer(answers) {
  const depends_on = hinges(answers);
  return { value: depends_on.length ? "depends" : answers[0][1] ? "yes" : "no", depends_on };
}

const span = (counts) => [Math.min(...counts), Math.max(...counts)];

function dayAfter({ held }, next) {
  const last = held.at(-1).day;
  if (next) {
    if (checkedDay(next) <= last) throw new Refused(`The next meeting is after the last, of ${last}.`, "next");
    return next;
  }
  const gap = held.length > 1 ? new Date(last) - new Date(held.at(-2).day) : 864e5;
  return new Date(Number(new Date(last)) + gap).toISOString().slice(0, 10);
}

export function judge(data, { table: text = "", next, on, ...decided }) {
  const rule = data.periods.findLast(({ from }) => from <= checkedDay(on));
  if (!rule) throw new Refused(data.unknown.replace("{day}", dayInWords(on)));
  let record;
  try {
    record = readRoll(data, [["", text]]);
  } catch (error) {
    if (!error.faults) throw error;
    throw new Refused(error.faults.slice(0, 4).join(" "), "table");
  }
  const { seats, held, notes } = record;
  const day = dayAfter(record, next);
  const days = [...held.map((meeting) => meeting.day), day];
  const marks = seats.map((seat) => held.map((meeting) => meeting.marks.get(seat) ?? "."));
  const readings = combinations(data.ways, decided, data.standing)
    .map((ways) => [ways, marks.map((row) => standing(row, days, ways, rule))]);
  const bases = combinations(data.ways, decided, data.quorum);
  const least = (n, base) => (base.half === "half" ? half(Math.max(n, 1)) : rule.number);
  const at = (n) => seats.map((_, s) => s).filter((s) => marks[s][n] !== ".");
  const each = (where, test) => Object.fromEntries(where.map((s) =>
    [seats[s], answer(readings.map(([ways, all]) => [ways, test(all[s])]))]));
  const every = (of) => readings.flatMap(([ways, all]) => bases.map((base) => ({ ways: { ...ways, ...base }, ...of(all, base) })));
  const reached = (counts, test) => answer(counts.map((count) => [count.ways, test(count)]));
  const meetings = held.map((meeting, n) => {
    const here = at(n);
    const counts = every((all, base) => {
      const states = here.map((s) => all[s].states[n]);
      const lost = base.denominator === "leaves" ? states.filter((state) => state === "s").length : 0;
      return { voters: states.filter((state) => state === "v").length, quorum: least(here.length - lost, base) };
    });
    return {
      day: meeting.day, seats: here.length, present: here.filter((s) => marks[s][n] !== "-").length,
      may_vote: each(here, ({ states }) => states[n] !== "s"),
      voters: span(counts.map((count) => count.voters)), quorum: span(counts.map((count) => count.quorum)),
      quorate: reached(counts, ({ voters, quorum }) => voters >= quorum),
    };
  });
  const here = at(held.length - 1);
  const counts = every((all, base) => {
    const voters = here.filter((s) => all[s].may_vote).length;
    const away = held.map((_, n) => all.filter(({ states }) => states[n] === "a").length).sort((a, b) => a - b);
    const usual = away[Math.floor(away.length / 2)];
    return { voters, usual, quorum: least(base.denominator === "leaves" ? voters : here.length, base) };
  });
  // As one text, since two lists of the same seats would count as two answers.
  const lists = branches(readings.map(([ways, all]) =>
    [ways, JSON.stringify(here.filter((s) => all[s].may_vote))]), hinges);
  const named = (some) => some.map((s) => seats[s]);
  const by = (of) => Object.fromEntries(seats.map((seat, s) => [seat, of(s)]));
  return {
    notes, meetings,
    readings: readings.map(([ways, all]) => ({ ways, states: by((s) => all[s].states) })),
    attendance: by((s) => marks[s].filter((mark) => "xa".includes(mark)).length),
    next: {
      day, seats: Object.fromEntries(here.map((s) => [seats[s],
        nextSeat(readings.map(([ways, all]) => [ways, all[s]]), marks[s], held, hinges, answer)])),
      by_reading: lists.map(([ways, text]) => [ways, JSON.parse(text)]).map(([ways, may]) => ({
        ways: Object.fromEntries(ways), may_vote: named(may),
        may_not_vote: named(here.filter((s) => !may.includes(s))),
      })),
      voters: span(counts.map((count) => count.voters)), quorum: span(counts.map((count) => count.quorum)),
      can_be_quorate: reached(counts, ({ voters, quorum }) => voters >= quorum),
      at_risk: reached(counts, ({ voters, usual, quorum }) => voters - usual < quorum),
    },
  };
}

const to = ([low, high]) => (low === high ? String(low) : `${low} to ${high}`);
const SIGNS = { yes: "v", no: "s", depends: "?" };

// What there is to say of the quorum, as in faces/season.py.
function quorumLines(data, { at_risk, can_be_quorate, voters, quorum }) {
  const risk = data.risk[at_risk.value].replace("{points}", short(data, at_risk.depends_on));
  return [can_be_quorate.value === "no" ? data.risk.none : risk,
    `Voters if every seat comes: ${to(voters)}. Quorum: ${to(quorum)}.`];
}

function render(data, ask, output, detail) {
  const season = judge(data, ask);
  const many = (value) => season.meetings.filter(({ quorate }) => quorate.value === value).length;
  const n = season.meetings.length;
  const headline = `${n} meeting${n === 1 ? "" : "s"}, ${many("yes")} with a quorum` +
    (many("depends") ? `, and ${many("depends")} where it depends on the reading` : "");
  const { seats } = season.next;
  const lines = quorumLines(data, season.next);
  const next = data.next[ask.next ? "named" : "meeting"].replace("{day}", dayInWords(season.next.day));
  const votes = groupLines(data, seats);
  const nextOf = nextRows(data, seats, dayInWords, (points) => short(data, points));
  const lists = readingRows(data, season.next);
  // The page's question first: who may vote next.
  output.replaceChildren(el("strong", {}, `${next}: ${votes.join(" ")}`), ` ${season.notes.join(" ")}`);
  printHead("attendance", "Who may vote", ask.on,
    rulesOf(data.periods, ask.on), `${next}: ${votes.join(" ")}`);
  const rows = season.meetings.map(({ day, present, seats: of, voters, quorum, quorate }) => [day,
    `${present} of ${of}`, to(voters), to(quorum), quorate.value, short(data, quorate.depends_on)]);
  const strip = (seat) => season.meetings.map(({ may_vote: may }) => (may[seat] ? SIGNS[may[seat].value] : ".")).join("");
  const seatRows = Object.entries(season.readings[0].states).map(([seat, states]) =>
    [seat, `${season.attendance[seat]} of ${states.replaceAll(".", "").length}`, el("code", {}, strip(seat))]);
  const open = leftOpen(data, [...new Set([...Object.values(seats).flatMap(({ depends_on: points }) => points),
    ...season.meetings.flatMap(({ quorate }) => quorate.depends_on)])]);
  const write = (put, mark) => () => [`${mark}${put(next)}`, "", ...votes.map((line) => `- ${put(line)}`), "",
    ...nextOf.map(([seat, may, why, come, away, points]) => `- ${put(`${seat}: ${data.next.head[1].toLowerCase()}: ${may}; ${why}; ` +
      `if it comes: ${come}; if it stays away: ${away}${points && ` (${points})`}`)}`), "",
    ...lines.map((line) => `- ${put(line)}`), "",
    ...lists.flatMap(([ways, may, not]) =>
      [`- ${put(`If ${ways}, may vote: ${may}; may not vote: ${not}.`)}`, ""]), `${put(headline)}:`, "",
    ...rows.map((row) => `- ${put(`${row[0]}: came ${row[1]}, voters ${row[2]}, quorum ${row[3]}, reached: ${row[4]}`)}`),
    "", ...open.map((line) => `- ${put(line)}`), "", location.href].join("\n");
  detail.replaceChildren(table(data.next.title, data.next.head, nextOf), list(lines),
    ...(lists.length ? [table("Who may vote then, under each reading", data.lists, lists)] : []),
    takeAway(write(String, ""), write(md, "## ")), heading(`${headline}:`),
    table("Each meeting", data.meetings, rows.map(([day, ...rest]) =>
      [el("time", { datetime: day }, day), ...rest])), table(`Each seat: ${data.legend}`, data.seats, seatRows),
    ...(open.length ? [list(open)] : []));
}

start("attendance", render);
