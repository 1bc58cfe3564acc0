// The answer first: how far it is, and a bar for each stage. What can wait for the blink of an eye,
// the gaps and the projects of the record among it, is in readiness_more.js.

const COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const some = (n, thing) => `${COUNTS[n] ?? n} ${thing}${n === 1 ? "" : "s"}`;

// What is known without the reader's typing: of each fact its text or why there is none, and where
// from. `of` is the project of the record that it is about.
const own = { facts: {}, of: undefined };
const readiness = {};

const ask = (given) => ({ name: own.of?.name ?? given.project, voted: own.of?.voted, ...given,
  why: Object.fromEntries(Object.entries(own.facts).map(([key, { why }]) => [key, why])) });

// Where a rule and its sources stand, from this page.
const placeOf = ({ topic, id }) => `../reference/rules/${topic}.html#${id}`;

function distance(data, { steps, unmet, unknown }, stage) {
  const [sure, goal] = [steps.filter((rows) => isUnmet(rows.at(-1))).length, capital(stage)];
  const held = own.of?.stage;
  if (held && data.stages.indexOf(stage) <= data.stages.indexOf(held) && unmet + unknown) {
    return `At ${capital(held)}: ${unmet ? `${some(unmet, "threshold")} of ${goal} not met` : "no gap known"}`;
  }
  if (sure) return `${capital(some(sure, "step"))} from ${goal}`;
  if (unknown) return `No gap known, ${some(unknown, "answer")} from ${goal}`;
  return `Every published threshold of ${goal} is met`;
}

function bar(data, given, stage) {
  let [parts, words] = [{}, "no such stage on this day"];
  try {
    const { met, unmet, unknown } = assess(data, { ...given, stage });
    parts = { met, unmet, unknown };
    words = `${met} of ${met + unmet + unknown} met, ${unmet} missing, ${unknown} to be answered`;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  return el("li", given.stage === stage ? { "aria-current": "true" } : {},
    el("strong", {}, capital(stage)),
    el("span", { class: "bar" }, Object.entries(parts).map(([name, n]) =>
      el("i", { class: name, style: `flex-grow:${n}` }))),
    el("small", {}, words));
}

function render(data, given, output, detail) {
  const asked = ask(given);
  const answer = assess(data, asked);
  output.replaceChildren(el("strong", {}, distance(data, answer, given.stage), el("i", {}, ". ")),
    `${answer.headline} ${answer.counts} ${answer.caveat}`);
  document.getElementById("readiness-bars")
    .replaceChildren(...data.stages.map((stage) => bar(data, asked, stage)));
  for (const box of document.querySelectorAll("[data-fact]")) {
    box.hidden = !answer.rows.some(({ fact }) => fact === box.dataset.fact);
  }
  for (const group of document.querySelectorAll(".facts")) {
    group.hidden = !group.querySelector("[data-fact]:not([hidden])");
  }
  Object.assign(readiness, { given: asked, answer, detail });
  readiness.more?.();
}

start("readiness", render, {
  begin: (tool) => {
    Object.assign(readiness, tool);
    const before = new URLSearchParams(location.search).get("name");  // as the field was called
    if (before) tool.asked.project ??= before;
  },
  kept: (fields) => Object.fromEntries(Object.keys({ ...fields, ...own.facts })
    .map((key) => [key, fields[key] ?? ""])
    .filter(([key, text]) => text !== (own.facts[key]?.text ?? ""))),
});
