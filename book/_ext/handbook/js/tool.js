// What the tools in the page share. No figure of the foundation is in a script: the page brings data.

const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

const capital = (word) => word[0].toUpperCase() + word.slice(1);

const dayInWords = (iso) => new Date(iso)
  .toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });

// What cannot be answered, in a sentence, and its field.
export class Refused extends Error {
  constructor(words, field) { super(words); this.field = field; }
}

// A day that the calendar has, as 2024-02-27 (calendar.js).
function checkedDay(text, field = "on") {
  const day = calendarDay(text);
  if (!day) throw new Refused(`a date is written as 2024-02-27 or 27 Feb 2024, not ${quote(text)}.`, field);
  return day;
}

const quote = (text) => `“${text.length > 40 ? `${text.slice(0, 37)}…` : text}”`;

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

// Starts a tool: reads the address into the form, answers, and answers again on every change.
// `begin` is told what there is before that; `kept` says which fields are for the address.
function start(name, render, { begin, kept = Object } = {}) {
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
      if (field.type === "date") given[key] = calendarDay(value) || value;
      field.value = field.rows ? value : given[key].replace(/\s+/g, " ");
      if (!field.value) field.value = "";
      if (field.maxLength > 0) given[key] = field.value = field.value.slice(0, field.maxLength);
    }
  };
  // What the address says is answered, or refused, as it is: a field may not be able to show it.
  const query = Object.fromEntries(
    [...new URLSearchParams(location.search)].filter(([key]) => form.elements.namedItem(key)));
  tool.hidden = false;
  // For those without scripts.
  tool.previousElementSibling.hidden = true;
  const mark = () => document.documentElement.classList.add("asked");
  const again = (more) => answer({ on: today(), ...fields(), ...more });
  const changed = () => {
    history.replaceState(null, "", `?${new URLSearchParams(kept(fields()))}${location.hash}`);
    mark();
    again();
  };
  put({ on: today() });
  begin?.({ data, form, put, again, changed, query });
  put(query);
  again(query);
  if (Object.keys(query).length) mark();
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
}
