// Which class a model reaches by what is released of it, under two readings (openness/judgment.py).

const NONE = "NONE";
const letters = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

function lists(data) {
  if (data.ready) return data.ready;
  const small = (names) => new Set(names.map((name) => name.toLowerCase()));
  const names = [...new Set([...data.open, ...data.known, ...Object.values(data.fits).flat()])];
  const order = (a, b) => a[0].length - b[0].length || (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : 1);
  data.ready = {
    open: small(data.open), known: small(data.known),
    fits: Object.fromEntries(Object.entries(data.fits).map(([type, of]) => [type, small(of)])),
    plain: names.map((name) => [letters(name), name]).filter(([plain]) => plain.length > 2).sort(order),
  };
  return data.ready;
}

// True, false, or null of a text that nobody knows: it may mean an open one.
function isOpen(data, text) {
  const { open, known } = lists(data);
  const name = text.toLowerCase();
  const closed = known.has(name) || name === data.not_open || text === NONE;
  return open.has(name) ? true : closed ? false : null;
}

const typesOf = (data, { part }) => (part ? part.split(", ") : Object.keys(data.fits));
const isMadeFor = (data, text, item) =>
  typesOf(data, item).some((type) => lists(data).fits[type].has(text.toLowerCase()));

function meant(data, text) {
  if (text.toLowerCase().startsWith("openmdw-")) return "; the tool lists another version of OpenMDW";
  const typed = letters(text);
  const plain = typed.length < 3 ? [] : lists(data).plain;
  const near = plain.find(([one]) => one === typed) ?? plain.find(([one]) => one.startsWith(typed)) ??
    plain.findLast(([one]) => typed.startsWith(one));
  return near ? ` (did you mean ${near[1]}?)` : `; if you know that it is not open, write “${data.not_open}”`;
}

function why(data, release, item) {
  if (release === null) return "nobody looked";
  if (typeof release === "boolean") return release ? "it is released" : "it is not released";
  if (release === NONE) return "it has no licence";
  if (release.toLowerCase() === data.not_open) return "its licence is not open";
  const open = isOpen(data, release);
  if (open === null) return `“${release}” is not a licence that we know${meant(data, release)}`;
  if (!open) return `${release} is not an open licence`;
  return `${release} is open, and not made for ${item.part ? item.part.split(", ").join(" or ") : "it"}`;
}

export function judge(data, { reading = "tool", ...given }) {
  if (!["tool", "strict"].includes(reading)) throw new Refused(`There is no reading ${shown(reading)}.`, "reading");
  const strict = reading === "strict";
  const typed = (key) => (given[key] ?? "").trim().replace(/\s+/g, " ");
  const general = ({ part }) => [...(part ? part.split(", ") : []), "all"]
    .map((type) => typed(`licence-${type}`)).find(Boolean) ?? NONE;
  const released = Object.fromEntries(data.components.map((item) => {
    const text = typed(item.id);
    const word = text.toLowerCase();
    const release = text === "" ? null : word in data.words ? data.words[word] : text;
    return [item.id, release === data.inherited ? general(item) : release];
  }));
  const counts = (release, item) => {
    if (typeof release !== "string") return release;
    const open = isOpen(data, release);
    return open && (strict || !data.lenient) ? isMadeFor(data, release, item) : open;
  };
  const own = Object.fromEntries(data.components.map((item) => [item.id, counts(released[item.id], item)]));
  const all = { ...own };
  for (const { id, component, by, when } of data.substitutes) {
    const stands = by.filter((one) => !when || typed(`holds-${id}`) === one);
    const answers = [own[component], ...stands.map((one) => own[one])];
    if (stands.length) all[component] = answers.includes(true) ? true : answers.includes(null) ? null : false;
  }
  const required = (name, state) => data.components
    .filter((item) => item.class === name && !item.optional && all[item.id] === state);
  const reach = (test) => {
    let highest = null;
    for (const name of data.classes) {
      if (!test(name)) break;
      highest = name;
    }
    return highest;
  };
  const lacks = (name) => required(name, false).length > 0;
  const reached = reach((name) => !lacks(name) && !required(name, null).length);
  const next = data.classes[data.classes.indexOf(reached) + 1] ?? null;
  const gaps = (state) => (next === null ? [] : required(next, state)).map((item) =>
    ({ component: item.id, text: item.text, why: why(data, released[item.id], item) }));
  const warned = data.components.filter((item) => {
    const release = released[item.id];
    if (typeof release !== "string" || release === NONE) return false;
    const open = isOpen(data, release);
    return open === null || (!strict && open && !isMadeFor(data, release, item));
  });
  return {
    reading, class: reached, possible: reach((name) => !lacks(name)), next,
    missing: gaps(false), unknown: gaps(null),
    warnings: warned.map((item) => `${item.id}: ${why(data, released[item.id], item)}.`),
  };
}

function render(data, ask, output, detail) {
  const who = (ask.name ?? "").trim() || "The model";
  printHead("openness", `How open ${who === "The model" ? "a model" : who} is`, ask.on,
    `the rules since ${dayInWords(data.since)}`, "");
  // Of nothing there is no class to give; "class I is possible" would only sound like one.
  if (!data.components.some(({ id }) => (ask[id] ?? "").trim())) {
    output.replaceChildren(el("strong", {}, data.nothing_yet), ` ${data.first}`);
    detail.replaceChildren();
    return;
  }
  const told = judge(data, ask);
  const how = data.readings[told.reading];
  const title = told.class ? `reaches ${data.titles[told.class]}` : "reaches no class";
  const more = told.possible !== told.class ? `; class ${told.possible} is possible` : "";
  const headline = `${who} ${title}, ${how}${more}.`;
  output.replaceChildren(el("strong", {}, headline));
  const gap = ({ text, why: reason }) => `${text}: ${reason}.`;
  const other = judge(data, { ...ask, reading: told.reading === "tool" ? "strict" : "tool" });
  const beside = `Read ${data.readings[other.reading]}: ${other.class ? `class ${other.class}` : "no class"}.`;
  const named = [...told.missing, ...told.unknown].map(({ component, why: reason }) => `${component}: ${reason}.`);
  const warnings = told.warnings.filter((line) => !named.includes(line));
  const parts = [[`Missing for class ${told.next}`, told.missing.map(gap)],
    [`Unknown for class ${told.next}`, told.unknown.map(gap)], ["Warnings", warnings]]
    .filter(([, lines]) => lines.length);
  const write = (put, mark) => () => [`${mark}${put(headline)}`, "", put(beside),
    ...parts.flatMap(([head, lines]) => ["", `${head}:`, "", ...lines.map((line) => `- ${put(line)}`)]),
    "", location.href].join("\n");
  detail.replaceChildren(el("p", {}, beside), takeAway(write(String, ""), write(md, "## ")),
    ...parts.flatMap(([head, lines]) => [heading(head), list(lines)]));
}

start("openness", render);
