// What a cell brought, under it, in the form that the stored outputs of the page have.
import { dress, offer, sortLike } from "./tables.mjs";

const el = (tag, className, ...children) => {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
};

const FORMS = {
  printed: (text) => el("div", "output stream", el("div", "highlight", el("pre", "", text))),
  text: (text) => el("div", "output text_plain", el("div", "highlight", el("pre", "", text))),
  html: (text, more, stored) => {
    const box = el("div", "output text_html");
    // What the page's policy refuses does not run here either: no script of an output, no other host.
    box.innerHTML = text;
    // Nor do these, which no policy holds: they would lead the page away, or look up another host.
    for (const each of box.querySelectorAll("meta, link, base")) each.remove();
    box.querySelectorAll("table").forEach(dress);
    // An output stands below the heading of a section.
    for (const heading of box.querySelectorAll("h4")) {
      const higher = el("h3", heading.className, ...heading.childNodes);
      heading.replaceWith(higher);
    }
    box.querySelectorAll("table").forEach((table) => sortLike(table, stored));
    offer(box, `${location.pathname.split("/").at(-1).replace(/\.html$/, "")}-table`);
    return box;
  },
  error: (text, more) => {
    const rest = el("details", "", el("summary", "", "What Python says"),
      el("div", "highlight", el("pre", "", more)));
    return el("div", "output run-error", el("p", "", text), rest);
  },
};

// Adds one output; what is printed in several pieces is one. `stored` is what the page had there.
export function add(box, { kind, text, more }, stored) {
  const last = box.lastElementChild;
  if (kind === "printed" && last?.classList.contains("stream")) {
    last.querySelector("pre").append(text);
    return;
  }
  const made = FORMS[kind](text, more, stored);
  for (const pre of made.querySelectorAll("pre")) pre.tabIndex = 0;
  box.append(made);
}
