// What membership costs one organisation: finds the answer that was worked out at build time.

const choice = (what, given, allowed) => {
  if (allowed.includes(given)) return given;
  throw new Refused(`${what} is one of ${allowed.join(", ")}, not ${shown(given)}`);
};

function headCount(text) {
  const digits = text.trim();
  const plain = /^\d{1,3}(,\d{3})+$/.test(digits) ? digits.replaceAll(",", "") : digits;
  const n = /^\d+$/.test(plain) ? Number(plain) : 0;
  if (n >= 1 && Number.isSafeInteger(n)) return n;
  throw new Refused(`employees is a whole number of 1 or more, not ${shown(text)}`);
}

function ageInWords(start, day) {
  const [a, b] = [start, day].map((iso) => iso.split("-").map(Number));
  const months = Math.max(0, (b[0] - a[0]) * 12 + b[1] - a[1] - (b[2] < a[2] ? 1 : 0));
  const spans = [[Math.floor(months / 12), "year"], [months % 12, "month"]];
  const words = spans.filter(([n]) => n).map(([n, unit]) => `${n} ${unit}${n === 1 ? "" : "s"}`);
  return words.join(" and ") || "less than a month";
}

// Every level for what was asked, each with an amount or with the reason why it is refused. All
// that is asked is text, as it stands in the form and in the address.
export function answers(data, { employees = "", lf_member, organization, on }) {
  const heads = headCount(employees);
  const kind = choice("organization", organization, data.organizations);
  if (lf_member !== "true" && lf_member !== "false") {
    throw new Refused(`lf_member is true or false, not ${shown(lf_member ?? "")}`);
  }
  const day = checkedDay(on);
  const period = data.periods.findLast(({ from }) => from <= day);
  if (!period) throw new Refused(data.unknown.replace("{day}", day));
  const cell = period.cells.find((c) => c.organization === kind && heads >= c.min &&
    String(c.lf_member) === lf_member && (c.max === null || heads <= c.max));
  const text = (n) => (n === null ? null : data.texts[n]);
  const levels = data.levels.map((level) => {
    const found = cell.answers[level];
    if ("refused" in found) return { level, refused: text(found.refused) };
    return {
      ...found, level, headline: text(found.headline), band: text(found.band),
      reason: text(found.reason).replace("{employees}", grouped(heads)),
      caveats: found.caveats.map(text), source: text(found.source), adds: found.adds.map(text),
      age: `Figures of ${found.as_of_words}, ${ageInWords(found.as_of, day)} old.`,
    };
  }).reverse();
  const names = Object.entries(period.names).map(([id, n]) => ({ id, text: text(n) }));
  return { levels, heads, kind, benefits: period.benefits, names };
}

const title = (level) => level[0].toUpperCase() + level.slice(1);
const extra = ({ extra: usd }) => (usd ? `+$${grouped(usd)}` : "–");

function render(data, ask, output, detail) {
  const { levels, heads, benefits, names } = answers(data, ask);
  const offered = levels.filter(({ refused }) => !refused);
  const kinds = [...document.getElementById("organization").options];
  const who = `${kinds.find(({ value }) => value === ask.organization).text}, ` +
    `${grouped(heads)} ${heads === 1 ? "employee" : "employees"}, ` +
    `${ask.lf_member === "true" ? "existing" : "not yet a"} Linux Foundation member`;
  output.replaceChildren(el("strong", {}, `For ${who}: `),
    offered.map((one) => `${title(one.level)}: ${one.headline}`).join(". "), ".");
  const caveats = [...new Set(offered.flatMap((one) => one.caveats))];
  const { source, age } = offered[0];
  const has = (one, { id }) => (benefits[one.level].includes(id)
    ? el("span", { role: "img", "aria-label": "yes" }, "✓")
    : el("span", { role: "img", "aria-label": "no" }, "–"));
  const rows = levels.map((one) => (one.refused ? [title(one.level), "not offered", "–", one.refused]
    : [title(one.level), el("a", { href: one.href }, one.headline), extra(one), one.reason]));
  const text = () => [`LF AI & Data membership for ${who}`, "",
    ...offered.map((one) => `${title(one.level)}: ${one.headline}. ${one.reason}`), "",
    ...caveats.map((caveat) => `- ${caveat}`), "", `Source: ${source} ${age}`, location.href,
  ].join("\n");
  const markdown = () => [`## LF AI & Data membership for ${md(who)}`, "",
    "| Level | Dues | Why |", "| --- | --- | --- |",
    ...offered.map((one) => `| ${[title(one.level), one.headline, one.reason].map(md).join(" | ")} |`),
    "", ...caveats.map((caveat) => `- ${md(caveat)}`), "",
    `Source: ${md(`${source} ${age}`)} <${location.href}>`].join("\n");
  detail.replaceChildren(
    table("Your dues a year", ["Level", "Dues", "More than the one before", "Why"], rows),
    heading("Before you plan on it"), list(caveats),
    takeAway(text, markdown),
    el("details", {}, el("summary", {}, "What each of these levels gives"),
      table("Benefits", ["Benefit", ...offered.map((one) => title(one.level))],
        names.filter((name) => offered.some((one) => benefits[one.level].includes(name.id)))
          .map((name) => [name.text, ...offered.map((one) => has(one, name))]))),
    el("p", {}, el("small", {}, `Source: ${source} ${age}`)));
}

start("dues", render);
