// Runs Python beside the page: it can be stopped at any time, by ending it, and never blocks reading.
import { fromPicture, plain } from "./memory.mjs";

let cells;
const post = (type, more = {}) => postMessage({ type, ...more });

// What the page fetches and unpacks for it comes by name, each in its own time.
const parcels = {};
function parcel(name) {
  if (!parcels[name]) {
    parcels[name] = {};
    parcels[name].content = new Promise((take, refuse) => Object.assign(parcels[name], { take, refuse }));
    parcels[name].content.catch(() => {}); // awaited below, maybe only after another failure
  }
  return parcels[name];
}

async function start({ pyodide, picture }) {
  const files = parcel("files").content, memory = picture && parcel("picture").content;
  const library = parcel("library").content.then((zip) => URL.createObjectURL(new Blob([zip])));
  const { loadPyodide } = await import(new URL("pyodide.mjs", pyodide));
  const options = { indexURL: pyodide, packageBaseUrl: pyodide, stdLibURL: await library };
  let python, refused = "";
  if (memory) {
    try {
      python = await fromPicture(loadPyodide, options, files, memory);
    } catch (error) {
      refused = String(error.message ?? error);
    }
  }
  python ??= await plain(loadPyodide, options, files);
  cells = python.pyimport("cells").Cells();
  post("ready", { fromPicture: Boolean(memory) && !refused, refused });
}

onmessage = async ({ data }) => {
  try {
    if (data.type === "brought") {
      const { take, refuse } = parcel(data.name);
      if (data.content) take(data.content); else refuse(new Error(data.reason));
    } else if (data.type === "start") await start(data);
    else {
      const began = performance.now();
      const out = (kind, text, more) => post("output", { id: data.id, kind, text, more });
      const fine = cells.run(data.code, data.name, out);
      post("done", { id: data.id, fine, milliseconds: performance.now() - began });
    }
  } catch (error) {
    post("broken", { reason: String(error.message ?? error).trim().split("\n").at(-1) });
  }
};
