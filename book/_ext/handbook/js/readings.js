// Every way to read what the sources leave open, and on which points an answer hangs (readings.py).

const combinations = (ways, decided, points) => points.reduce((all, point) => {
  const way = decided[point] === "open" ? "" : decided[point];
  if (way && !ways[point][way]) throw new Refused(`${quote(way)} is not a way to read “${point}”.`, point);
  return all.flatMap((part) => (way ? [way] : Object.keys(ways[point])).map((is) => ({ ...part, [point]: is })));
}, [{}]);

// Of [ways, answer] pairs: the points that, read otherwise alone, change the answer.
function hinges(answers) {
  if (answers.every(([, answer]) => answer === answers[0][1])) return [];
  const key = (ways) => Object.values(ways).join();
  const given = new Map(answers.map(([ways, answer]) => [key(ways), answer]));
  return Object.keys(answers[0][0]).filter((point) => {
    const others = new Set(answers.map(([ways]) => ways[point]));
    return answers.some(([ways, answer]) =>
      [...others].some((other) => given.get(key({ ...ways, [point]: other })) !== answer));
  });
}

const half = (n) => Math.ceil(n / 2);

const short = (data, points) => points.map((point) => data.short[point]).join("; ");
const leftOpen = (data, points) => points.map((point) => data.open[point]);
