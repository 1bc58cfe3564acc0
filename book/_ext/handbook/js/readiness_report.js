// An answer in words: the steps of the cheapest path, and what is left to people.

// A line for each step; a reason that several share has one of its own, after them.
function pathInWords(data, steps) {
  const idsOf = (rows) => rows.map(({ id }) => id).join(", ");
  const open = steps.filter((rows) => !isUnmet(rows.at(-1)) && rows.at(-1).distance !== data.nobody);
  const shared = new Map();
  for (const rows of open) {
    const why = rows.at(-1).distance;
    shared.set(why, [...(shared.get(why) ?? []), idsOf(rows)]);
  }
  const lines = steps.map((rows) => {
    const [ids, last] = [idsOf(rows), rows.at(-1)];
    if (isUnmet(last)) return `${last.todo} (${ids}; ${last.distance}; by ${last.who})`;
    const why = shared.get(last.distance)?.length === 1 ? `; ${last.distance}` : "";
    return `Find out: ${data.facts[last.fact].meaning}. (${ids}${why})`;
  });
  const several = [...shared].filter(([, ids]) => ids.length > 1);
  return [...lines, ...several.map(([why, ids]) => `For ${ids.slice(0, -1).join(", ")} and ${ids.at(-1)}: ${why}.`)];
}

export function report(data, { rows, steps, gate, voted }) {
  const starred = rows.filter(({ judgment }) => judgment).map(({ id }) => id).join(", ");
  return {
    path: pathInWords(data, steps),
    left: [...gate.votes, ...(voted ? [voted] : []), ...gate.judged,
      ...(starred && gate.judgment !== null ? [`“${gate.judgment}” (${starred})`] : []),
      "Meeting every published threshold is not an acceptance: the council decides."],
    documents: `Rules: ${[...new Set(rows.map(({ source }) => data.titles[source]))].join("; ")}.`,
  };
}
