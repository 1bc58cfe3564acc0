// What stands around the dues: which level fits, the next band, the years to come, another currency,
// and a mail with the open questions. It answers after the dues, from the same form and address.

// The head-count after some years, to the nearest whole person: exact, as the command line counts.
export function grown(heads, percent, years) {
  const above = BigInt(heads) * BigInt(100 + percent) ** BigInt(years);
  const below = 100n ** BigInt(years);
  const nearest = (2n * above + below) / (2n * below);
  return nearest < 1n ? 1n : nearest;
}

// The amount at a rate, to the nearest whole unit.
export function converted(kit, data, usd, text) {
  const typed = text.trim();
  const [, whole, rest = ""] = typed.match(/^(\d{1,7})(?:\.(\d{1,6}))?$/) ?? [];
  const refuse = () => new kit.Refused(
    kit.filled(data.sentences.rate, { text: kit.quote(typed) }), "rate");
  if (!whole) throw refuse();
  const [number, unit] = [BigInt(whole + rest), 10n ** BigInt(rest.length)];
  if (number <= 0n || number > 1000000n * unit) throw refuse();
  return (2n * BigInt(usd) * number + unit) / (2n * unit);
}

function percent(kit, text) {
  const typed = kit.plain(text).replace("−", "-").replace(/ ?%$/, "");
  const rate = /^-?\d{1,4}$/.test(typed) ? Number(typed) : NaN;
  if (rate > -100 && rate <= 1000) return rate;
  throw new kit.Refused(`${kit.quote(text)} is not a rate of growth; write a whole percentage above -100 and ` +
    "up to 1000, such as 30.", "growth");
}

// All of it, as data; the page's faces are made of this.
export function around(kit, data, ask) {
  const { levels, heads, kind } = kit.answers(data, ask);
  const period = data.periods.findLast(({ from }) => from <= ask.on);
  const offered = levels.filter(({ refused }) => !refused);
  const { wants, lowest } = fitting(data, ask, offered);
  const member = ask.lf_member === "true";
  const say = (name, words) => kit.filled(data.sentences[name], words);
  const usd = (n) => `$${kit.grouped(n)}`;
  const next = period.bands[ask.lf_member].find(([min]) => min > heads);
  const total = { low: lowest.amount_usd, high: lowest.amount_usd + period.lf.high };
  const years = [];
  for (let year = 0; ask.growth && year <= 5; year += 1) {
    const employees = String(year ? grown(heads, percent(kit, ask.growth), year) : heads);
    const then = kit.answers(data, { ...ask, employees }).levels.filter(({ refused }) => !refused);
    const { band } = then.find(({ level }) => level === "general");
    years.push({ year, employees: kit.grouped(employees), band,
      levels: then.map(({ level, amount_usd: amount, headline }) => [level, amount ? usd(amount) : headline]),
      changes: year > 0 && band !== years[year - 1].band });
  }
  const text = (n) => data.texts[n];
  return { level: lowest.level, headline: lowest.headline, total, years,
    fits: wants.map(({ lines }) => text(lines[kind])),
    next_band: lowest.band === null ? data.sentences.any_size : !next ? data.sentences.top_band
      : say("next_band", { at: kit.counted(data, next[0], "employees"),
        more: kit.grouped(next[0] - heads), usd: usd(next[1]) }),
    beside: [text(period.lf.text), say(member ? "beside_member" : "beside_new",
      { low: usd(total.low), high: usd(total.high) })].join(" "),
    converted: ask.rate ? kit.grouped(converted(kit, data, lowest.amount_usd, ask.rate)) : null,
    questions: [...lowest.caveats, ...period.open.map(text)], as_of: lowest.as_of, heads, member };
}

export function letter(kit, data, outlook, kind) {
  const level = kit.capital(outlook.level);
  const body = kit.filled(data.sentences.letter, { kind, level, headline: outlook.headline,
    employees: kit.counted(data, outlook.heads, "employees"), day: kit.dayInWords(outlook.as_of),
    standing: outlook.member ? "an existing" : "not yet a",
    questions: outlook.questions.map((question) => `- ${question}`).join("\n") });
  return [kit.filled(data.sentences.subject, { level }), body];
}

// Of the years to come the title, the head and the rows; nothing where nobody asks for them.
export function yearsOf(kit, ask, { years }) {
  return years.length > 0 && [`Dues a year, if you grow by ${ask.growth.replace("%", "").trim()} % a year`,
    ["Year", "Employees", ...years[0].levels.map(([name]) => kit.capital(name)), "Band of General"],
    years.map((row) => [String(row.year), row.employees, ...row.levels.map(([, amount]) => amount),
      `${row.band}${row.changes ? ", a new band" : ""}`])];
}

// The same for whoever copies the answer: as text each year is a line, as Markdown a row.
export function copied(kit, more, years, markdown) {
  const put = markdown ? kit.md : String;
  const lines = more.map((line) => `- ${put(line)}`);
  if (!years) return lines;
  const [title, head, rows] = years;
  const row = (cells) => `| ${cells.map(put).join(" | ")} |`;
  const table = markdown ? [row(head), "| --- ".repeat(head.length) + "|", ...rows.map(row)]
    : rows.map((cells) => cells.map((cell, n) => `${head[n]}: ${cell}`).join("; "));
  return [...lines, "", `${put(title)}:`, "", ...table];
}

function show({ kit, data, ask }, place) {
  const { el } = kit;
  let outlook;
  try {
    outlook = around(kit, data, ask);
  } catch (error) {
    if (!(error instanceof kit.Refused)) throw error;
    // A field emptied to type anew leaves what is there; what is wrong with the head-count is said by
    // the dues themselves.
    if (!ask.employees) return;
    place.copied = () => [];
    place.replaceChildren(error.field ? el("p", { role: "alert" }, error.message) : "");
    return;
  }
  const level = kit.capital(outlook.level);
  const kind = document.getElementById("organization").selectedOptions[0].text;
  const [subject, body] = letter(kit, data, outlook, kind);
  const parts = [];
  if (outlook.fits.length) {
    parts.push(kit.heading(kit.filled(data.sentences.fits, { level })), kit.list(outlook.fits));
  }
  const money = outlook.converted &&
    `That is ${[outlook.converted, ask.currency].filter(Boolean).join(" ")} a year at your rate.`;
  const more = [money, outlook.next_band, outlook.beside].filter(Boolean);
  parts.push(kit.heading(`${level}: ${outlook.headline}`), kit.list(more));
  const years = yearsOf(kit, ask, outlook);
  if (years) parts.push(kit.table(...years));
  place.copied = (markdown) => copied(kit, more, years, markdown);
  const mail = `mailto:${data.sentences.address}?subject=${encodeURIComponent(subject)}` +
    `&body=${encodeURIComponent(body)}`;
  parts.push(el("p", { class: "tool-buttons" }, el("a", { href: mail }, "Write to the foundation"),
    "The mail has your figures and the open questions in it; you send it, or not."));
  place.replaceChildren(...parts);
}

const tool = globalThis.document?.getElementById("dues-tool");
if (tool) {
  const query = new URLSearchParams(location.search);
  for (const field of tool.querySelectorAll("details :is(input)")) {
    if (field.type === "checkbox") field.checked = query.get(field.name) === "yes";
    // What an address asks for is in sight.
    if (query.get(field.name)) field.closest("details").open = true;
  }
  const answer = () => tool.answered && show(tool.answered, tool.querySelector(".tool-more"));
  tool.addEventListener("answered", answer);
  answer();
}
