// The heads of a table of data are buttons: pressed once the column is sorted, pressed again from its
// other end, and a third time the rows are as they came. What a column holds the build has said.
globalThis.makeSortable = (table) => {
  const [body] = table.tBodies;
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const heard = document.createElement("p");
  heard.className = "announced";
  heard.setAttribute("role", "status");
  (table.closest(".table-box") ?? table).after(heard);
  heads.forEach((head, n) => {
    const { sorts } = head.dataset;
    if (!sorts) return;
    const words = head.textContent.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    // Of numbers and days one looks for the highest and the newest.
    const first = sorts === "text" ? 1 : -1;
    const ways = [first, -first, 0];
    let next = 0;
    button.addEventListener("click", () => {
      if (!head.ariaSort) next = 0; // another column has been pressed since
      const way = ways[next];
      next = (next + 1) % ways.length;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      if (way) head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      body.append(...(way ? inOrder(rows, n, way, sorts) : rows));
      heard.textContent = way ? `Sorted by ${words}, ${ends[sorts][way > 0 ? 0 : 1]} first` : "As it came";
    });
  });
};
document.querySelectorAll("table.sortable").forEach(makeSortable);
