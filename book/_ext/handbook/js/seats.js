// The council's seats with a vote on a day, by the newest table and by the rule (council/seats.py).

// What the command line gives with --json, and its sentences.
export function answers(data, { on }) {
  const day = checkedDay(on);
  const known = data.tables.findLast(({ from }) => from <= day);
  if (!known) throw new Refused(data.unknown.replace("{day}", dayInWords(day)), "on");
  const { premier, graduated, line } = data.rules.findLast(({ from }) => from <= day);
  const as_of = day < data.record_of ? day : data.record_of;
  return { on: day, table: known.table,
    by_rule: { as_of, seats: premier + graduated.length, premier, graduated },
    lines: [...known.lines, line.replace("{day}", dayInWords(as_of))] };
}

function render(data, ask, output, detail) {
  const { on, lines } = answers(data, ask);
  const [first, ...rest] = lines;
  output.replaceChildren(el("strong", {}, `${first}.`));
  printHead("seats", "The council's seats with a vote", on, rulesOf(data.tables, on), "");
  const write = (put, mark) => () =>
    [`${mark}${put(first)}`, ...rest.map(put), `<${location.href}>`].join("\n\n");
  detail.replaceChildren(...rest.map((words) => el("p", {}, words)),
    takeAway(write(String, ""), write(md, "## ")));
}

start("seats", render);
