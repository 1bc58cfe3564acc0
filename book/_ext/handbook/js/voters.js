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

// What is known of a seat at the next meeting, from how it stands under each reading.
function nextSeat(standings, marks, held, hinges, answer) {
  const each = (of) => standings.map(([ways, standing]) => [ways, of(standing)]);
  const [may_vote, would_lose, would_regain] = ["may_vote", "would_lose", "would_regain"]
    .map((kind) => answer(each((standing) => standing[kind])));
  const every = (of) => [...new Set(standings.flatMap(([, standing]) => of(standing)))];
  const absences = every((standing) => standing.absences).sort();
  const alternates = held.filter((_, n) => marks[n] === "a").map(({ day }) => day);
  return {
    may_vote, would_lose, would_regain, absences,
    by_alternate: absences.filter((day) => alternates.includes(day)),
    if_present: every((standing) => standing.if_present), if_absent: every((standing) => standing.if_absent),
    depends_on: hinges(each((standing) => [standing.may_vote, standing.if_present, standing.if_absent].join())),
  };
}

// Who may vote at the next meeting, by the answer that all readings together give.
const groupLines = (data, seats) => data.groups.map(([words, value]) =>
  [words, Object.keys(seats).filter((seat) => seats[seat].may_vote.value === value)])
  .filter(([, of]) => of.length).map(([words, of]) => `${words}: ${of.join(", ")}.`);

// Days in their order, each year named once (words.py).
function daysInWords(days, marks, inWords) {
  const each = days.map((day, n) => {
    const words = inWords(day);
    return (days[n + 1]?.slice(0, 4) === day.slice(0, 4) ? words.replace(/ \d+$/, "") : words) + (marks[day] ?? "");
  });
  return each.length > 1 ? `${each.slice(0, -1).join(", ")} and ${each.at(-1)}` : each[0];
}

// Why a seat has its vote or not, and what the next meeting changes; those that it can change come first.
function nextRows({ next }, seats, inWords, short) {
  const why = ({ absences: days, by_alternate: alternates }) => {
    if (!days.length) return next.none;
    if (days.length > next.most) return next.often.replace("{times}", days.length).replace("{days}", inWords(days.at(-1)));
    const marks = Object.fromEntries(alternates.map((day) => [day, next.alternate]));
    return next.absent.replace("{days}", daysInWords(days, marks, inWords));
  };
  const becomes = (outcomes) => outcomes.map((outcome) => next.becomes[outcome]).join(" or ");
  const safe = ([, { if_absent: away }]) => away.join() === "keeps";
  return Object.entries(seats).sort((a, b) => safe(a) - safe(b)).map(([seat, known]) => [seat, known.may_vote.value,
    why(known), becomes(known.if_present), becomes(known.if_absent), short(known.depends_on)]);
}

// Who may vote then and who may not, under each reading that makes a difference.
function readingRows(data, { by_reading: lists }) {
  const names = (of) => (of.length ? `${of.join(", ")} (${of.length})` : data.nobody);
  const words = (ways) => Object.entries(ways)
    .map(([point, of]) => of.map((way) => data.ways[point][way]).join(" or ")).join(", and ");
  return lists.length < 2 ? []
    : lists.map((reading) => [words(reading.ways), names(reading.may_vote), names(reading.may_not_vote)]);
}
