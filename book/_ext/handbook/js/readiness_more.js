// What follows the answer: the projects of the record, the gaps, what if, the rules of other days.

const { data, form } = readiness;
const place = (id) => document.getElementById(`readiness-${id}`);

// ---- a project of the record brings its facts along

const address = (text) => text.trim().toLowerCase().replace(/(\.git)?\/*$/, "")
  .replace(/^(?:git@|(?:https?:\/\/)?(?:www\.)?)github\.com[/:]/, "");

const recorded = (text) => data.projects.find(({ name, repository }) =>
  [name, repository].some((known) => address(known) === address(text)));

function factsOf({ facts, note }) {
  const keys = Object.keys(data.facts);
  const pairs = (all) => all.flatMap((key, n) => (n % 2 ? [] : [[keys[key], all[n + 1]]]));
  const found = Object.fromEntries(facts.flatMap(([source, day, known, unknown, there, absent]) => {
    const from = `${data.sources[source]}, ${data.days[day] && dayInWords(data.days[day])}`;
    return [...pairs(known).map(([key, text]) => [key, { text, from }]),
      ...there.map((key) => [keys[key], { text: "yes", from }]),
      ...absent.map((key) => [keys[key], { text: "no", from }]),
      ...pairs(unknown).map(([key, why]) => [key, { text: "", why: data.reasons[why], from }])];
  }));
  if (note) found.contributing_organizations.note = note;
  return found;
}

// Puts what is known into the form. What was typed stays, unless it was typed about another project.
function fill(facts, of, fresh = Boolean(own.of)) {
  for (const key of Object.keys(data.facts)) {
    const [now, before] = [form.elements.namedItem(key).value, own.facts[key]?.text ?? ""];
    if (fresh || now === before) readiness.put({ [key]: facts[key]?.text ?? "" });
  }
  Object.assign(own, { facts, of });
}

function named(stage) {
  const project = recorded(form.elements.project.value);
  if (project?.name === own.of?.name) return;
  fill(project ? factsOf(project) : {}, project);
  if (project) readiness.put({ stage: stage ?? project.next });
}

// ---- what is missing

function gap(rows) {
  const last = rows.at(-1);
  const { note, from, text } = own.facts[last.fact] ?? {};
  const source = from && text && text === readiness.given[last.fact] ? ` (${from})` : "";
  return el("li", {},
    el("span", { role: "img", "aria-label": last.state }, SIGNS[last.state]),
    el("div", {},
      el("p", {}, el("strong", {}, last.title), `: ${last.distance}. `,
        last.known ? `Known: ${last.known}${source}. Needed: ${last.needed}.` : ""),
      el("p", {}, last.todo, note ? ` ${note}.` : ""),
      rows.map(({ id, href, quote }) => el("p", {}, el("small", {}, el("a", { href }, id),
        quote ? ` “${quote}”` : "")))));
}

// By who can close it, and the nearest first; then what a machine could not tell.
function gaps() {
  const { steps } = readiness.answer;
  const part = (heading, all) =>
    (all.length ? [el("h3", {}, heading), el("ul", {}, all.map(gap))] : []);
  const looked = steps.map((rows) => rows.at(-1)).filter((row) => !isUnmet(row) &&
    row.distance !== data.nobody && !data.asked.includes(row.fact));
  return [
    ...data.who.flatMap((who) => part(`Missing, for ${who} to close`,
      steps.filter((rows) => isUnmet(rows.at(-1)) && rows.at(-1).who === who))),
    ...part("To be looked up", steps.filter((rows) => looked.includes(rows.at(-1))))];
}

function origins() {
  for (const box of form.querySelectorAll("[data-fact]")) {
    const key = box.dataset.fact;
    const { text = "", why, from } = own.facts[key] ?? {};
    const same = from && (form.elements.namedItem(key).value ?? "") === text;
    box.querySelector(".from").textContent = !same ? "" : why ? `${title(why)} (${from}).` : `${title(from)}.`;
  }
}

// ---- what if: each step of the cheapest path as a switch

const supposed = new Set();

function whatIf() {
  const { given, answer } = readiness;
  const steps = answer.steps.filter((rows) => isUnmet(rows.at(-1)) && least(data, rows));
  const words = (rows) => `${rows.at(-1).title}: ${rows.at(-1).needed}`;
  const all = new Map(steps.map((rows) => [rows[0].fact, rows]));
  for (const key of supposed) if (!all.has(key)) supposed.delete(key);
  const table = el("div", { "aria-live": "polite" });
  const again = () => {
    const changes = Object.fromEntries([...supposed].map((key) => [key, least(data, all.get(key))]));
    const then = assess(data, { ...given, ...changes });
    const counts = ({ met, unmet, unknown }) => `${met} met, ${unmet} missing, ${unknown} to be answered`;
    table.replaceChildren(el("p", {}, `Before: ${counts(answer)}. After: ${counts(then)}.`));
  };
  const buttons = steps.map((rows, n) => {
    const key = rows[0].fact;
    const button = el("button", { type: "button", "aria-pressed": supposed.has(key) }, words(rows),
      n === 0 && steps.length > 1 ? el("small", {}, " (nearest)") : "");
    button.addEventListener("click", () => {
      if (!supposed.delete(key)) supposed.add(key);
      button.setAttribute("aria-pressed", supposed.has(key));
      again();
    });
    return button;
  });
  again();
  return steps.length ? [el("h3", {}, "What if"),
    el("p", {}, "All of these together are the cheapest path. Press one to suppose it."),
    el("p", { class: "tool-buttons" }, buttons), table] : [];
}

// ---- the rules of other days

function versions() {
  const { given } = readiness;
  const rows = data.documents.map(({ from, start, caveat }) => {
    const cells = data.stages.map((stage) => {
      try {
        const { met, unmet, unknown } = assess(data, { ...given, stage, on: from });
        return `${met} met, ${unmet} missing, ${unknown} to be answered`;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return "no such stage";
      }
    });
    const choose = el("button", { type: "button" }, `${start}${caveat ? ", in doubt" : ""}`);
    choose.addEventListener("click", () => {
      readiness.put({ on: from });
      readiness.changed();
    });
    return [choose, ...cells];
  });
  return el("details", { "data-part": "versions" }, el("summary", {}, "The same facts by the rules of other days"),
    table("By each version of the rules. Press a day to judge by it.",
      ["Rules of", ...data.stages.map(title)], rows));
}

// ---- all of it in words, to read and to take along

function requirements(answer) {
  const missing = (row) => (row.state === MET || !row.known ? "" : row.distance);
  const cells = (row) => [row.title, row.needed, row.known ?? "unknown", missing(row)];
  const rows = answer.rows.map((row) => [
    el("span", {}, el("span", { role: "img", "aria-label": row.state }, SIGNS[row.state]), " ",
      el("a", { href: row.href }, row.title),
      el("small", {}, row.quote ? ` “${row.quote}”` : "")),
    ...cells(row).slice(1), row.state === MET ? "" : row.who]);
  const words = report(data, answer);
  const write = (put, head) => () => [
    put(`${answer.headline} ${answer.counts} ${answer.caveat}`), "", ...head,
    ...answer.rows.map((row) => `| ${SIGNS[row.state]} ${cells(row).map(put).join(" | ")} |`), "",
    ...[...words.path, ...words.left].map((line) => `- ${put(line)}`), "", put(words.documents),
    location.href].join("\n");
  return [
    el("h3", {}, "Take it away"),
    takeAway(write(String, []), write(md, ["| Requirement | Needed | Known | Missing |", "|-|-|-|-|"])),
    el("details", { "data-part": "all" }, el("summary", {}, "Each requirement"),
      table("Each requirement", ["Requirement", "Needed", "Known", "What is missing", "Who"], rows)),
    ...(words.path[0] ? [el("details", { "data-part": "path" },
      el("summary", {}, "What would meet the thresholds"), list(words.path))] : []),
    el("h3", {}, "Left to people"), list(words.left),
    el("p", {}, el("small", {}, words.documents))];
}

readiness.more = () => {
  const { given, answer, detail } = readiness;
  printHead("readiness",
    `${given.name?.trim() || "A project"} and ${given.stage}: what is met, and what is missing`,
    `Asked on ${dayInWords(today())}.`);
  place("gaps").replaceChildren(...gaps());
  origins();
  const open = [...detail.querySelectorAll("details[open]")].map(({ dataset }) => dataset.part);
  detail.replaceChildren(...whatIf(), versions(), ...requirements(answer));
  for (const part of open) {
    const box = detail.querySelector(`[data-part="${part}"]`);
    if (box) box.open = true;
  }
};

document.getElementById("projects").append(
  ...data.projects.map(({ name: words, repository }) => el("option", { value: words }, repository)));
form.elements.project.addEventListener("input", () => named());
const folded = form.querySelector(".measured");
folded.open = Object.keys(readiness.asked).some((key) => folded.querySelector(`[data-fact="${CSS.escape(key)}"]`));
named(readiness.asked.stage);
if (own.of) readiness.put(readiness.asked);
readiness.again(readiness.asked);
