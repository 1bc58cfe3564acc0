// Finds entries of the index by the words of a question, and by the starts of words.

const KINDS = { page: 6, term: 5, question: 4, rule: 3, section: 2 };
const NAMES = { page: "Page", term: "Glossary", question: "Question", rule: "Rule", section: "Section" };

// A word without its ending: licences, licensed and licensing are one to a reader, as are organisation
// and organizations, programme and programs. Both sides lose it, so what is left need be no word.
const stem = (word) => word.replace(/is(ation|ed?|ing)/, "iz$1").replace("licenc", "licens")
  .replace(/(?<=\w{3})ies$|(?<=\w{4})iness$/, "y").replace(/(?<=\w\w[^s])s$/, "")
  .replace(/(?<=\w{3})(ing|ed|ion|e)$/, "").replace(/(?<=\w\w)([b-df-hj-np-tv-z])\1$/, "$1");

const words = (text) => (text.toLowerCase().match(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu) ?? [])
  .flatMap((word) => (word.includes("-") ? [word, ...word.split("-")] : [word]));

const PASSED = new Set(words("a an and are as at be by can do does for from has have how i if in is it "
  + "its many much my need of on or our the to we what when where which who why with you your"));

// What people say, and what the book says.
const SAME = { __proto__: null, fee: "dues", fees: "dues", price: "cost", prices: "cost", much: "cost" };

// The first letters of a title of several words, and the name of a page's file, stand for it too.
const names = (title, href) => [...title.matchAll(/\b\p{Lu}/gu)].map(([letter]) => letter).join("") +
  (href.includes("#") ? "" : ` ${href.split("/").at(-1).replace(".html", "")}`);

export function prepare(index) {
  const pages = new Map(index.filter(([kind]) => kind === "page").map(([, title, href]) => [href, title]));
  return index.map(([kind, title, href, text]) => {
    const page = kind === "page" ? "" : pages.get(href.split("#")[0]);
    return {
      kind, title, href, page, text,
      titled: words(title), told: words(`${text} ${page}`),
      titleStems: [...words(title), ...words(names(title, href))].map(stem),
      toldStems: words(`${text} ${page}`).map(stem),
      // A rule is named for what it is about: INC-STARS.
      about: kind === "rule" ? words(title.split(":")[0]).slice(2).map(stem) : [],
    };
  });
}

function match(entry, word) {
  const starts = (other) => other.startsWith(word);
  return entry.titleStems.includes(stem(word)) ? 10 : entry.titled.some(starts) ? 6
    : entry.toldStems.includes(stem(word)) ? 2 : entry.told.some(starts) ? 1 : 0;
}

export function search(entries, question, most = 30) {
  const said = [...new Set(words(question))];
  const telling = said.filter((word) => !PASSED.has(word));
  const asked = telling.length ? telling : said;
  const phrase = said.join(" "), several = said.length > 1 && telling.length === said.length;
  const found = asked.map((word) => entries.map((entry) =>
    Math.max(match(entry, word), word in SAME ? match(entry, SAME[word]) : 0)));
  const stems = asked.map(stem);
  // A rare word says more about what is meant than one that stands everywhere; of “how much” it is
  // the second that says something.
  const rare = found.map((column, n) => (PASSED.has(asked[n]) && !(asked[n] in SAME) ? 0.03 : 1) *
    Math.log(1 + entries.length / (1 + column.filter((n) => n).length)));
  const all = rare.reduce((a, b) => a + b, 0);
  const score = (entry, row) => {
    const had = asked.reduce((sum, _, n) => sum + (found[n][row] ? rare[n] : 0), 0);
    const points = asked.reduce((sum, _, n) => sum + found[n][row] * rare[n], 0);
    // A title that is little more than what was asked for is what was meant.
    const close = (3 * asked.length) / (entry.titled.length + asked.length);
    const named = entry.about[0] && entry.about.every((word) => stems.includes(word)) ? 1 : 0;
    // The very words, in their order, in a title: somebody remembers where it stood.
    const title = entry.titled.join(" ");
    const verbatim = title === phrase || (several && ` ${title} `.includes(` ${phrase} `)) ? 4 : 0;
    return had && (points + KINDS[entry.kind] + named + close + verbatim) * (had / all) ** 2;
  };
  return entries.map((entry, row) => [score(entry, row), entry]).filter(([sum]) => sum > 0)
    .sort((a, b) => b[0] - a[0]).slice(0, most).map(([, entry]) => entry);
}

function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const form = document.getElementById("search-form");
if (form) {
  const entries = prepare(globalThis.handbook);
  const [output, results] = ["search-count", "search-results"].map((id) => document.getElementById(id));
  const answer = (question) => {
    const found = search(entries, question.slice(0, 200));
    const several = `${found.length}${found.length === 30 ? " or more" : ""} results`;
    output.textContent = !question.trim() ? "" : found.length === 1 ? "1 result"
      : found.length ? several : "Nothing found. Try another word, or the glossary.";
    results.replaceChildren(...found.map((entry) => el("li", {},
      el("a", { href: entry.href }, entry.title),
      el("small", {}, ` ${NAMES[entry.kind]}${entry.page ? ` in ${entry.page}` : ""}`),
      el("p", {}, entry.text))));
  };
  const field = form.elements.namedItem("q");
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  answer(field.value);
  form.addEventListener("input", () => {
    history.replaceState(null, "", `?${new URLSearchParams({ q: field.value })}`);
    answer(field.value);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  field.focus();
}
