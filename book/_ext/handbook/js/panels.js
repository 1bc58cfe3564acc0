// On a narrow page the theme opens its panels by labels of hidden checkboxes, which no key reaches.
// The same signs as buttons can be reached, and say whether the panel is open.
const NAMES = { __navigation: "Contents of the book", __toc: "On this page" };
for (const label of document.querySelectorAll("label.nav-overlay-icon, label.toc-overlay-icon")) {
  const box = document.getElementById(label.htmlFor);
  const button = document.createElement("button");
  button.type = "button";
  button.className = `${label.className} panel-button`;
  button.setAttribute("aria-label", NAMES[box.id]);
  button.append(...label.childNodes);
  const say = () => button.setAttribute("aria-expanded", box.checked);
  const turn = (open) => {
    box.checked = open;
    box.dispatchEvent(new Event("change"));
  };
  button.addEventListener("click", () => turn(!box.checked));
  box.addEventListener("change", say);
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !box.checked) return;
    turn(false);
    button.focus();
  });
  say();
  label.replaceWith(button);
}
// Of a long part of the book, the entry of this page is in view.
const entry = document.querySelector(".sidebar-tree [aria-current]");
const shelf = entry?.closest(".sidebar-scroll");
const depth = shelf && entry.getBoundingClientRect().top - shelf.getBoundingClientRect().top;
if (depth > shelf?.clientHeight - 100) {
  shelf.style.scrollBehavior = "auto";
  shelf.scrollTop += depth - shelf.clientHeight / 2;
}
// A table or a drawing that is wider than the page scrolls: by keyboard too, and under its name.
const wide = new ResizeObserver((entries) => entries.forEach(({ target }) => {
  const scrolls = target.scrollWidth > target.clientWidth;
  const heading = target.closest("section")?.querySelector("h1, h2, h3, h4, h5, h6");
  const name = (target.querySelector("caption") ?? heading?.firstChild)?.textContent ?? "Output";
  const others = [...document.querySelectorAll("[role=region]")].filter((part) => part !== target);
  const names = new Set(others.map((part) => part.getAttribute("aria-label")));
  let label = `${name}, scrolls sideways`;
  for (let n = 2; names.has(label); n++) label = `${name} (${n}), scrolls sideways`;
  const marks = { tabindex: "0", role: "region", "aria-label": label };
  for (const [key, value] of Object.entries(marks)) {
    if (scrolls) target.setAttribute(key, value);
    else target.removeAttribute(key);
  }
}));
const BOXES = ".shown, .cell_output > .output, article .table-wrapper, .table-box";
const watch = (within) => within.querySelectorAll(BOXES).forEach((part) => wide.observe(part));
watch(document);
// What is answered while somebody types is announced once, after the typing; and what is wrong is
// said with the field that it is about.
const announce = (output) => {
  const heard = document.createElement("p");
  heard.className = "announced";
  heard.setAttribute("role", "status");
  output.setAttribute("aria-live", "off");
  output.after(heard);
  let due;
  new MutationObserver(() => {
    clearTimeout(due);
    due = setTimeout(() => {
      heard.textContent = output.textContent;
      // Read out by then, and in the way of who reads the page line by line.
      due = setTimeout(() => heard.replaceChildren(), 5000);
    }, 700);
  }).observe(output, { childList: true, characterData: true, subtree: true });
};
document.querySelectorAll("output[aria-live]").forEach(announce);
const describe = (field, id) => {
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((other) => other && other !== id);
  const all = [...others, ...field.ariaInvalid === "true" ? [id] : []].join(" ");
  if (all) field.setAttribute("aria-describedby", all);
  else field.removeAttribute("aria-describedby");
};
for (const tool of document.querySelectorAll(".tool")) {
  const output = tool.querySelector("output");
  const seen = () => {
    watch(tool); // a table that is answered comes later, and each time anew
    if (output) tool.querySelectorAll("[aria-invalid]").forEach((field) => describe(field, output.id));
  };
  new MutationObserver(seen).observe(tool, { attributeFilter: ["aria-invalid"], childList: true, subtree: true });
  seen();
}
// "/", and Ctrl or Cmd with K, lead to the search from anywhere: to its field, or where the page shows
// none, to its page.
document.addEventListener("keydown", (event) => {
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!command && !slash) return;
  event.preventDefault();
  const fields = ["#search-field", "#start-search", ".sidebar-search"]
    .map((selector) => document.querySelector(selector)).filter(Boolean);
  const field = fields.find((candidate) => candidate.checkVisibility({ visibilityProperty: true }));
  if (field) { field.focus(); field.select(); } else location.href = fields[0].form.action;
});
// What runs Python needs a server; from a folder its buttons would lead nowhere.
if (location.protocol === "file:") {
  document.querySelector(".notebook-buttons .lab")?.replaceWith("Runs in the browser from a server: make book");
}
