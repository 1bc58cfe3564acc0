// Facts files in the review: this year's, and last year's, so that only what changed is asked.

review.read = (text, last) => {
  const { data, form, changed } = review;
  const slides = data.periods.at(-1).slides.map(({ id }) => id);
  const file = projectFrom(factsData, text, last ? "" : today(), { review: slides });
  const named = data.projects.find(({ name }) => name.toLowerCase() === file.name.toLowerCase());
  if (named) form.elements.project.value = named.id;
  const of = form.elements.project.value;
  if (!of) throw new Refused(`${quote(file.name)} is not a hosted project that we know. Choose the project first.`, "project");
  const files = { ...(review.of === of && review.files), [last ? "before" : "now"]: file };
  const { now, before } = files;
  Object.assign(review, { of, files, given: {
    words: now?.words ?? {}, before: before?.words ?? {},
    changed: now && before ? changesOf(data, factsData, before.facts, now.facts) : {} } });
  changed();
  const [facts, words] = [file.facts, file.words].map((each) => Object.keys(each).length);
  const lines = [`${counted(data, facts, "facts")} and ${counted(data, words, "texts")} of ${file.name} are in.`];
  return before && !now ? [...lines, "Open this year’s file too: what changed is what is asked."] : lines;
};
