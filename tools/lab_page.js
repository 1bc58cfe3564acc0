// What the handbook adds to JupyterLab's page: its name with a way back, links that lead to its pages,
// and the first run of all cells. Without it the lab is as it was, and nothing else is missing.
const name = new URLSearchParams(location.search).get("path")?.replace(/\.ipynb$/, "");
const book = new URL("../../", location.href);
const back = new URL(name ? `notebooks/${name}.html` : "index.html", book);

function finish() {
  const logo = document.querySelector("#jp-NotebookLogo:not(.handbook-back)");
  if (logo) {
    logo.classList.add("handbook-back");
    logo.replaceChildren("← LF AI & Data Handbook");
    Object.assign(logo, { href: back, target: "_self", title: "Back to the page of this notebook" });
    // JupyterLab's own answer to a click is a list of files, which is not here.
    logo.addEventListener("click", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      location.assign(back);
    }, true);
  }
  // A notebook's links to pages of the handbook come with this sign, which JupyterLab leaves alone.
  for (const link of document.querySelectorAll('a[href^="#handbook/"]')) {
    link.href = new URL(link.getAttribute("href").slice("#handbook/".length), book);
    link.target = "_self";
  }
}
new MutationObserver(finish).observe(document.documentElement, { childList: true, subtree: true });

async function runAll() {
  const app = window.jupyterapp;
  const panel = app?.shell.currentWidget;
  if (!panel?.context) { setTimeout(runAll, 100); return; }
  await panel.context.ready;
  await panel.sessionContext.ready;
  // The session is there before its kernel, and what is run meanwhile is forgotten.
  while (!document.querySelector(".jp-KernelStatus-success")) await new Promise((go) => setTimeout(go, 100));
  await app.commands.execute("notebook:run-all-cells");
  // It leaves the reader at the end.
  panel.content.activeCellIndex = 0;
  panel.content.node.querySelector(".jp-Cell")?.scrollIntoView();
  document.documentElement.dataset.ran = "all";
}
if (name) runAll();
