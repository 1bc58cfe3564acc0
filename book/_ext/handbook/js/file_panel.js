// A file that a reader chooses, drops or pastes: it is read in the browser and never sent. And the
// scripts that are loaded when somebody needs them.

const loaded = (src) => new Promise((done, failed) => {
  const script = el("script", { src });
  script.addEventListener("load", done);
  script.addEventListener("error", failed);
  document.head.append(script);
});

// Does the work once the script is there, whose address the tool's element has.
async function withScript(form, name, there, work) {
  if (!there()) await loaded(form.closest(".tool").dataset[name]);
  return work();
}

// What somebody can act on; anything else is a fault of ours.
function inWords(error) {
  if (error instanceof Refused) return error.message;
  if (error.faults) return error.faults;
  if (error instanceof Event) return "A script of this page cannot be loaded. Load the page again.";
  throw error;
}

function statusOf(place) {
  const status = el("div", { role: "status" });
  place.append(status);
  return (lines) => status.replaceChildren(...[lines].flat().map((line) => el("p", {}, line)));
}

function filePanel(place, { summary, about, read, drop, tell, accept = ".toml", label = "Choose a file, or drop it here" }) {
  const take = async (work) => {
    try {
      tell((await work()) ?? []);
    } catch (error) {
      tell(inWords(error));
    }
  };
  const open = (file) => file && take(async () => read(await textOf(file)));
  const field = el("input", { type: "file", accept });
  field.addEventListener("change", () => open(field.files[0]));
  const pasted = el("textarea", { rows: "2", spellcheck: "false" });
  for (const input of [field, pasted]) input.addEventListener("input", (event) => event.stopPropagation());
  // A text that is pasted is read at once, one that is typed when its field is left.
  const typed = () => pasted.value.trim() && take(() => read(pasted.value));
  pasted.addEventListener("change", typed);
  pasted.addEventListener("paste", () => setTimeout(typed));
  const over = (yes) => drop.classList.toggle("takes-a-file", yes);
  drop?.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(event.dataTransfer.types.includes("Files"));
  });
  drop?.addEventListener("dragleave", ({ relatedTarget }) => over(drop.contains(relatedTarget)));
  drop?.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    open(event.dataTransfer.files[0]);
  });
  const panel = el("details", {}, el("summary", {}, summary), el("p", {}, about),
    el("p", { class: "a-file" }, el("label", {}, label, field)),
    el("p", { class: "a-file" }, el("label", {}, "Or paste its text", pasted)),
    el("p", {}, el("small", {}, "It is read in your browser and never sent.")));
  place.append(panel);
  return { take, show: () => {
    panel.open = true;
    pasted.focus();
  } };
}
