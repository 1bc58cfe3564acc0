// Runs Python beside the page: it can be stopped at any time, by ending it, and never blocks reading.
import { fromPicture, plain } from "./memory.mjs";

let cells;
const post = (type, more = {}) => postMessage({ type, ...more });

// Compressed in the file itself, so that it travels small from any host.
async function unpacked(name) {
  const address = new URL(name, import.meta.url);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  const plain = answer.body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

async function start({ pyodide, picture }) {
  const files = unpacked("files.bin");
  const library = unpacked("library.bin").then((zip) => URL.createObjectURL(new Blob([zip])));
  const memory = picture && unpacked("picture.bin");
  // Each is awaited below, maybe only after another failure.
  for (const each of [files, library, memory]) each?.catch(() => {});
  const { loadPyodide } = await import(new URL("pyodide.mjs", pyodide));
  const options = { indexURL: pyodide, packageBaseUrl: pyodide, stdLibURL: await library };
  let python, refused = "";
  if (memory) {
    try {
      python = await fromPicture(loadPyodide, options, files, await memory);
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
    if (data.type === "start") await start(data);
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
