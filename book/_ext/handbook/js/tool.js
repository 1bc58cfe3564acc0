// What the tools in the page share. No figure of the foundation is in a script: the page brings data.

const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

const dayInWords = (iso) => new Date(iso)
  .toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });

// What cannot be answered, in a sentence, and its field.
export class Refused extends Error {
  constructor(words, field) { super(words); this.field = field; }
}

// Full-width signs, and spaces of other widths, become the plain ones.
const plain = (text) => text.replace(/\s+/g, " ").trim()
  .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));

// The digits of a whole number as people write it: 1999, 1,999, 1 999. None where it is none.
const digitsOf = (typed) =>
  (/^\d+$|^\d{1,3}([,'’ ])\d{3}(\1\d{3})*$/.test(typed) ? typed.replace(/\D/g, "") : "");

// A day that the calendar has, written as 2024-02-27.
function checkedDay(text, field = "on") {
  const known = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) &&
    new Date(text).toISOString().startsWith(text);
  if (!known) throw new Refused(`a date is written as 2024-02-27, not ${shown(text)}.`, field);
  return text;
}

const shown = (text) => `“${text.length > 40 ? `${text.slice(0, 37)}…` : text}”`;

const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
};

// Everything goes into the page as text, so nothing of an address is ever read as HTML.
function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.flat());
  return made;
}

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

// Starts a tool: reads the address into the form, answers, and answers again on every change.
function start(name, render) {
  const tool = document.getElementById(`${name}-tool`);
  if (!tool) return;
  const data = JSON.parse(document.getElementById(`${name}-data`).textContent);
  const form = tool.querySelector("form");
  const [output, detail] = [tool.querySelector("output"), tool.querySelector(".tool-detail")];
  let last = "";
  const answer = (ask) => {
    let refused;
    try {
      render(data, ask, output, detail);
      last = output.textContent;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused = error;
      // While somebody types into a field, the last answer stays.
      if (!error.field) last = "";
      if (!last) detail.replaceChildren();
      output.replaceChildren(error.message, last && el("small", {}, ` Before: ${last}`));
    }
    output.classList.toggle("refused", Boolean(refused));
    for (const field of form.elements) field.ariaInvalid = field.id === refused?.field;
  };
  const fields = () => Object.fromEntries([...new FormData(form)].filter(([, v]) => v !== ""));
  const put = (given) => {
    for (const [key, value] of Object.entries(given)) {
      const field = form.elements.namedItem(key);
      if (!field) continue;
      field.value = value.replace(/\s+/g, " ");
      if (!field.value) field.value = "";
      if (field.maxLength > 0) given[key] = field.value = field.value.slice(0, field.maxLength);
    }
  };
  // What the address says is answered, or refused, as it is: a field may not be able to show it.
  const asked = Object.fromEntries(
    [...new URLSearchParams(location.search)].filter(([key]) => form.elements.namedItem(key)));
  tool.hidden = false;
  // The paragraph before it is for those without scripts.
  tool.previousElementSibling.hidden = true;
  put({ on: today() });
  put(asked);
  answer({ on: today(), ...fields(), ...asked });
  const mark = () => document.documentElement.classList.add("asked");
  if (Object.keys(asked).length) mark();
  form.addEventListener("input", () => {
    history.replaceState(null, "", `?${new URLSearchParams(fields())}${location.hash}`);
    mark();
    answer({ on: today(), ...fields() });
  });
  form.addEventListener("submit", (event) => event.preventDefault());
}
