// The rest of an answer: what if, the rules of other days, each requirement, and what one takes along.

const { data } = readiness;

const countsOf = ({ met, unmet, unknown }) => `${met} met, ${unmet} missing, ${unknown} unknown`;

// ---- the rules of other days

function versions() {
  const { given } = readiness;
  const rows = data.documents.map(({ from, start, caveat }) => {
    const cells = data.stages.map((stage) => {
      const then = offered(data, { ...given, stage, on: from });
      return then ? countsOf(then) : "no such stage";
    });
    const choose = el("button", { type: "button" }, `${start}${caveat ? ", in doubt" : ""}`);
    choose.addEventListener("click", () => {
      readiness.put({ on: from });
      readiness.changed();
    });
    return [choose, ...cells];
  });
  return el("details", { "data-part": "versions" }, el("summary", {}, "The same facts by the rules of other days"),
    table(["By each version of the rules.", el("span", { class: "on-screen" }, " Press a day to judge by it.")],
      ["Rules of", ...data.stages.map(capital)], rows));
}

// ---- what if: each step of the cheapest path as a switch

const supposed = new Set();

// The least that would meet the requirements of a step; of a licence nobody can say.
function least(data, rows) {
  const { kind } = data.facts[rows[0].fact];
  const needed = rows.map(({ content }) => content);
  if (kind === "flag") return "yes";
  if (kind === "text") return undefined;
  if (kind === "level") {
    return data.levels[Math.max(...needed.map((content) => (content === true ? data.passing : data.levels.indexOf(content))))];
  }
  return String(Math.max(...needed.map(Number)));
}

function whatIf() {
  const { given, answer } = readiness;
  const steps = answer.steps.filter((rows) => isUnmet(rows.at(-1)) && least(data, rows));
  const words = (rows) => `${rows.at(-1).title}: ${rows.at(-1).needed}`;
  const all = new Map(steps.map((rows) => [rows[0].fact, rows]));
  for (const key of supposed) if (!all.has(key)) supposed.delete(key);
  const table = el("div", { "aria-live": "polite" });
  const again = () => {
    // Before the first press nothing has changed.
    if (!supposed.size) return table.replaceChildren();
    const changes = Object.fromEntries([...supposed].map((key) => [key, least(data, all.get(key))]));
    const then = assess(data, { ...given, ...changes });
    table.replaceChildren(el("p", {}, `Before: ${countsOf(answer)}. After: ${countsOf(then)}.`));
  };
  const buttons = steps.map((rows, n) => {
    const key = rows[0].fact;
    const button = el("button", { type: "button", "aria-pressed": supposed.has(key) }, words(rows),
      n === 0 && steps.length > 1 ? el("small", {}, " (fewest missing)") : "");
    button.addEventListener("click", () => {
      if (!supposed.delete(key)) supposed.add(key);
      button.setAttribute("aria-pressed", supposed.has(key));
      again();
    });
    return button;
  });
  again();
  // Nothing of it can be pressed on paper, where each requirement is listed.
  return steps.length ? [el("section", { class: "on-screen" }, el("h3", {}, "What if"),
    el("p", {}, `Together these close every gap${steps.length > 1 ? ", what lacks the smallest number first; we found no source that says how much work each is" : ""}. `,
      "Press one to see what it would change."),
    el("p", { class: "tool-buttons" }, buttons), table)] : [];
}

// ---- all of it in words, to read and to take along

function requirements(answer) {
  const missing = (row) => (row.state === MET || !row.known ? "" : row.distance);
  const cells = (row) => [row.title, row.needed, row.known ?? "unknown", missing(row)];
  const rows = answer.rows.map((row) => [
    el("span", {}, el("span", { role: "img", "aria-label": row.state }, SIGNS[row.state]), " ",
      el("a", { href: placeOf(row) }, row.title),
      el("small", {}, ` ${row.id}`), el("small", { class: "on-screen" }, row.quote ? ` “${row.quote}”` : "")),
    ...cells(row).slice(1), row.state === MET ? "" : row.who]);
  const words = report(data, answer);
  const { stage, on } = readiness.given;
  const file = el("button", { type: "button" }, "Save the facts file");
  file.addEventListener("click", () => readiness.takeFile());
  const write = (put, head) => () => [
    put(`${answer.headline} ${answer.counts} ${answer.caveat}`), "", ...head,
    ...answer.rows.map((row) => `| ${SIGNS[row.state]} ${cells(row).map(put).join(" | ")} |`), "",
    ...[...words.path, ...words.left].map((line) => `- ${put(line)}`), "", put(words.documents),
    location.href].join("\n");
  const take = takeAway(write(String, []), write(md, ["| Requirement | Needed | Known | Missing |", "|-|-|-|-|"]));
  take.append(file);
  return [
    el("h3", {}, "Take it away"),
    take,
    el("p", {}, el("small", {}, "The report has every requirement. The facts file has each fact with its source; ",
      el("code", {}, `lfai-nb readiness readiness.toml --stage ${stage}${on === today() ? "" : ` --on ${on}`}`), " gives it the same answer, and this page opens it again.")),
    ...forTheRepository(readiness.given, answer),
    el("details", { "data-part": "all" }, el("summary", {}, "Each requirement"),
      el("p", {}, `${answer.headline} ${answer.counts}`),
      table("Each requirement: ✓ met, ✗ not met, ? open", ["Requirement", "Needed", "Known", "What is missing", "Who"], rows)),
    ...(words.path[0] ? [el("details", { "data-part": "path" },
      el("summary", {}, "What would meet the thresholds"), list(words.path))] : []),
    el("h3", {}, "Left to people"), list(words.left),
    el("p", {}, el("small", {}, words.documents))];
}

readiness.rest = () => {
  const { given, answer, detail } = readiness;
  printHead("readiness",
    `${given.name?.trim() || "A project"} and ${given.stage}: what is met, and what is missing`,
    today(), `the rules of ${dayInWords(given.on)}`, "");
  const open = [...detail.querySelectorAll("details[open]")].map(({ dataset }) => dataset.part);
  // What the keyboard is on is made anew as well, and keeps the keyboard.
  const on = detail.contains(document.activeElement) ? document.activeElement : undefined;
  detail.replaceChildren(...whatIf(), versions(), ...requirements(answer));
  for (const part of open) {
    const box = detail.querySelector(`[data-part="${part}"]`);
    if (box) box.open = true;
  }
  if (on) [...detail.querySelectorAll(on.tagName)].find(({ textContent }) => textContent === on.textContent)?.focus();
};
if (readiness.answer) readiness.more();
