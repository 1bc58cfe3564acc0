// What the build does to a stored table (data_tables.py), done to one that a cell made: where its
// columns are named on a narrow page, what is a number, a day or a state, and the same as a file.
const MONTHS = "January February March April May June July August September October November December".split(" ");
const DAY = new RegExp(`^(\\d{1,2}) (${MONTHS.join("|")}) (\\d{4})$`);
const NUMBER = /^[+−-]?(\$)?\d[\d,]*(?:\.\d+)?( ?%)?\+?$/;
const NOTHING = ["", "–"];
const BREAKS = ["BR", "LI", "P", "DIV"];
const BRIEF = 12; // letters of a word among numbers
const WORTH_A_FILE = 3; // rows
const STATES = { "✓": "state-met", "✗": "state-unmet", "?": "state-unknown" };

function* pieces(cell) {
  for (const part of cell.childNodes) {
    if (part.nodeType === Node.TEXT_NODE) yield part.data.replace(/\n/g, " ");
    else if (part.nodeType !== Node.ELEMENT_NODE) continue;
    else if (part.getAttribute("role") === "img") yield part.getAttribute("aria-label") ?? "";
    else if (BREAKS.includes(part.tagName)) yield* ["\n", ...pieces(part), "\n"];
    else yield* pieces(part);
  }
}

// What a cell says, line after line; of a sign, what it is called.
function words(cell, between = " ") {
  const lines = cell ? [...pieces(cell)].join("").split("\n") : [];
  return lines.map((line) => line.split(/\s+/).filter(Boolean).join(" ")).filter(Boolean).join(between);
}

const rowsOf = (table) => [...table.querySelectorAll("tbody tr")].map((row) => [...row.cells]);
const headOf = (table) => [...([...(table.tHead?.rows ?? [])].at(-1)?.cells ?? [])];

// On a narrow page each row is a list, and each cell has the name of its column.
function stack(table, head, rows) {
  if (!head.some((name) => words(name))) return;
  table.classList.add("stackable");
  for (const row of rows) {
    row.forEach((cell, n) => {
      if (head[n] && words(head[n]) && cell.tagName === "TD") cell.dataset.label = words(head[n]);
    });
  }
}

// A column of numbers, among which may be a few words, or of days.
function mark(name, cells) {
  const filled = cells.filter((cell) => !NOTHING.includes(words(cell)));
  const numbers = filled.filter((cell) => NUMBER.test(words(cell)));
  if (!filled.length) return;
  if (numbers.length * 3 >= filled.length * 2) {
    const empty = cells.filter((cell) => !filled.includes(cell));
    for (const cell of [name, ...numbers, ...empty]) cell.classList.add("number");
    for (const cell of filled) {
      if (!numbers.includes(cell) && words(cell).length <= BRIEF) cell.classList.add("among-numbers");
    }
  } else if (filled.every((cell) => DAY.test(words(cell)))) {
    for (const cell of filled) cell.classList.add("day");
  }
}

function markState(cell) {
  const [sign = "", space = ""] = cell.textContent.trim();
  if (STATES[sign] && !space.trim() && !cell.querySelector("[class^=state-]")) cell.classList.add(STATES[sign]);
}

export function dress(table) {
  const [head, rows] = [headOf(table), rowsOf(table)];
  stack(table, head, rows);
  head.forEach((name, n) => mark(name, rows.map((row) => row[n]).filter(Boolean)));
  for (const cell of table.querySelectorAll("th, td")) markState(cell);
}

// The build has said what each column of a stored table is sorted by: a table that a cell made in its
// place, with the same columns, is sorted alike.
export function sortLike(table, stored) {
  const namesOf = (other) => headOf(other).map((head) => words(head)).join("\n");
  const like = [...(stored?.querySelectorAll("table.sortable") ?? [])].find((other) => namesOf(other) === namesOf(table));
  if (!like || !globalThis.makeSortable) return;
  const heads = headOf(table);
  headOf(like).forEach(({ dataset }, n) => { if (dataset.sorts) heads[n].dataset.sorts = dataset.sorts; });
  table.classList.add("sortable");
  globalThis.makeSortable(table);
}

// A number without its commas, a day as 2024-02-27.
function plain(text, hasUnit) {
  if (NOTHING.includes(text)) return "";
  const [, day, month, year] = DAY.exec(text) ?? [];
  if (day) return `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, "0")}-${day.padStart(2, "0")}`;
  if (!NUMBER.test(text)) return text;
  return (hasUnit ? text.replace(/[$% ]/g, "") : text).replace(/,/g, "").replace("−", "-");
}

function column([name, ...cells]) {
  const texts = cells.map((cell) => words(cell, "; "));
  const numbers = texts.map((text) => NUMBER.exec(text)).filter(Boolean);
  const all = (group) => numbers.length > 0 && numbers.every((number) => number[group]);
  const unit = all(1) ? ", US dollars" : all(2) ? ", percent" : "";
  return [words(name) + unit, ...texts.map((text) => plain(text, unit))];
}

const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

// The file of a table; nothing where it is too short for one, or has cells that span others.
function csvOf(table) {
  const [head, rows] = [headOf(table), rowsOf(table)];
  if (!head.length || rows.length < WORTH_A_FILE || table.querySelector("[rowspan], [colspan]")) return "";
  const columns = head.map((name, n) => column([name, ...rows.map((row) => row[n])]));
  return columns[0].map((_, n) => `${columns.map((cells) => quoted(cells[n])).join(",")}\n`).join("");
}

// A link below each table of an output, where the build has it too.
export function offer(box, name) {
  for (const table of box.querySelectorAll("table")) {
    const csv = csvOf(table);
    if (!csv) continue;
    const link = document.createElement("a");
    Object.assign(link, { textContent: "CSV", className: "table-file", download: `${name}.csv`,
      href: `data:text/csv;charset=utf-8,${encodeURIComponent(csv)}` });
    const place = document.createElement("p");
    place.className = "origin";
    place.append(link);
    table.after(place);
  }
}
