// Parts of an answer.

const heading = (words) => el("p", {}, el("strong", {}, words));

const list = (lines) => el("ul", {}, lines.map((line) => el("li", {}, line)));

function table(caption, head, rows) {
  const th = (scope) => (words) => el("th", { scope }, words);
  const body = rows.map(([first, ...cells]) => el("tr", {}, th("row")(first),
    cells.map((cell) => el("td", {}, cell))));
  return dressTable(el("table", {}, el("caption", {}, caption),
    el("thead", {}, el("tr", {}, head.map(th("col")))), el("tbody", {}, body)));
}

function copyButton(words, text) {
  const button = el("button", { type: "button" }, words);
  button.addEventListener("click", async () => {
    button.textContent = (await copied(text())) ? "Copied" : "Could not copy";
    setTimeout(() => button.replaceChildren(words), 1500);
  });
  return button;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // On plain http or from a folder the old way still works.
    const area = el("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

// On the printed sheet alone.
function printHead(name, heading, on, rules, about) {
  const lines = ["LF AI & Data Handbook", el("strong", {}, heading),
    `Asked on ${dayInWords(on)}, by ${rules}. ${about}`, location.href];
  document.getElementById(`${name}-print-head`).replaceChildren(...lines.map((line) => el("p", {}, line)));
}

const rulesOf = (periods, on) =>
  `the rules since ${dayInWords(periods.findLast(({ from }) => from <= on).from)}`;

function takeAway(text, markdown) {
  const print = el("button", { type: "button" }, "Print");
  print.addEventListener("click", () => {
    document.documentElement.classList.add("asked");
    window.print();
  });
  return el("p", { class: "tool-buttons" },
    copyButton("Copy the link", () => location.href), copyButton("Copy as text", text),
    copyButton("Copy as Markdown", markdown), print);
}

// As Markdown, and nothing in it a link, a list or a heading.
const md = (text) => String(text).replace(/[\\`*_{}[\]()#|~!<>&$@]/g, "\\$&")
  .replaceAll("://", "\\://").replace(/^\d+(?=[.)])|^(?=[-+=])/, "$&\\");
