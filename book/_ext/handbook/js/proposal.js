// The papers of a proposal: what is known of a project, in the shape of the template. What can wait
// for the answer, the papers to take along and the files among it, is in proposal_more.js.

// What the reader wrote for the fields of the template, in the page.
const typedWords = ({ fields }, ask) => Object.fromEntries(
  fields.map(({ id }) => [id, ask[`word_${id}`]?.trim()]).filter(([, text]) => text));

// `own` is what a file of facts gave; `record` what is known of the projects, once it is loaded.
const proposal = {};

// The project of the record, of the file, or the one that the reader names.
function projectOf(data, ask) {
  const { project = "", name = "", repository = "", license = "", record = proposal.record, own = proposal.own } = ask;
  const typed = typedWords(data, ask);
  if (project) {
    choice(project, Object.keys(data.projects), "is not a project that can ask for a next stage",
      "Choose a project, or name your own.");
    return record?.[project] && { ...record[project], words: typed };
  }
  const called = name.trim();
  const words = { ...(license.trim() && { license: license.trim() }) };
  // What a file says of the licence comes before what is typed.
  if (own && called === own.typed.name && repository === own.typed.repository) {
    const stated = own.facts.license_spdx?.value === undefined && words;
    return { ...own, words: { ...stated, ...own.words, ...typed } };
  }
  if (!called) throw new Refused("Choose a project, enter the name of your own, or open its facts file.", "name");
  const parts = githubAddress(repository);
  if (!parts) {
    throw new Refused("Enter the repository on GitHub, such as https://github.com/OWNER/NAME.",
      "repository");
  }
  return { name: called, repository: `https://github.com/${parts.owner}/${parts.name}`, facts: {}, words: { ...words, ...typed } };
}

// What the command line gives with --json, and the outline of the deck. Undefined while the record
// is on its way.
export function answers(data, ask) {
  const on = checkedDay(ask.on);
  const known = projectOf(data, ask);
  const stage = choice(ask.stage ?? data.projects[ask.project] ?? "sandbox", data.stages,
    "is not a stage that a project can ask for", `Choose the stage: ${data.stages.map(capital).join(", ")}.`);
  if (!known) return undefined;
  const rows = fieldsOf(data, known, stage);
  const count = (state) => rows.filter((row) => row.state === state).length;
  return { name: known.name, repository: known.repository, stage, on, filled: count("filled"),
    partly: count("partly"), open: count("open"), answers: rows, deck: deckOf(data, known, stage), known };
}

function render(data, ask, output, detail) {
  // Before the first word there is nothing to refuse.
  if (!proposal.own && ![ask.project, ask.name, ask.repository, ask.license].some(Boolean)) {
    proposal.packet = undefined;
    detail.replaceChildren();
    output.replaceChildren("Choose a project, enter the name of your own, or open its facts file.");
    return undefined;
  }
  const packet = answers(data, ask);
  Object.assign(proposal, { ask, packet, detail });
  if (!packet) {
    output.replaceChildren();
    return proposal.load?.(output);
  }
  const { name, stage, filled: whole, partly, open } = packet;
  output.replaceChildren(el("strong", {}, filled(data.sentences.head,
    { name, stage: capital(stage), fields: data.counted, filled: whole, partly, open })));
  proposal.more?.();
}

start("proposal", render, {
  begin: (tool) => {
    Object.assign(proposal, tool);
    const { form, data, put } = tool;
    const typed = ["name", "repository", "license"];
    const none = Object.fromEntries(typed.map((key) => [key, ""]));
    // Each project asks for its next stage, until the reader chooses another. What was typed is about
    // another project, and goes; what is typed takes the place of the choice.
    form.elements.project.addEventListener("input", ({ target }) =>
      put({ ...(target.value && none), stage: data.projects[target.value] ?? "sandbox" }));
    for (const key of typed) form.elements[key].addEventListener("input", () => put({ project: "" }));
    if (tool.query.project) for (const key of typed) delete tool.query[key];
    put({ stage: data.projects[tool.query.project] ?? "sandbox" });
    // What an address brings for the fields is in sight.
    if (Object.keys(typedWords(data, tool.query)).length) form.querySelector("details").open = true;
  },
});
