// What an answer is shown in, and how one takes it along.

const heading = (words) => el("p", {}, el("strong", {}, words));

const list = (lines) => el("ul", {}, lines.map((line) => el("li", {}, line)));

function table(caption, head, rows) {
  const th = (scope) => (words) => el("th", { scope }, words);
  const body = rows.map(([first, ...cells]) => el("tr", {}, th("row")(first),
    cells.map((cell, n) => el("td", { "data-label": head[n + 1] }, cell))));
  return el("table", { class: "stackable" }, el("caption", {}, caption),
    el("thead", {}, el("tr", {}, head.map(th("col")))), el("tbody", {}, body));
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
    // No clipboard on plain http or from a folder: the old way still works there.
    const area = el("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

// What stands at the top of the printed sheet alone; the address leads back to the answer.
function printHead(name, heading, about) {
  const head = document.getElementById(`${name}-print-head`);
  head.replaceChildren(el("p", {}, "LF AI & Data Handbook"), el("p", {}, el("strong", {}, heading)),
    el("p", {}, about), el("p", {}, location.href));
}

function takeAway(text, markdown) {
  const print = el("button", { type: "button" }, "Print");
  print.addEventListener("click", () => window.print());
  return el("p", { class: "tool-buttons" },
    copyButton("Copy the link", () => location.href), copyButton("Copy as text", text),
    copyButton("Copy as Markdown", markdown), print);
}

// As Markdown, and nothing in it a link, a list or a heading.
const md = (text) => String(text).replace(/[\\`*_{}[\]()#|~!<>&$@]/g, "\\$&")
  .replaceAll("://", "\\://").replace(/^\d+(?=[.)])|^(?=[-+=])/, "$&\\");
