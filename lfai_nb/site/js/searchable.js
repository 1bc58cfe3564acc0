// A long table that can be searched and sorted. Without this script it is the whole table.
const number = (words) => Number(words.replace(/[,$%]/g, "")) || 0;
const isNumber = (words) => words === "" || words === "–" || /^[$]?[\d,]+%?$/.test(words);
const key = (row, n) => {
  const cell = row.cells[n];
  return (cell.querySelector("[data-sort]")?.dataset.sort ?? cell.textContent).trim();
};

document.querySelectorAll("table.searchable").forEach((table, t) => {
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent.trim());
  const box = document.createElement("div");
  box.className = "tool table-tool";
  box.innerHTML =
    `<form role="search"><p><label for="search-${t}">Search this table</label>` +
    `<input type="search" id="search-${t}" autocomplete="off"></p>` +
    `<p><label for="sort-${t}">Sort by</label><select id="sort-${t}"></select></p>` +
    `</form><p role="status"></p>`;
  const search = box.querySelector("input");
  const sort = box.querySelector("select");
  const said = box.querySelector("[role=status]");
  sort.add(new Option("the order of the list", ""));
  heads.forEach((head, n) => {
    const numeric = rows.every((row) => isNumber(key(row, n)));
    sort.add(new Option(`${head}, ${numeric ? "lowest" : "A"} first`, `${n} 1 ${numeric}`));
    sort.add(new Option(`${head}, ${numeric ? "highest" : "Z"} first`, `${n} -1 ${numeric}`));
  });
  const tell = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row) => {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      row.style.display = row.hidden ? "none" : ""; // a stacked table sets its own display
      shown += !row.hidden;
    });
    said.textContent = `${shown} of ${rows.length} rows`;
  };
  search.addEventListener("input", tell);
  box.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  sort.addEventListener("change", () => {
    const [n, direction, numeric] = sort.value.split(" ");
    const order = (a, b) =>
      numeric === "true"
        ? number(key(a, n)) - number(key(b, n))
        : key(a, n).localeCompare(key(b, n), "en");
    const sorted = sort.value ? rows.toSorted((a, b) => direction * order(a, b)) : rows;
    table.tBodies[0].append(...sorted);
  });
  table.before(box);
  tell();
});
