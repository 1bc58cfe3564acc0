// The answer first: how far it is, and a bar for each stage. readiness_more.js and the files after it
// have the rest.

// What is known without the reader's typing: of each fact its text or why there is none, and where
// from. `of` is the project of the record that it is about.
const own = { facts: {}, of: undefined };
const readiness = {};

const ask = (given) => ({ name: own.of?.name ?? given.project, voted: own.of?.voted, ...given,
  why: Object.fromEntries(Object.entries(own.facts).map(([key, { why }]) => [key, why])) });

function distance(data, { steps, met, unmet, unknown }, stage) {
  const some = (n, thing) => `${data.numbers[n] ?? n} ${thing}${n === 1 ? "" : "s"}`;
  const [goal, held, sure] = [capital(stage), own.of?.stage, steps.filter((rows) => isUnmet(rows.at(-1))).length];
  const open = steps.length - sure && some(steps.length - sure, "open question");
  const reached = held && data.stages.indexOf(stage) <= data.stages.indexOf(held);
  const left = sure ? some(sure, "step") + (open ? ` and ${open}` : "") : open && met ? `${met} met, ${open}` : open;
  const words = !left ? `every published threshold of ${goal} is met` : !reached ? `${left} before ${goal}`
    : [unmet ? `${some(unmet, "threshold")} of ${goal} not met` : `${met} met`, ...(unknown ? [`${unknown} unknown`] : [])].join(", ");
  return held ? `At ${capital(held)}: ${words}` : capital(words);
}

// Nothing where there is no such stage.
function offered(data, given) {
  try {
    return assess(data, given);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

function bar(data, given, stage) {
  const { met, unmet, unknown } = offered(data, { ...given, stage }) ?? {};
  const words = met === undefined ? "no such stage on this day"
    : `${met} of ${met + unmet + unknown} met${unmet ? `, ${unmet} missing` : ""}${unknown ? `, ${unknown} unknown` : ""}`;
  return el("li", given.stage === stage ? { "aria-current": "true" } : {},
    el("strong", {}, capital(stage)),
    el("span", { class: "bar" }, Object.entries({ met, unmet, unknown }).map(([name, n = 0]) =>
      el("i", { class: name, style: `flex-grow:${n}` }))),
    el("small", {}, words));
}

function render(data, given, output, detail) {
  const question = ask(given);
  const name = question.name?.trim();
  const answer = assess(data, question);
  output.replaceChildren(el("strong", {}, distance(data, answer, given.stage), el("i", {}, ". ")),
    `${name ? `${name}, ${answer.rules}` : capital(answer.rules)}. ${answer.caveat}`);
  document.getElementById("readiness-bars")
    .replaceChildren(...data.stages.map((stage) => bar(data, question, stage)));
  for (const box of document.querySelectorAll("[data-fact]")) {
    box.hidden = !answer.rows.some(({ fact }) => fact === box.dataset.fact);
  }
  for (const group of document.querySelectorAll(".facts")) {
    group.hidden = !group.querySelector("[data-fact]:not([hidden])");
  }
  Object.assign(readiness, { given: question, answer, detail });
  readiness.more?.();
}

start("readiness", render, {
  begin: (tool) => {
    Object.assign(readiness, tool);
    const before = new URLSearchParams(location.search).get("name");  // as the field was called
    if (before) tool.query.project ??= before;
  },
  kept: (fields) => Object.fromEntries(Object.keys({ ...fields, ...own.facts })
    .map((key) => [key, fields[key] ?? ""])
    .filter(([key, text]) => text !== (own.facts[key]?.text ?? ""))),
});
