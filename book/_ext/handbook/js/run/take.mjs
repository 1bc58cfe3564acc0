// Takes the picture of Python's memory when the site is built: node take.mjs WHAT.json
// WHAT: where Pyodide, its library and our files are, where the picture goes, and the cells to run first.
import nodeCrypto from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { plain, take } from "./memory.mjs";

const what = JSON.parse(readFileSync(process.argv[2], "utf-8"));

// The same notebooks make the same picture: what Python asks for the time hears the day of the build
// and then one more millisecond each time, what it draws is the same each time, and its program has the
// name that a browser gives it. In a reader's page clock and dice are the browser's own again.
function steady(start) {
  let ticks = 0, state = 1;
  const draw = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
  const fill = (view) => {
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).forEach((_, n, bytes) => { bytes[n] = draw(); });
    return view;
  };
  Date.now = () => start + ticks++;
  performance.now = () => ticks++;
  Math.random = () => draw() / 256;
  Object.defineProperty(globalThis.crypto, "getRandomValues", { value: fill });
  nodeCrypto.randomFillSync = fill;
  // Python takes this for its own program's name: where the site is built is nobody's matter.
  process.argv[1] = "./this.program";
}
steady(what.time);

const { loadPyodide } = await import(pathToFileURL(`${what.pyodide}/pyodide.mjs`));
const files = new Uint8Array(readFileSync(what.files));

function warm(python, notebooks) {
  const module = python.pyimport("cells");
  for (const [notebook, sources] of notebooks) {
    const cells = module.Cells();
    sources.forEach((source, n) => {
      const wrong = [];
      const post = (kind, text, more) => { if (kind === "error") wrong.push(text, more); };
      if (!cells.run(source, `cell ${n + 1}`, post)) {
        throw new Error(`${notebook}, cell ${n + 1}: ${wrong.join("\n")}`);
      }
      python.runPython("import gc; gc.collect()");
    });
    cells.destroy();
  }
  // What the cells printed is of no use; what they imported and read stays.
  module.Cells().destroy();
  module.destroy();
}

const options = { indexURL: `${what.pyodide}/`, stdLibURL: what.library };
try {
  // Those that the picture has no room for, so that each is known to run.
  warm(await plain(loadPyodide, options, files), Object.entries(what.later));
  // All others once, too; then as many as the memory has room for.
  let notebooks = Object.entries(what.notebooks), picture = null;
  while (!(picture = await take(loadPyodide, options, files, (python) => warm(python, notebooks)))) {
    if (!notebooks.length) throw new Error("Python's memory grows even without a notebook");
    notebooks = notebooks.slice(0, -1);
  }
  writeFileSync(what.picture, picture);
} catch (error) {
  console.error(String(error.message ?? error));
  process.exit(1);
}
process.exit(0);
