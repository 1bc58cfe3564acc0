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
  const near = plain.find(([key]) => key === typed) ?? plain.find(([key]) => key.startsWith(typed)) ??
    plain.findLast(([key]) => typed.startsWith(key));
  return near ? ` (did you mean ${near[1]}?)` : `; if you know that it is not open, write “${data.not_open}”`;
}

// A word of a file stands for what it means; any other text is the name of a licence.
const meaning = (data, text) =>
  (Object.hasOwn(data.words, text.toLowerCase()) ? data.words[text.toLowerCase()] : text);

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

// The class, or that there is none (yet), as in faces/openness.py.
function headline(data, name, reading, reached, possible, open) {
  const [who, how, n] = [(name ?? "").trim() || "The model", data.readings[reading], open.length];
  if (!reached && !possible) return `${who} reaches no class, ${how}`;
  if (!reached) return `${who} has no class yet, ${how}: ${filled(data.parts_unknown[n === 1 ? 0 : 1], { n, possible })}`;
  return `${who} reaches ${data.titles[reached]}, ${how}${possible === reached ? "" : `; class ${possible} is possible`}`;
}

export function judge(data, { reading = "tool", ...given }) {
  if (!["tool", "strict"].includes(reading)) throw new Refused(`There is no reading ${quote(reading)}.`, "reading");
  const strict = reading === "strict";
  const typed = (key) => (given[key] ?? "").trim().replace(/\s+/g, " ");
  const general = Object.fromEntries(Object.entries(data.covers).map(([kind, covers]) => {
    const word = typed(`licence-${kind}`);
    const means = meaning(data, word);
    if (typeof means === "string" && means !== data.inherited) return [kind, means];
    throw new Refused(`${filled(data.not_general, { word, covers })}.`, `licence-${kind}`);
  }));
  const taken = new Set();
  const inherited = ({ part }) => {
    const kind = [...(part ? part.split(", ") : []), "all"].find((type) => general[type]);
    taken.add(kind);
    return general[kind] ?? NONE;
  };
  const released = Object.fromEntries(data.components.map((item) => {
    const text = typed(item.id);
    const release = text === "" ? null : meaning(data, text);
    return [item.id, release === data.inherited ? inherited(item) : release];
  }));
  const counts = (release, item) => {
    if (typeof release !== "string") return release;
    const open = isOpen(data, release);
    return open && (strict || !data.lenient) ? isMadeFor(data, release, item) : open;
  };
  const own = Object.fromEntries(data.components.map((item) => [item.id, counts(released[item.id], item)]));
  const all = { ...own };
  for (const { id, component, by, when } of data.substitutes) {
    const stands = by.filter((key) => !when || typed(`holds-${id}`) === key);
    const answers = [own[component], ...stands.map((key) => own[key])];
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
  const possible = reach((name) => !lacks(name));
  const open = data.classes.slice(0, data.classes.indexOf(possible) + 1).flatMap((name) => required(name, null));
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
    reading, class: reached, possible, next,
    missing: gaps(false), unknown: gaps(null),
    headline: headline(data, given.name, reading, reached, possible, open),
    unused: Object.entries(general).filter(([kind, licence]) => licence && !taken.has(kind))
      .map(([kind, licence]) => filled(data.unused, { licence, covers: data.covers[kind] })),
    warnings: warned.map((item) => `${item.id}: ${why(data, released[item.id], item)}.`),
  };
}

// A licence that nobody knows: said beside its field, and returned for the answer.
function strangers(data, ask) {
  const names = [...Object.keys(data.covers).map((kind) => `licence-${kind}`), ...data.components.map(({ id }) => id)];
  return [...new Set(names.flatMap((name) => {
    const field = document.getElementById(name);
    const text = (ask[name] ?? "").trim().replace(/\s+/g, " ");
    const known = !text || meaning(data, text) !== text || text === data.inherited || isOpen(data, text) !== null;
    const words = known ? "" : `“${text}” is not a licence that we know${meant(data, text)}.`;
    let hint = document.getElementById(`${name}-hint`);
    if (words && !hint) {
      hint = el("small", { id: `${name}-hint` });
      field.after(" ", hint);
      field.setAttribute("aria-describedby", hint.id);
    }
    hint?.replaceChildren(words);
    return known ? [] : [words];
  }))];
}

function render(data, ask, output, detail) {
  const who = (ask.name ?? "").trim() || "The model";
  printHead("openness", `How open ${who === "The model" ? "a model" : who} is`, ask.on,
    `the rules since ${dayInWords(data.since)}`, "");
  const ruling = judge(data, ask);
  const beneath = [...strangers(data, ask), ...ruling.unused];
  // Of nothing there is no class to give; "class I is possible" would sound like one.
  if (!data.components.some(({ id }) => (ask[id] ?? "").trim())) {
    output.replaceChildren(el("strong", {}, data.nothing_yet), ` ${[...beneath, data.first].join(" ")}`);
    detail.replaceChildren();
    return;
  }
  const title = `${ruling.headline}.`;
  output.replaceChildren(el("strong", {}, title), ` ${beneath.join(" ")}`.trimEnd());
  const gap = ({ text, why: reason }) => `${text}: ${reason}.`;
  const other = judge(data, { ...ask, reading: ruling.reading === "tool" ? "strict" : "tool" });
  const beside = `Read ${data.readings[other.reading]}: ${other.class ? `class ${other.class}` : "no class"}.`;
  const named = [...ruling.missing, ...ruling.unknown].map(({ component, why: reason }) => `${component}: ${reason}.`);
  const warnings = ruling.warnings.filter((line) => !named.includes(line));
  const parts = [[`Missing for class ${ruling.next}`, ruling.missing.map(gap)],
    [`Unknown for class ${ruling.next}`, ruling.unknown.map(gap)], ["Warnings", warnings]]
    .filter(([, lines]) => lines.length);
  const write = (put, mark) => () => [`${mark}${put(title)}`, "", ...[...beneath, beside].map(put),
    ...parts.flatMap(([head, lines]) => ["", `${head}:`, "", ...lines.map((line) => `- ${put(line)}`)]),
    "", location.href].join("\n");
  detail.replaceChildren(el("p", {}, beside), takeAway(write(String, ""), write(md, "## ")),
    ...parts.flatMap(([head, lines]) => [heading(head), list(lines)]));
}

start("openness", render);
