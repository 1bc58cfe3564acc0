// What the search answers in place: dues by the data and the code of their tool, and single rules.

const ACADEMIC = /\b(academic|universit|college|school)/i;
const NONPROFIT = /\b(non-?profit|charity|ngo)/i;
const MONEY = /\b(fees?|dues|costs?|prices?|pricing|pay|membership|member)\b/i;
const HEADS = /\b(employees?|people|staff|heads?|persons?|company)\b/i;
const DUES_PAGE = "book/joining/dues.html";

function duesFor(question) {
  const organization = ACADEMIC.test(question) ? "academic"
    : NONPROFIT.test(question) ? "nonprofit" : "corporate";
  const number = question.match(/(?<![\w.])\d[\d,.' ]*k?(?![\w.])/i)?.[0].trim();
  const asks = number ? MONEY.test(question) || HEADS.test(question) : organization !== "corporate";
  if (!asks) return null;
  const employees = number ?? "1";
  const data = globalThis.handbook.answers.dues;
  const given = { employees, organization, lf_member: "false", on: today() };
  try {
    const { levels, heads } = answers(data, given);
    const kind = { academic: "an academic institution", nonprofit: "a non-profit" }[organization];
    const who = [kind, number && counted(data, heads, "employees")].filter(Boolean).join(" of ");
    const offered = levels.filter(({ refused }) => !refused);
    const lines = offered.map(({ level, headline }) =>
      `${level[0].toUpperCase()}${level.slice(1)}: ${headline}`);
    return { title: `Dues of ${kind ? "" : "a company of "}${who}`, value: `${lines.join(". ")}.`, origin: offered[0]?.source ?? "",
      href: `${DUES_PAGE}?${new URLSearchParams({ organization, employees, lf_member: "false" })}` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return number ? { title: "What membership costs", value: error.message, origin: "", href: DUES_PAGE } : null;
  }
}

// The first rule of which every word is in the question.
globalThis.handbook.answer = (question, stems, stem) => {
  const dues = duesFor(question);
  if (dues) return dues;
  const rule = globalThis.handbook.answers.rules.find(({ words }) =>
    words.split(" ").every((word) => stems.has(stem(word))));
  return rule ? { ...rule, title: rule.stage ? `${rule.title}, ${rule.stage}` : rule.title } : null;
};
