// Judges the facts of the form by the requirements that the page brings. Unknown is never unmet.

const MET = "met";
const UNMET = "unmet";
const UNKNOWN = "cannot tell";
const SIGNS = { [MET]: "✓", [UNMET]: "✗", [UNKNOWN]: "?" };

const met = { state: MET, distance: "", missing: 0 };
const unmet = (distance, missing) => ({ state: UNMET, distance, missing });
const unknown = (distance) => ({ state: UNKNOWN, distance, missing: 0 });

function atLeast(say, { kind, low, high, known }, needed, words) {
  if (low >= needed) return met;
  if (high === Infinity) return unknown(say(kind === "interval" ? "open" : "bound", { known }));
  if (high >= needed) return unknown(say("between", { low, high }));
  const more = words(needed - high);
  return unmet(kind === "interval" ? say("at_least", { more }) : more, needed - high);
}

function judge(data, rule, known, why = data.nobody) {
  const { content, unit, singular } = rule;
  const say = (name, words) => filled(data.sentences[name], words);
  const levels = (n) => counted(data, n, "levels");
  if (!known) return unknown(why);
  if (typeof content === "string") return atLeast(say, known, data.levels.indexOf(content), levels);
  if (content !== true) {
    return atLeast(say, known, content, (n) => say("more", { number: grouped(n), unit: n === 1 ? singular : unit }));
  }
  if (known.kind === "text") {
    const { text, approved, meant } = known;
    if (approved) return met;
    if (approved === false) return unmet(say("not_approved", { text }), 1);
    return unknown(say(meant[0] ? "no_licence" : "look_up", { text, meant: meant.join(" or ") }));
  }
  if (known.kind === "level") return atLeast(say, known, data.passing, levels);
  if (known.kind === "interval" || known.high === Infinity) return atLeast(say, known, 1, String);
  return known.yes || known.low > 0 ? met : unmet(say("not_there"), 1);
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
    throw new Refused(`${data.choose}${stage && `, not ${quote(stage)}`}.`, "stage");
  }
  const period = data.periods.findLast(({ from }) => from <= day);
  if (!period) throw new Refused(filled(data.unknown, { day: dayInWords(day) }), "on");
  const gate = period.stages[stage];
  if (gate.refused) throw new Refused(filled(gate.refused, { day: dayInWords(day) }), "stage");
  const rows = gate.measured.map((at) => {
    const value = data.values[at];
    const rule = { ...data.rules[value.rule], ...value };
    const known = fact(data, rule.fact, typed[rule.fact]);
    return { ...rule, known: known?.known, ...judge(data, rule, known, why[rule.fact]) };
  });
  const gaps = [UNMET, UNKNOWN].flatMap((state) => rows.filter((row) => row.state === state)
    .sort((a, b) => a.missing - b.missing));
  const count = (state) => rows.filter((row) => row.state === state).length;
  const open = !count(UNMET) && count(UNKNOWN);
  const verdict = filled(data.sentences[open ? "cannot_tell" : "plain"], {
    project: name.trim() || `${open ? "the" : "The"} project`, verdict: data.verdicts[+!!count(UNMET)],
    stage: capital(stage) });
  const version = data.documents.findLast(({ from }) => from <= day);
  const rules = filled(data.by[+(day > version.known_until)], { day: dayInWords(day), start: version.start });
  const counts = { met: count(MET), unmet: count(UNMET), unknown: count(UNKNOWN) };
  const steps = path(gaps);
  return {
    rows, steps, gate, voted, ...counts, rules, caveat: version.caveat,
    headline: filled(data.sentences.headline, { verdict, rules }), counts: filled(data.sentences.counts, counts),
  };
}
