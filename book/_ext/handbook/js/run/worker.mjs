// Runs Python beside the page: it can be stopped at any time, by ending it, and never blocks reading.
import { fromPicture, plain } from "./memory.mjs";

let cells;
const post = (type, more = {}) => postMessage({ type, ...more });

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer;
}

// Compressed in the file itself, so that it travels small from any host.
const unpacked = async (answer) => new Uint8Array(await new Response(
  answer.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());

async function start({ pyodide, wheel, picture }) {
  const files = Promise.all([
    fetched(wheel).then((answer) => answer.arrayBuffer()),
    fetched(new URL("cells.py", import.meta.url)).then((answer) => answer.text()),
  ]).then(([bytes, text]) => ({ wheel: bytes, cells: text }));
  files.catch(() => {}); // it is awaited below, maybe only after another failure
  const memory = picture && fetched(picture).then(unpacked);
  memory?.catch(() => {});
  const { loadPyodide } = await import(new URL("pyodide.mjs", pyodide));
  const options = { indexURL: String(pyodide), packageBaseUrl: String(pyodide) };
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
