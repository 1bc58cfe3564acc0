// A long table and the form before it, which searches, filters and sorts it.
const isNumber = (words) => isEmpty(words) || /^[$]?[\d,]+%?$/.test(words);
const kind = (keys) =>
  keys.every(isNumber) ? "number" : keys.every((k) => !k || k === "–" || /^\d{4}-/.test(k)) ? "day" : "text";

document.querySelectorAll("table.searchable").forEach((table) => {
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent.trim());
  const box = table.previousElementSibling;
  const search = box.querySelector("input");
  const sort = box.querySelector("[data-sort]");
  const filters = [...box.querySelectorAll("[data-column]")];
  const status = box.querySelector("[role=status]");
  heads.forEach((head, n) => {
    const sorts = kind(rows.map((row) => key(row, n)));
    sort.add(new Option(`${head}, ${ends[sorts][0]} first`, `${n} 1 ${sorts}`));
    sort.add(new Option(`${head}, ${ends[sorts][1]} first`, `${n} -1 ${sorts}`));
  });
  // What a row is chosen by: the words of its cell, or what the cell gives in place of them.
  const choice = (row, n) => {
    const cell = row.cells[n];
    return (cell.querySelector("[data-filter]")?.dataset.filter ?? cell.textContent).trim();
  };
  // The choices are in the address, so that a list can be sent to somebody.
  const given = new URLSearchParams(location.search);
  filters.forEach((filter) => {
    const choices = new Set(rows.map((row) => choice(row, filter.dataset.column)));
    choices.delete("–");
    [...choices].sort((a, b) => a.localeCompare(b, "en")).forEach((choice) => filter.add(new Option(choice)));
    if (choices.has(given.get(filter.name))) filter.value = given.get(filter.name);
    filter.addEventListener("change", () => {
      const address = new URL(location.href);
      if (filter.value) address.searchParams.set(filter.name, filter.value);
      else address.searchParams.delete(filter.name);
      history.replaceState(null, "", address);
      tell();
    });
  });
  const tell = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let visible = 0;
    rows.forEach((row) => {
      const text = row.textContent.toLowerCase();
      row.hidden = !(words.every((word) => text.includes(word)) && filters.every(
        (filter) => !filter.value || choice(row, filter.dataset.column) === filter.value));
      row.style.display = row.hidden ? "none" : ""; // a stacked table sets its own display
      visible += !row.hidden;
    });
    status.textContent = `${visible} of ${rows.length} rows`;
  };
  search.addEventListener("input", tell);
  box.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  sort.addEventListener("change", () => {
    const [n, direction, sorts] = sort.value.split(" ");
    const sorted = sort.value ? inOrder(rows, n, direction, sorts) : rows;
    table.tBodies[0].append(...sorted);
  });
  tell();
});
