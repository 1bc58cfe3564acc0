// A table that a cell made, as a file: the same that the build offers of a stored one (data_tables.py).
const MONTHS = "January February March April May June July August September October November December".split(" ");
const DAY = new RegExp(`^(\\d{1,2}) (${MONTHS.join("|")}) (\\d{4})$`);
const NUMBER = /^[+−-]?(\$)?\d[\d,]*(?:\.\d+)?( ?%)?\+?$/;
const NOTHING = ["", "–"];
const BREAKS = ["BR", "LI", "P", "DIV"];
const WORTH_A_FILE = 3; // rows

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
export function csvOf(table) {
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => [...row.cells]);
  const head = [...(table.tHead?.rows ?? [])].at(-1)?.cells ?? [];
  if (!head.length || rows.length < WORTH_A_FILE || table.querySelector("[rowspan], [colspan]")) return "";
  const columns = [...head].map((name, n) => column([name, ...rows.map((row) => row[n])]));
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
