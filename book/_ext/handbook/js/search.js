// Finds entries of the index by the words of a question, by their beginnings, and by words that are
// one slip of the pen away. The library is MiniSearch; what counts for a reader of this book is here.

const NAMES = { page: "Page", term: "Glossary", question: "Question", rule: "Rule", project: "Project",
  "old rule": "Rule, no longer in force", section: "Section" };
const WEIGHTS = { page: 1.5, project: 1.4, term: 1.3, question: 1.2, rule: 1.15, section: 1, "old rule": 0.35 };
const FIELDS = { title: 4, names: 4, text: 1.2, rest: 0.5, page: 0.4 };

// A word without its ending: licences, licensed and licensing are one to a reader, as are organisation
// and organizations, programme and programs. Both sides lose it, so what is left need be no word.
export const stem = (word) => word.replace(/is(ation|ed?|ing)/, "iz$1").replace("licenc", "licens")
  .replace(/(?<=\w{3})ies$|(?<=\w{4})iness$/, "y").replace(/(?<=\w\w[^s])s$/, "")
  .replace(/(?<=\w{3})(ing|ed|ion|e)$/, "").replace(/(?<=\w\w)([b-df-hj-np-tv-z])\1$/, "$1");

// 120,000 is one word, and so is 1.2; two-factor is itself and its parts.
export const words = (text) => (text.toLowerCase().replace(/(?<=\d),(?=\d{3})/g, "")
  .match(/[\p{L}\p{N}]+(?:[-.][\p{L}\p{N}]+)*/gu) ?? [])
  .flatMap((word) => (/[-.]/.test(word) ? [word, ...word.split(/[-.]/)] : [word]));

const PASSED = new Set(words("a an and are as at be by can do does for from has have how i if in is it "
  + "its many much my need of on or our the to we what when where which who why with you your"));

// The first letters of a title of several words, and the name of a page's file, stand for it too.
const initials = (title) => [...title.matchAll(/\b\p{Lu}/gu)].map(([letter]) => letter).join("").toLowerCase();
const file = (href) => (href.includes("#") ? "" : href.split("/").at(-1).replace(".html", ""));

// The record itself is where a reader checks; a page of the book is where one reads.
const place = (href) => (/reference\/(sources|contradictions|api|changelog)/.test(href) ? 0.55
  : /reference\/rules(\.|\/\w+\.html$)/.test(href) ? 0.7 : 1);

export function prepare({ entries, same, rest = [] }, MiniSearch, slowly = false) {
  const pages = new Map(entries.filter(([kind]) => kind === "page").map(([, title, href]) => [href, title]));
  const rows = entries.map(([kind, title, href, text, names], id) => ({
    id, kind, title, href, text, rest: rest[id] ?? "", short: initials(title), names: `${names} ${initials(title)} ${file(href)}`,
    page: kind === "page" ? "" : pages.get(href.split("#")[0]) ?? "",
    titled: words(title),
    // A rule is named for what it is about: INC-STARS.
    about: /rule/.test(kind) ? words(href.split("#")[1]).slice(2).map(stem) : [],
  }));
  const vocabulary = new Set();
  const library = new MiniSearch({
    fields: Object.keys(FIELDS), tokenize: words,
    processTerm: (word) => { const stemmed = stem(word); vocabulary.add(stemmed); return stemmed; },
  });
  const finished = () => ({ rows, library, same, vocabulary, sorted: [...vocabulary].sort() });
  // At once, or in small steps between which the reader goes on typing.
  if (!slowly) { library.addAll(rows); return finished(); }
  return library.addAllAsync(rows, { chunkSize: 10 }).then(finished);
}

function begins({ sorted }, word) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < word) low = middle + 1; else high = middle;
  }
  return sorted[low]?.startsWith(word) ?? false;
}

// A word that the book has is taken as it is. Of another, two letters that changed places are put
// back, and else it may be one letter off, or two where it is long.
function spellings(book, word) {
  const stemmed = stem(word);
  if (begins(book, stemmed) || begins(book, word) || word in book.same) return [];
  const swapped = [...word].slice(1).map((_, n) =>
    word.slice(0, n) + word[n + 1] + word[n] + word.slice(n + 2)).filter((swap) => book.vocabulary.has(stem(swap)));
  return swapped.length ? swapped : null;
}

const exactly = { fuzzy: false, prefix: false, processTerm: stem };

function query(book, word) {
  const put = spellings(book, word);
  const fuzzy = put === null && word.length > 3 && !/\d/.test(word) ? (word.length > 7 ? 2 : 1) : false;
  const own = { queries: [word], prefix: true, fuzzy, processTerm: stem, weights: { fuzzy: 0.4, prefix: 0.35 } };
  const others = [...(put ?? []), ...(Object.hasOwn(book.same, word) ? words(book.same[word]) : [])];
  return { combineWith: "OR", queries: [own, ...others.map((other) => ({ queries: [other], ...exactly, boost: { title: 3, names: 2 } }))] };
}

export function search(book, question) {
  const distinct = [...new Set(words(question))];
  const telling = distinct.filter((word) => !PASSED.has(word) || Object.hasOwn(book.same, word));
  const keys = telling.length ? telling : distinct;
  if (!keys.length) return [];
  const stems = keys.map(stem), phrase = distinct.join(" ");
  const several = distinct.length > 1 && telling.length === distinct.length;
  const sums = new Map();
  for (const word of keys) {
    const hits = book.library.search(query(book, word), { boost: FIELDS });
    // A rare word says more about what is meant than one that stands everywhere.
    const rare = Math.log(1 + book.rows.length / (1 + hits.length)) * (PASSED.has(word) ? 0.3 : 1);
    for (const { id, score, match } of hits) {
      const sum = sums.get(id) ?? sums.set(id, { points: 0, had: 0, terms: new Set() }).get(id);
      sum.points += Math.log1p(score) * rare;
      sum.had += 1;
      Object.keys(match).forEach((term) => sum.terms.add(term));
    }
  }
  return [...sums].map(([id, { points, had, terms }]) => {
    const row = book.rows[id];
    // A title that is little more than what was asked for is what was meant; the more so in its words.
    const title = row.titled.join(" ");
    const titled = row.titled.filter((word) => terms.has(stem(word))).length;
    const close = (1.6 * titled) / (row.titled.length + keys.length);
    const named = row.about[0] && row.about.every((word) => stems.includes(word)) ? 0.5 : 0;
    const verbatim = title === phrase || (phrase.length > 1 && row.short === phrase) ? 1 : several && ` ${title} `.includes(` ${phrase} `) ? 0.5 : 0;
    const score = points * WEIGHTS[row.kind] * place(row.href) * (1 + close + named + verbatim) * (had / keys.length) ** 2;
    return { row, score, terms };
  }).sort((a, b) => b.score - a.score || a.row.id - b.row.id);
}

// The piece of a text in which the first of the words stands, its words marked.
export function excerpt(text, terms, length = 150) {
  const hit = [...text.matchAll(/[\p{L}\p{N}]+/gu)].find(([word]) => terms.has(stem(word.toLowerCase())));
  const from = hit && hit.index > length - 30 ? text.lastIndexOf(" ", hit.index - 60) + 1 : 0;
  const piece = text.slice(from, from + length).replace(/\s\S*$/, (end) => (from + length < text.length ? "" : end));
  // The index has the beginning of a text, which may end within a sentence.
  const whole = from + length >= text.length && /[.!?”")]$/.test(text);
  return `${from ? "… " : ""}${piece}${whole || !piece ? "" : " …"}`;
}

export const pieces = (text, terms) => text.split(/([\p{L}\p{N}]+)/u)
  .map((word, n) => ({ word, marked: n % 2 === 1 && terms.has(stem(word.toLowerCase())) }));

function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const marked = (text, terms) => pieces(text, terms)
  .map(({ word, marked: yes }) => (yes ? el("mark", {}, word) : word));

const item = ({ row, terms }) => el("li", {},
  el("a", { href: row.href }, ...marked(row.title, terms)),
  el("small", {}, ` ${NAMES[row.kind]}${row.page ? ` in ${row.page}` : ""}`),
  el("p", {}, ...marked(excerpt(row.text + row.rest, terms), terms)));

function run(form) {
  const [output, results, place] = ["search-count", "search-results", "search-answer"]
    .map((id) => document.getElementById(id));
  const { handbook, MiniSearch } = globalThis;
  if (!MiniSearch) {
    output.textContent = "The search could not be loaded. The contents and the glossary do not need it.";
    return;
  }
  const field = form.elements.namedItem("q");
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  // Who brings a question is answered at once. Else the index is made in steps, and the whole texts
  // come with the first letter: no work of ours holds up who goes to the field.
  let book = field.value ? prepare(handbook, MiniSearch) : null;
  const first = book ?? prepare(handbook, MiniSearch, true).then((made) => { book ??= made; });
  // Once the whole texts are there, what they add comes below what is shown: nothing that a reader points
  // at, or has reached by key, moves away. The next letter puts all of it in order.
  const answer = (adding = false) => {
    const question = field.value.slice(0, 200);
    const [hits, most] = [search(book, question), 30];
    const items = adding ? [...results.children] : [];
    const there = new Set(items.map((entry) => entry.firstElementChild.getAttribute("href")));
    const others = hits.filter(({ row }) => !there.has(row.href));
    const more = others.slice(0, most - items.length);
    const sum = items.length + others.length;
    const direct = question.trim() && handbook.answer?.(question, new Set(words(question).map(stem)), stem);
    output.textContent = !question.trim() ? "" : sum > most ? `The first ${most} of ${sum.toLocaleString("en-GB")} results`
      : sum ? `${sum} result${sum === 1 ? "" : "s"}` : direct ? "An answer, and no other result"
        : "Nothing found. Try another word, or the glossary.";
    if (adding) results.append(...more.map(item));
    else results.replaceChildren(...more.map(item));
    if (adding && (results.contains(document.activeElement) || results.matches(":hover"))) return;
    place.hidden = !direct;
    place.replaceChildren(...(direct ? [el("p", {}, el("a", { href: direct.href }, direct.title)),
      el("p", { class: "answer" }, direct.value), el("small", {}, direct.origin)] : []));
  };
  // The whole texts, and what can be answered in place.
  handbook.arrived = async () => {
    await first;
    answer(true);
    book = await prepare(handbook, MiniSearch, true);
    answer(true);
    document.documentElement.dataset.search = "whole";
  };
  const texts = el("script", { src: form.dataset.texts });
  const begin = async () => {
    if (!texts.isConnected) document.head.append(texts);
    if (!book) await first;
    answer();
  };
  if (book) begin();
  form.addEventListener("input", () => {
    history.replaceState(null, "", `?${new URLSearchParams({ q: field.value })}`);
    begin();
  });
  const links = () => [...place.querySelectorAll("a"), ...results.querySelectorAll("a")];
  form.addEventListener("submit", (event) => { event.preventDefault(); links()[0]?.click(); });
  // Down leads from the field through the results, up back into it.
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [field, ...links()], at = stops.indexOf(document.activeElement);
    if (!step || at < 0 || !stops[at + step]) return;
    event.preventDefault();
    stops[at + step].focus();
  });
  form.hidden = false;
  field.focus();
}

if (globalThis.document) {
  const form = document.getElementById("search-form");
  if (form) run(form);
}
