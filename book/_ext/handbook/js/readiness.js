// Judges the facts of the form by the requirements that the page brings. Unknown is never unmet.

const [MET, UNMET, UNKNOWN] = ["met", "unmet", "cannot tell"];
const SIGNS = { [MET]: "✓", [UNMET]: "✗", [UNKNOWN]: "?" };

// A fact as it was typed: {low, high} for whatever counts, undefined where nothing was said.
function fact(data, key, text = "") {
  const typed = text.trim();
  const { kind, accepted, max, meaning } = data.facts[key];
  const refuse = (why = accepted) => {
    throw new Refused(`${meaning.replace(/\.$/, "")}: ${why}, not ${shown(text)}.`, key);
  };
  if (typed === "") return undefined;
  if (kind === "text") {
    const said = licence(data, typed);
    return { ...said, kind, known: said.text };
  }
  if (kind === "flag") {
    return /^(yes|no)$/.test(typed) ? { kind, yes: typed === "yes", known: typed } : refuse();
  }
  if (kind === "level") {
    const level = data.levels.indexOf(typed);
    return level < 0 ? refuse() : { kind, low: level, high: level, known: typed };
  }
  const ends = plain(typed).split(kind === "interval" ? / *(?:\.\.|[-–]|to) */i : /$^/);
  const [low, high = low] = ends.map((end) => Number(digitsOf(end) || refuse()));
  if (ends.length > 2 || low > high) refuse();
  if (Math.max(low, high) > max) refuse(data.smaller);
  return { kind, low, high, known: low === high ? grouped(low) : `${low}..${high}` };
}

const met = { state: MET, distance: "", missing: 0 };
const unmet = (distance, missing) => ({ state: UNMET, distance, missing });
const unknown = (distance) => ({ state: UNKNOWN, distance, missing: 0 });
const levels = (n) => `${n} level${n > 1 ? "s" : ""}`;

function atLeast({ kind, low, high }, needed, words) {
  if (low >= needed) return met;
  if (high >= needed) return unknown(`between ${low} and ${high}: some are not attributed`);
  return unmet((kind === "interval" ? "at least " : "") + words(needed - high), needed - high);
}

function judge(data, rule, known) {
  const { content, unit, one } = rule;
  if (!known) return unknown(data.nobody);
  if (typeof content === "string") return atLeast(known, data.levels.indexOf(content), levels);
  if (content !== true) return atLeast(known, content, (n) => `${grouped(n)} more ${n === 1 ? one : unit}`);
  if (known.kind === "text") {
    const { text, approved, meant } = known;
    if (approved) return met;
    if (approved === false) return unmet(`“${text}” is not an approved licence`, 1);
    return unknown(meant[0] ? `“${text}” is not an SPDX identifier; did you mean ${meant.join(" or ")}?`
      : `look “${text}” up at opensource.org/licenses`);
  }
  if (known.kind === "level") return atLeast(known, data.passing, levels);
  return known.yes || known.low > 0 || known.kind === "interval" ? met : unmet("not there yet", 1);
}

// The fewest changes to meet the thresholds: each requirement rests on one fact.
function path(data, gaps) {
  const steps = new Map();
  for (const row of gaps) steps.set(row.fact, [...(steps.get(row.fact) ?? []), row]);
  const sure = (rows) => rows.at(-1).state === UNMET;
  return [...steps.values()]
    .sort((a, b) => sure(b) - sure(a) || a[0].missing - b[0].missing)
    .map((rows) => {
      const [ids, last] = [rows.map(({ id }) => id).join(", "), rows.at(-1)];
      if (sure(rows)) return `${last.todo} (${ids}; ${last.distance}; by ${last.who})`;
      const why = last.known ? `; ${last.distance}` : "";
      return `Find out: ${data.facts[last.fact].meaning} (${ids}${why})`;
    });
}

export function assess(data, { stage = "", on, name = "", ...typed }) {
  const day = checkedDay(on);
  if (!data.stages.includes(stage)) {
    throw new Refused(`${data.choose}${stage && `, not ${shown(stage)}`}.`, "stage");
  }
  const period = data.periods.findLast(({ from }) => from <= day);
  if (!period) throw new Refused(data.unknown.replace("{day}", dayInWords(day)), "on");
  const gate = period.stages[stage];
  if (gate.refused) throw new Refused(gate.refused.replace("{day}", dayInWords(day)), "stage");
  const rows = gate.measured.map((at) => {
    const rule = data.values[at];
    const known = fact(data, rule.fact, typed[rule.fact]);
    return { ...rule, known: known?.known, ...judge(data, rule, known) };
  });
  const gaps = [UNMET, UNKNOWN].flatMap((state) => rows.filter((row) => row.state === state)
    .sort((a, b) => a.missing - b.missing));
  const count = (state) => rows.filter((row) => row.state === state).length;
  const meets = (verb, the = "The") => `${name.trim() || `${the} project`} ${verb} the ` +
    `published thresholds for ${stage[0].toUpperCase()}${stage.slice(1)}`;
  const words = count(UNMET) ? meets("does not meet")
    : count(UNKNOWN) ? `Whether ${meets("meets", "the")} cannot be told` : meets("meets");
  const version = data.documents.findLast(({ from }) => from <= day);
  const by = data.by[day <= version.known_until ? 0 : 1]
    .replace("{day}", dayInWords(day)).replace("{start}", version.start);
  const starred = rows.filter(({ judgment }) => judgment).map(({ id }) => id).join(", ");
  return {
    rows, path: path(data, gaps),
    headline: `${words}, ${by}.`, caveat: version.caveat,
    counts: `${count(MET)} met, ${count(UNMET)} not met, ${count(UNKNOWN)} cannot be told.`,
    left: [...gate.votes, ...gate.judged,
      ...(starred && gate.judgment !== null ? [`“${gate.judgment}” (${starred})`] : []),
      "Meeting every published threshold is not an acceptance: the council decides."],
    documents: `Rules: ${[...new Set(rows.map(({ source }) => source))].join("; ")}.`,
  };
}

function render(data, ask, output, detail) {
  const told = assess(data, ask);
  const rest = ` ${told.counts} ${told.caveat}`;
  output.replaceChildren(el("strong", {}, told.headline), rest);
  printHead("readiness", `${ask.name?.trim() || "A project"} and ${ask.stage}: what is met, and what is missing`,
    `Asked on ${dayInWords(today())}.`);
  for (const key of Object.keys(data.facts)) {
    const asked = told.rows.some(({ fact }) => fact === key);
    document.getElementById(key).closest("p").hidden = !asked;
  }
  for (const group of document.querySelectorAll(".tool fieldset")) {
    group.hidden = !group.querySelector("p:not([hidden])");
  }
  const missing = (row) => (row.state === MET || !row.known ? "" : row.distance);
  const cells = (row) => [row.title, row.needed, row.known ?? "unknown", missing(row)];
  const rows = told.rows.map((row) => [
    el("span", {}, el("span", { role: "img", "aria-label": row.state }, SIGNS[row.state]), " ",
      el("a", { href: row.href }, row.title),
      el("small", {}, row.quote ? ` “${row.quote}”` : "")),
    ...cells(row).slice(1), row.state === MET ? "" : row.who]);
  const write = (put, head) => () => [put(told.headline + rest), "", ...head,
    ...told.rows.map((row) => `| ${SIGNS[row.state]} ${cells(row).map(put).join(" | ")} |`), "",
    ...[...told.path, ...told.left].map((line) => `- ${put(line)}`), "", put(told.documents),
    location.href].join("\n");
  detail.replaceChildren(
    takeAway(write(String, []), write(md, ["| Requirement | Needed | Known | Missing |", "|-|-|-|-|"])),
    table("Each requirement", ["Requirement", "Needed", "Known", "What is missing", "Who"], rows),
    ...(told.path[0] ? [heading("What would meet the thresholds"), list(told.path)] : []),
    heading("Left to people"), list(told.left),
    el("p", {}, el("small", {}, told.documents)));
}

start("readiness", render);
