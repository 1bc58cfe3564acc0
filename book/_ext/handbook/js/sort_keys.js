// What a cell is sorted by: a number by what it counts, a day as 2024-02-27, anything else by its words.
const isEmpty = (words) => words === "" || words === "–";
const number = (words) => {
  const read = parseFloat(words.replace(/[,$+]/g, "").replace("−", "-"));
  return Number.isNaN(read) ? 0 : read;
};
// Beside other words the cell says which day, or which number, counts.
const key = (row, n) => {
  const given = row.cells[n].querySelector("[data-sort]")?.dataset.sort ?? "";
  if (/^\d{4}-\d\d-\d\d$/.test(given)) return given;
  const words = row.cells[n].textContent.trim();
  if (/^\d+$/.test(given) && /^\d/.test(words)) return given; // a number, with more below it
  return calendarDay(/^\d{1,2} [A-Z][a-z]+ \d{4}/.exec(words)?.[0] ?? "") || words;
};
const ends = { number: ["lowest", "highest"], day: ["oldest", "newest"], text: ["A", "Z"] };
// What is not known is last, from whichever end one reads.
const inOrder = (rows, n, direction, sorts) => {
  const unknown = (row) => isEmpty(key(row, n)) || (sorts === "number" && !/\d/.test(key(row, n)));
  const compared = sorts === "number"
    ? (a, b) => number(key(a, n)) - number(key(b, n))
    : (a, b) => key(a, n).localeCompare(key(b, n), "en", { numeric: sorts === "text" });
  return rows.toSorted((a, b) => unknown(a) - unknown(b) || direction * compared(a, b));
};
