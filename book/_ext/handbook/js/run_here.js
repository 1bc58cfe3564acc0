// The button that makes the cells of this page run. Before it is pressed nothing is fetched; the
// small files that say where the rest is are fetched when the pointer or the keyboard reaches it.
const here = document.querySelector(".run-here");
if (here && location.protocol !== "file:") {
  const bar = here.parentElement;
  const state = document.querySelector(".run-state");
  const folder = new URL(here.dataset.folder, location.href);
  let loaded, notebook;
  const load = () => loaded ??= (async () => {
    const answer = await fetch(new URL("now.json", folder), { cache: "no-cache" });
    if (!answer.ok) throw new Error("this site was built without its lab");
    const files = await answer.json();
    return { files, ...await import(new URL(`${files.folder}notebook.mjs`, folder)) };
  })();
  const early = () => load().catch(() => { loaded = null; });
  here.addEventListener("pointerenter", early, { once: true });
  here.addEventListener("focus", early, { once: true });
  here.hidden = false;
  here.addEventListener("click", async () => {
    if (!notebook) {
      state.textContent = "The cells are being made ready …";
      try {
        const { files, Notebook } = await load();
        notebook ??= new Notebook({ article: document.querySelector("article"), bar, state, folder, files });
      } catch (error) {
        loaded = null;
        state.textContent = `The cells cannot run here: ${error.message}.`;
        return;
      }
      here.textContent = "Run all";
      bar.classList.add("active");
    }
    notebook.runAll();
  });
}
