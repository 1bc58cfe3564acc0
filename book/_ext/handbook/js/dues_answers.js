// What membership costs one organisation: finds the answer that was worked out at build time.

// What is asked for without an answer yet, as when a field has been emptied to type anew.
const NOBODY = "Enter the number of your employees, such as 1200.";

function ageInWords(data, start, day) {
  const [a, b] = [start, day].map((iso) => iso.split("-").map(Number));
  const months = Math.max(0, (b[0] - a[0]) * 12 + b[1] - a[1] - (b[2] < a[2] ? 1 : 0));
  const spans = [[Math.floor(months / 12), "years"], [months % 12, "months"]];
  const words = spans.filter(([n]) => n).map(([n, unit]) => counted(data, n, unit));
  return words.join(" and ") || "less than a month";
}

// Which figures they are, and how old on the day that is asked about.
const figures = (data, { as_of, newer_from }, day) =>
  filled(newer_from ? data.sentences.superseded : data.sentences.newest, {
    of: dayInWords(as_of), age: ageInWords(data, as_of, day), day: dayInWords(day),
    newer: newer_from && dayInWords(newer_from),
  });

// Every level for what was asked, each with an amount or with the reason why it is refused. All
// that is asked is text, as it stands in the form and in the address.
export function answers(data, { employees = "", lf_member, organization, on }) {
  const kind = choice(organization, data.organizations,
    "is not a kind of organisation that this page knows",
    "Choose whether you are a company, an academic institution or a non-profit " +
    `(in the address: ${data.organizations.join(", ")}).`);
  const member = choice(lf_member, ["true", "false"],
    "does not say whether you are a Linux Foundation member",
    "Choose yes or no (in the address: true or false).");
  if (!employees.trim()) throw new Refused(NOBODY, "employees");
  const heads = wholeNumber(employees, "the number of your employees", "employees");
  const day = checkedDay(on);
  const period = data.periods.findLast(({ from }) => from <= day);
  if (!period) throw new Refused(filled(data.unknown, { day }));
  const cell = period.cells.find((c) => c.organization === kind && heads >= c.min &&
    String(c.lf_member) === member && (c.max === null || heads <= c.max));
  const text = (n) => (n === null ? null : data.texts[n]);
  const levels = data.levels.map((level) => {
    const answer = cell.answers[level];
    if ("refused" in answer) return { level, refused: text(answer.refused) };
    return {
      ...answer, level, headline: text(answer.headline), band: text(answer.band),
      reason: filled(text(answer.reason), { employees: grouped(heads) }),
      caveats: answer.caveats.map(text), source: text(answer.source), adds: answer.adds.map(text),
      figures: figures(data, answer, day),
    };
  }).reverse();
  const names = Object.entries(period.names).map(([id, n]) => ({ id, text: text(n) }));
  return { levels, heads, kind, benefits: period.benefits, names };
}
