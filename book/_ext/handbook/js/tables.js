// What data_tables.py does to the tables of the book, for those that a tool answers with: numbers
// stand below each other, a day does not break, a sign has the colour of its state, and short
// answers keep their columns.
{
  const NUMBER = /^[+−-]?[$]?\d[\d,]*([.]\d+)?( ?%)?[+]?$/;
  const DAY = /^\d{1,2} [A-Z][a-z]+ \d{4}$/;
  const STATES = { "✓": "met", "✗": "unmet", "?": "unknown" };
  const words = (cell) => cell.textContent.trim();
  globalThis.dressTable = (table) => {
    const rows = [...table.tBodies[0].rows];
    const heads = [...table.tHead.rows[0].cells];
    for (const head of heads) {
      const column = rows.map((row) => row.cells[head.cellIndex]);
      const filled = column.filter((cell) => !["", "–"].includes(words(cell)));
      const others = filled.filter((cell) => !NUMBER.test(words(cell)));
      if (!filled.length || others.length * 3 > filled.length) continue;
      for (const cell of [head, ...column]) if (!others.includes(cell)) cell.classList.add("number");
    }
    const answers = rows.flatMap((row) => [...row.cells].slice(1));
    for (const cell of answers) {
      const state = /^.( |$)/.test(words(cell)) && STATES[words(cell)[0]];
      if (state) cell.classList.add(`state-${state}`);
      if (DAY.test(words(cell))) cell.classList.add("day");
    }
    const long = ({ cells }) => words(cells[0]).length > 90;
    // Six columns have no room on a phone, however short their words are.
    if (heads.length > 5 || rows.some(long) || answers.some((cell) => words(cell).length > 50)) {
      table.className = "stackable";
      for (const cell of answers) cell.dataset.label = words(heads[cell.cellIndex]);
      return table;
    }
    table.className = "comparison";
    const box = document.createElement("div");
    box.className = "table-box";
    box.append(table);
    return box;
  };
}
