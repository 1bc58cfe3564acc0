// An answer in words: the steps of the cheapest path, and what is left to people.

function stepInWords(data, rows) {
  const [ids, last] = [rows.map(({ id }) => id).join(", "), rows.at(-1)];
  if (isUnmet(last)) return `${last.todo} (${ids}; ${last.distance}; by ${last.who})`;
  const why = last.distance === data.nobody ? "" : `; ${last.distance}`;
  return `Find out: ${data.facts[last.fact].meaning} (${ids}${why})`;
}

export function report(data, { rows, steps, gate, voted }) {
  const starred = rows.filter(({ judgment }) => judgment).map(({ id }) => id).join(", ");
  return {
    path: steps.map((rows) => stepInWords(data, rows)),
    left: [...gate.votes, ...(voted ? [voted] : []), ...gate.judged,
      ...(starred && gate.judgment !== null ? [`“${gate.judgment}” (${starred})`] : []),
      "Meeting every published threshold is not an acceptance: the council decides."],
    documents: `Rules: ${[...new Set(rows.map(({ source }) => data.titles[source]))].join("; ")}.`,
  };
}
