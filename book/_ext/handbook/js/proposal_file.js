// A facts file in the tool: its facts and its author's words, in the place of what the record has.

proposal.read = (text) => {
  const { data, form, put } = proposal;
  const { stages } = data;
  const own = projectFrom(factsData, text, today(), { proposal: data.fields.map(({ id }) => id) });
  put({ project: "", name: own.name, repository: own.repository,
    stage: stages[Math.min(stages.indexOf(own.stage) + 1, stages.length - 1)] });
  const { name, repository } = form.elements;
  proposal.own = { ...own, typed: { name: name.value.trim(), repository: repository.value } };
  proposal.changed();
  const [facts, words] = [own.facts, own.words].map((of) => Object.keys(of).length);
  return `${counted(data, facts, "facts")} and ${counted(data, words, "texts")} of ${own.name} are in. ` +
    "A link to this page does not carry them.";
};
