// Opens a card at a value of a rule or a word of the glossary: when it is pointed at, and when it is
// pressed by mouse, finger, Enter or Space. Escape closes it, and the focus returns. A link that is
// pressed with Ctrl, or the middle button, is followed.

const { cards, sources } = JSON.parse(document.getElementById("fact-cards").textContent);
const card = document.createElement("div");
card.className = "fact-card";
card.popover = "auto";
card.tabIndex = -1;
card.setAttribute("role", "dialog");
let opener, pressed, timer;

const el = (tag, content, attributes = {}) => {
  const made = document.createElement(tag);
  made.append(...[content].flat());
  return Object.assign(made, attributes);
};

function fill(link) {
  const it = cards[link.dataset.card];
  const [document_, address] = sources[it.source] ?? [];
  const heading = el("strong", it.title);
  card.setAttribute("aria-label", it.title);
  card.replaceChildren(...[
    el("p", heading),
    el("p", it.since ? [it.value, " ", el("small", it.since)] : it.value, { className: "value" }),
    it.quote && el("blockquote", `“${it.quote}”`),
    document_ && el("p", el("small", `${it.whose ? `${it.whose} ` : ""}${document_}, ${it.where}`)),
    it.note && el("p", el("small", it.note)),
    el("p", [el("a", it.all, { href: link.href }),
      ...(document_ ? [" ", el("a", "The document", { href: address })] : [])], { className: "ways" }),
  ].filter(Boolean));
}

function place(link) {
  const at = [...link.getClientRects()].at(-1), box = card.getBoundingClientRect();
  const below = at.bottom + 6, above = at.top - box.height - 6;
  const top = below + box.height > innerHeight && above > 0 ? above : below;
  const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - box.width - 8));
  Object.assign(card.style, { top: `${top + scrollY}px`, left: `${left + scrollX}px` });
}

function open(link, byPress) {
  clearTimeout(timer);
  if (opener === link && card.matches(":popover-open")) {
    if (byPress) card.focus();
    pressed ||= byPress;
    return;
  }
  close();
  [opener, pressed] = [link, byPress];
  fill(link);
  // Beside its link, so that the next Tab leads into it and the one after it on in the text.
  link.after(card);
  card.showPopover();
  place(link);
  link.ariaExpanded = "true";
  if (byPress) card.focus();
}

function close() {
  clearTimeout(timer);
  if (card.matches(":popover-open")) card.hidePopover();
}

const soon = (action, wait) => {
  clearTimeout(timer);
  timer = setTimeout(action, wait);
};

card.addEventListener("toggle", ({ newState }) => {
  if (newState !== "closed" || !opener || card.matches(":popover-open")) return;
  opener.ariaExpanded = "false";
  const lost = card.contains(document.activeElement) || document.activeElement === document.body;
  if (pressed && lost) opener.focus({ preventScroll: true });
});
card.addEventListener("pointerenter", () => clearTimeout(timer));
card.addEventListener("pointerleave", () => pressed || soon(close, 300));
card.addEventListener("focusout", ({ relatedTarget }) => {
  if (relatedTarget && relatedTarget !== opener && !card.contains(relatedTarget)) close();
});

for (const link of document.querySelectorAll("a[data-card]")) {
  link.ariaHasPopup = "dialog";
  link.ariaExpanded = "false";
  link.addEventListener("pointerenter", ({ pointerType }) => {
    if (pointerType === "mouse") soon(() => open(link, false), 250);
  });
  link.addEventListener("pointerleave", () => pressed || soon(close, 300));
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link, true);
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    open(link, true);
  });
}
