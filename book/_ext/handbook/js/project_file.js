// A project from its facts file: its facts as the desks take them, and its author's words.

export const projectFrom = (known, text, on, words) => {
  const file = readFacts(known, text, on, words);
  const day = (fact) => (fact.day ? new Date(fact.day).toISOString().slice(0, 10) : "");
  const facts = Object.entries(file.facts).map(([key, fact]) => [key, { ...fact, day: day(fact) }]);
  return { ...file, facts: Object.fromEntries(facts) };
};
