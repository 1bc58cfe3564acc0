// What the search answers in place: dues by the data and the code of their tool, and single rules.

const ACADEMIC = /\b(academic|universit|college|school)/i;
const NONPROFIT = /\b(non-?profit|charity|ngo)/i;
const MONEY = /\b(fees?|dues|costs?|prices?|pricing|pay|membership|member)\b/i;
const HEADS = /\b(employees?|people|staff|heads?|persons?|company)\b/i;
// Who says so is a member of the Linux Foundation; the LF in "LF AI & Data" is another's name.
const PARENT = /\b(linux foundation|lf(?! ai))\b/i;
const MEMBER = /\bmembers?\b/i;
const ALREADY = /\b(already|existing|current)\b/i;
const NOT_YET = /\b(not|never|isn['’]?t|aren['’]?t|non|no|without|becom(e|ing)|join(ing)?)\b/i;
const DUES_PAGE = "book/joining/dues.html";

const says = (question) => !NOT_YET.test(question) &&
  [PARENT, MEMBER, ALREADY].filter((words) => words.test(question)).length > 1;

const priced = (levels) => `${levels.map(({ level, headline }) =>
  `${capital(level)}: ${headline}`).join(". ")}.`;

function duesFor(question) {
  const organization = ACADEMIC.test(question) ? "academic"
    : NONPROFIT.test(question) ? "nonprofit" : "corporate";
  const number = question.match(/(?<![\w.])\d[\d,.' ]*k?(?![\w.])/i)?.[0].trim();
  const asks = number ? MONEY.test(question) || HEADS.test(question) : organization !== "corporate";
  if (!asks) return null;
  const employees = number ?? "1";
  const data = globalThis.handbook.answers.dues;
  const lf_member = String(says(question));
  const given = { employees, organization, lf_member, on: today() };
  const offeredTo = (standing) => answers(data, { ...given, lf_member: standing }).levels
    .filter(({ refused }) => !refused);
  try {
    const { heads } = answers(data, given);
    const offered = offeredTo(lf_member);
    const kind = { academic: "an academic institution", nonprofit: "a non-profit" }[organization];
    const who = [kind, number && counted(data, heads, "employees")].filter(Boolean).join(" of ");
    const standing = lf_member === "true" ? "an existing" : "not yet a";
    // Who does not say it may be a member, and then pays less.
    const others = lf_member === "true" ? "" :
      ` An existing Linux Foundation member pays: ${priced(offeredTo("true"))}`;
    return { title: `Dues of ${kind ? "" : "a company of "}${who}, ${standing} Linux Foundation member`,
      value: `${priced(offered)}${others}`, origin: offered[0]?.source ?? "",
      href: `${DUES_PAGE}?${new URLSearchParams({ organization, employees, lf_member })}` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return number ? { title: "What membership costs", value: error.message, origin: "", href: DUES_PAGE } : null;
  }
}

const COUNCIL = /\b(tac|council)\b/i;
const ITS_PEOPLE = /\b(who|whose|seats?|sat|sits?|people|persons?|members?|voters?|voting)\b/i;
const COUNCIL_PAGE = "book/foundation/council.html";

// A day that a question names; of a month its first, of a year its last, and none after today.
function dayOf(question) {
  const words = question.match(/[\p{L}\p{N}]+/gu) ?? [];
  const month = words.map((word, n) => calendarDay(`1 ${word} ${words[n + 1]}`)).find(Boolean);
  const year = words.find((word) => /^20\d\d$/.test(word));
  const day = calendarDay(dayWithin(question)) || month || (year ? `${year}-12-31` : "");
  return day > today() ? today() : day;
}

function councilFor(question) {
  const day = COUNCIL.test(question) && ITS_PEOPLE.test(question) && dayOf(question);
  return day ? { title: `The seats of the council on ${dayInWords(day)}`,
    value: "The council’s page lists the seats that have a vote on a chosen day, by the newest table before it.",
    origin: "", href: `${COUNCIL_PAGE}?on=${day}` } : null;
}

// The first rule of which every word is in the question.
globalThis.handbook.answer = (question, stems, stem) => {
  const direct = councilFor(question) ?? duesFor(question);
  if (direct) return direct;
  const rule = globalThis.handbook.answers.rules.find(({ words }) =>
    words.split(" ").every((word) => stems.has(stem(word))));
  return rule ? { ...rule, title: rule.stage ? `${rule.title}, ${rule.stage}` : rule.title } : null;
};
