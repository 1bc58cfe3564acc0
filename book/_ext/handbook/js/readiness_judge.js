// Judges the facts of the form by the requirements that the page brings. Unknown is never unmet.

const MET = "met";
const UNMET = "unmet";
const UNKNOWN = "cannot tell";
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
  const most = plain(typed).match(/^(\d+) or more$/);
  if (most && kind === "interval") return { kind, low: +most[1], high: Infinity, known: most[0] };
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
  if (high === Infinity) return unknown(`${low} or more: not all of the history is known`);
  if (high >= needed) return unknown(`between ${low} and ${high}: some are not attributed`);
  return unmet((kind === "interval" ? "at least " : "") + words(needed - high), needed - high);
}

function judge(data, rule, known, why = data.nobody) {
  const { content, unit, one } = rule;
  if (!known) return unknown(why);
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

const isUnmet = ({ state }) => state === UNMET;

// The fewest changes to meet the thresholds: each requirement rests on one fact.
function path(gaps) {
  const steps = new Map();
  for (const row of gaps) steps.set(row.fact, [...(steps.get(row.fact) ?? []), row]);
  return [...steps.values()].sort((a, b) =>
    isUnmet(b.at(-1)) - isUnmet(a.at(-1)) || a[0].missing - b[0].missing);
}

// What is known is text, as it stands in the form; `why` has the reasons for what is not.
export function assess(data, { stage = "", on, name = "", why = {}, voted, ...typed }) {
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
    return { ...rule, known: known?.known, ...judge(data, rule, known, why[rule.fact]) };
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
  const steps = path(gaps);
  return {
    rows, steps, gate, voted, met: count(MET), unmet: count(UNMET), unknown: count(UNKNOWN),
    headline: `${words}, ${by}.`, caveat: version.caveat,
    counts: `${count(MET)} met, ${count(UNMET)} not met, ${count(UNKNOWN)} cannot be told.`,
  };
}
