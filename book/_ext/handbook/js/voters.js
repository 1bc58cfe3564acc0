// Who may vote at the next meeting, and under which of the readings (season.py, readings.py).

// The answers as a tree has them: each with what leads to it, and no point that makes no odds.
function branches(answers, hinges) {
  const [point] = hinges(answers);
  if (!point) return [[[], answers[0][1]]];
  const alike = new Map();
  for (const way of new Set(answers.map(([ways]) => ways[point]))) {
    const rest = branches(answers.filter(([ways]) => ways[point] === way), hinges);
    const key = JSON.stringify(rest);
    alike.set(key, [rest, ...(alike.get(key)?.slice(1) ?? []), way]);
  }
  return [...alike.values()].flatMap(([rest, ...ways]) =>
    rest.map(([more, answer]) => [[[point, ways], ...more], answer]));
}

// Who is in which group at the next meeting; with a kind, of that kind alone.
function groupLines(data, seats, only) {
  return data.groups.filter(([, kind]) => !only || kind === only).map(([words, kind, value]) =>
    [words, Object.keys(seats).filter((seat) => seats[seat][kind].value === value)])
    .filter(([, of]) => of.length).map(([words, of]) => `${words}: ${of.join(", ")}.`);
}

// Who may vote then and who may not, under each reading that makes a difference.
function readingRows(data, { by_reading: lists }) {
  const names = (of) => (of.length ? `${of.join(", ")} (${of.length})` : data.nobody);
  const words = (ways) => Object.entries(ways)
    .map(([point, of]) => of.map((way) => data.ways[point][way]).join(" or ")).join(", and ");
  return lists.length < 2 ? []
    : lists.map((one) => [words(one.ways), names(one.may_vote), names(one.may_not_vote)]);
}
