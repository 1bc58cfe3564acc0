// What follows the answer: the projects of the record, and the gaps.

const { data, form } = readiness;
const folded = form.querySelector(".measured");
const place = (id) => document.getElementById(`readiness-${id}`);

// ---- a project of the record brings its facts along

const address = (text) => text.trim().toLowerCase().replace(/(\.git)?\/*$/, "")
  .replace(/^(?:git@|(?:https?:\/\/)?(?:www\.)?)github\.com[/:]/, "");

const recorded = (text) => data.projects.find(({ name, repository }) =>
  [name, repository].some((known) => address(known) === address(text)));

// Reasons that differ in their numbers alone share their words.
function reason(at) {
  const [words, numbers] = data.reasons[at];
  const left = numbers.split(" ");
  return data.wordings[words].replaceAll("{}", () => left.shift());
}

function factsOf({ facts, note }) {
  const keys = Object.keys(data.facts);
  const pairs = (all) => all.flatMap((key, n) => (n % 2 ? [] : [[keys[key], all[n + 1]]]));
  const byFact = Object.fromEntries(facts.flatMap(([at, on, known, unknown, there, absent]) => {
    const [source, day] = [data.sources[at], data.days[on]];
    const origin = { source, day, from: day ? `${source}, ${dayInWords(day)}` : source };
    return [...pairs(known), ...there.map((key) => [keys[key], "yes"]), ...absent.map((key) => [keys[key], "no"])]
      .map(([key, text]) => [key, { text, ...origin }])
      .concat(pairs(unknown).map(([key, why]) => [key, { text: "", why: reason(why), ...origin }]));
  }));
  if (note) byFact.contributing_organizations.note = note;
  return byFact;
}

// The fields of what a machine finds out, and where each of them stands.
const measurable = [...folded.querySelectorAll("[data-fact]")].map((box) => [box, box.parentElement]);

// What it could not find out is asked of the reader, beside what only people know. Where nothing was
// measured there is nothing to tell apart, and all of it stays folded away.
function askTheRest(facts) {
  const measured = measurable.some(([box]) => facts[box.dataset.fact]?.text);
  const open = place("open");
  for (const [box, home] of measurable) {
    const key = box.dataset.fact;
    const to = measured && !facts[key]?.text && !form.elements.namedItem(key).value ? open : home;
    // Before the press that answers a whole group, which stays the last.
    to.insertBefore(box, to.querySelector(".all-so"));
  }
}

// Puts what is known into the form. What was typed stays, unless it was typed about another project.
function fill(facts, of, fresh = Boolean(own.of)) {
  for (const key of Object.keys(data.facts)) {
    const [now, before] = [form.elements.namedItem(key).value, own.facts[key]?.text ?? ""];
    if (fresh || now === before) readiness.put({ [key]: facts[key]?.text ?? "" });
  }
  Object.assign(own, { facts, of });
  askTheRest(facts);
  folded.open &&= !of;
}

function named(stage) {
  const project = recorded(form.elements.project.value);
  if (project ? project.name === own.of?.name : own.of?.typed === form.elements.project.value) return;
  if (!project && !own.of) return;
  fill(project ? factsOf(project) : {}, project);
  if (project) readiness.put({ stage: stage ?? project.next });
}

// ---- what is missing

// Leads to the field, where it is folded away with what was measured.
function typeIt(key) {
  const button = el("button", { type: "button" }, "Type what you know");
  button.addEventListener("click", () => {
    const box = form.querySelector(`[data-fact="${key}"]`);
    if (folded.contains(box)) folded.open = true;
    box.querySelector("input, select").focus();
  });
  return button;
}

function gap(rows) {
  const last = rows.at(-1);
  const { note, from, text } = own.facts[last.fact] ?? {};
  const source = from && text && text === readiness.given[last.fact] ? ` (${from})` : "";
  return el("li", {},
    el("span", { role: "img", "aria-label": last.state }, SIGNS[last.state]),
    el("div", {},
      el("p", {}, el("strong", {}, last.title), `: ${last.distance}. `,
        last.known ? `Known: ${last.known}${source}. Needed: ${last.needed}.` : ""),
      el("p", {}, last.todo, note ? ` ${note}.` : "", isUnmet(last) ? "" : [" ", typeIt(last.fact)]),
      rows.map((row) => el("p", {}, el("small", {}, el("a", { href: placeOf(row) }, row.id),
        row.quote ? ` “${row.quote}”` : "")))));
}

// By who can close it, what lacks the smallest number first; then what is known and does not settle it. What nobody
// knows is no gap: it is asked, further down.
function gaps() {
  const { steps } = readiness.answer;
  const part = (heading, all) =>
    (all.length ? [el("h3", {}, heading), el("ul", {}, all.map(gap))] : []);
  return [
    ...data.who.flatMap((who) => part(`Missing, for ${who} to close`,
      steps.filter((rows) => isUnmet(rows.at(-1)) && rows.at(-1).who === who))),
    ...part("Known, and not enough to tell",
      steps.filter((rows) => !isUnmet(rows.at(-1)) && rows.at(-1).known))];
}

// A reason that several open questions share stands once, above them, with what can be done.
function tellOnce(reasons) {
  const home = place("open");
  for (const old of home.querySelectorAll(".shared-reason")) old.remove();
  for (const [reason, spans] of reasons) {
    if (spans.length === 1) continue;
    for (const span of spans) span.textContent = "";
    home.firstElementChild.after(el("p", { class: "shared-reason" }, `Of ${spans.length} of these: ${reason} `,
      own.of?.id ? "Press “Check it live” above to measure now what GitHub can tell, or answer each here." : "Answer each here."));
  }
}

function origins() {
  const reasons = new Map();
  for (const box of form.querySelectorAll("[data-fact]")) {
    const key = box.dataset.fact;
    const { text = "", why, from } = own.facts[key] ?? {};
    const same = from && (form.elements.namedItem(key).value ?? "") === text;
    // Of the rules that ever asked, those that ask now.
    for (const link of box.querySelectorAll("a")) {
      link.hidden = !readiness.answer.rows.some(({ id }) => id === link.textContent);
    }
    const words = box.querySelector(".from");
    words.textContent = !same ? "" : why ? `${capital(why)} (${from}).` : `${capital(from)}.`;
    // That no machine sees what only people know is no news: it is told with where to look.
    if (data.by_people.includes(key)) box.querySelector(why ? ".help details" : ".help")?.append(words);
    else if (same && why && !box.hidden && place("open").contains(box)) {
      reasons.set(words.textContent, [...(reasons.get(words.textContent) ?? []), words]);
    }
  }
  tellOnce(reasons);
}

// What is folded away says why: a machine can find it out, and has or has not.
function foldedInWords() {
  const open = measurable.filter(([box]) => folded.contains(box) && !box.hidden &&
    !form.elements.namedItem(box.dataset.fact).value).length;
  folded.querySelector("summary").textContent = !open ? "What was measured: look at it, or correct it"
    : `${open === 1 ? "One open question" : `${open} open questions`} can be measured: press “Check it live” above, or answer here`;
}

// What nobody has answered of a group, at one press.
for (const button of form.querySelectorAll(".all-so button")) {
  button.addEventListener("click", () => {
    for (const { dataset: { fact: key } } of button.closest(".facts").querySelectorAll("fieldset:not([hidden])")) {
      if (!form.elements.namedItem(key).value) readiness.put({ [key]: "yes" });
    }
    readiness.changed();
  });
}

// A project of the record has a page, with each number and its day.
function ofTheRecord() {
  const { id, name } = own.of ?? {};
  place("record").replaceChildren(...(id ? [`${name} is in the record. `,
    el("a", { href: `projects/${id}.html` }, `The page of ${name}`), " has its stages, its numbers and their sources."] : []));
}

readiness.more = () => {
  ofTheRecord();
  place("gaps").replaceChildren(...gaps());
  origins();
  foldedInWords();
  readiness.rest?.();
};

document.getElementById("licences").append(...Object.keys(data.licences.approved)
  .filter((name) => !data.licences.deprecated.includes(name)).map((value) => el("option", { value })));
document.getElementById("projects").append(
  ...data.projects.map(({ name: words, repository }) => el("option", { value: words }, repository)));
form.elements.project.addEventListener("input", () => named());
for (const project of data.projects) {
  const [method, source] = project.voted ?? [];
  if (method) project.voted = filled(data.voted, { method, source: data.sources[source] });
}
Object.assign(readiness, { fill, recorded, factsOf });
folded.open = Object.keys(readiness.query).some((key) => folded.querySelector(`[data-fact="${CSS.escape(key)}"]`));
named(readiness.query.stage);
if (own.of) readiness.put(readiness.query);
readiness.again(readiness.query);
