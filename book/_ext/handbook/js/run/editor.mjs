// Code that can be changed, in its colours: a text area without colour of its own over the same text
// with them. So typing, undoing and selecting are the browser's, and nothing has to imitate them.
const KEYWORDS = new Set(("and as assert async await break class continue def del elif else except " +
  "finally for from global if import in is lambda nonlocal not or pass raise return try while with " +
  "yield None True False").split(" "));
const TOKEN = new RegExp([
  /(#.*)/, /([fFrRbBuU]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))/,
  /\b(\d[\d_.]*)/, /([A-Za-z_]\w*)/,
].map((part) => part.source).join("|"), "g");

// The classes are those of the page's own listings.
export function coloured(code) {
  const made = document.createDocumentFragment();
  let end = 0;
  for (const match of code.matchAll(TOKEN)) {
    const [text, comment, string, number, word] = match;
    const kind = comment ? "c1" : string ? "s2" : number ? "mi" : KEYWORDS.has(word) ? "k" : "";
    made.append(code.slice(end, match.index));
    end = match.index + text.length;
    if (!kind) { made.append(text); continue; }
    const span = document.createElement("span");
    span.className = kind;
    span.textContent = text;
    made.append(span);
  }
  made.append(code.slice(end));
  return made;
}

// Puts an editor in the place of a listing; `changed` hears of each change, `run` of Ctrl+Enter.
export function editor(listing, code, label, { changed, run }) {
  const box = document.createElement("div");
  box.className = "run-editor highlight";
  const under = document.createElement("pre");
  under.ariaHidden = "true";
  const area = document.createElement("textarea");
  Object.assign(area, { spellcheck: false, autocapitalize: "off", autocomplete: "off", wrap: "off" });
  area.setAttribute("aria-label", label);
  const paint = () => {
    // A line that is empty at the end has no height in a listing, and has one in a text area.
    under.replaceChildren(coloured(area.value), "\n");
    area.rows = area.value.split("\n").length;
  };
  area.addEventListener("input", () => { paint(); changed(); });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      event.preventDefault();
      run();
      return;
    }
    const line = area.value.slice(0, area.selectionStart).split("\n").at(-1);
    const indent = line.match(/^\s*/)[0] + (line.trimEnd().endsWith(":") ? "    " : "");
    if (!indent || event.isComposing) return;
    event.preventDefault();
    // The old way to insert is the only one that the browser's undo knows.
    document.execCommand("insertText", false, `\n${indent}`);
  });
  area.addEventListener("scroll", () => { under.scrollLeft = area.scrollLeft; });
  box.append(under, area);
  listing.replaceWith(box);
  const put = (text) => { area.value = text; paint(); };
  put(code);
  return { area, put, get code() { return area.value; } };
}
