// Python started from a picture of its memory, and without one. Everything that uses an interface of
// Pyodide that its documentation does not promise (_makeSnapshot, makeMemorySnapshot, _loadSnapshot,
// _module) is here, so that a new version of Pyodide is looked at in one place. The build takes the
// picture in Node; a browser starts from it.

// What Python knows besides its own library: our package, and the module that runs cells. The files
// are no part of the picture, so each start puts them there: a list of names and sizes, and then the
// files one after the other. (Python's own way to unpack a wheel takes a third of the whole start.)
function bring(python, files) {
  const folder = python.runPython("import sysconfig; sysconfig.get_path('purelib')");
  const start = 4 + new DataView(files.buffer, files.byteOffset).getUint32(0, true);
  const made = new Set();
  let at = start;
  for (const [name, size] of JSON.parse(new TextDecoder().decode(files.subarray(4, start)))) {
    const path = `${folder}/${name}`, home = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(home)) python.FS.mkdirTree(home);
    made.add(home);
    python.FS.writeFile(path, files.subarray(at, at += size), { canOwn: true });
  }
  python.runPython("import importlib; importlib.invalidate_caches(); import cells");
}

// What Python has let go of keeps its old content, which packs badly: nought instead. The limit keeps
// the memory from growing meanwhile.
function blank(module) {
  module._malloc_set_footprint_limit(module._malloc_footprint());
  const taken = [];
  for (let size = 1 << 20; size >= 16; size >>= 1) {
    for (let at; (at = module._malloc(size)); taken.push(at)) module.HEAPU8.fill(0, at, at + size);
  }
  for (const at of taken) module._free(at);
  module._malloc_set_footprint_limit(-1);
}

// The picture, taken after `warm` has run: what that imported and read is in it. A browser begins with
// the memory that Pyodide is built with, so a picture of one that has grown fits into none: null.
export async function take(loadPyodide, options, files, warm) {
  const python = await loadPyodide({ ...options, _makeSnapshot: true });
  const beginning = python._module.HEAP8.length;
  bring(python, files);
  python.runPython("cells.stand_in()");
  await warm(python);
  python.runPython("import gc; gc.collect()");
  if (python._module.HEAP8.length > beginning) return null;
  blank(python._module);
  return python.makeMemorySnapshot();
}

// Pyodide waits for the picture before it compiles its program. Here both happen at once: what it
// fetches is compiled as it comes, and handed over when Pyodide asks for it.
async function compiledMeanwhile(load) {
  const { fetch } = globalThis, { instantiateStreaming } = WebAssembly;
  let program;
  globalThis.fetch = (address, ...more) => {
    const answer = fetch(address, ...more);
    if (!String(address).endsWith(".asm.wasm")) return answer;
    program = WebAssembly.compileStreaming(answer);
    program.catch(() => {}); // Pyodide hears of it
    return answer;
  };
  WebAssembly.instantiateStreaming = async (answer, imports) => {
    if (!program) return instantiateStreaming(answer, imports);
    const module = await program;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  try {
    return await load();
  } finally {
    globalThis.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}

export async function fromPicture(loadPyodide, options, files, picture) {
  const load = () => loadPyodide({ ...options, _loadSnapshot: picture });
  const python = await compiledMeanwhile(load);
  bring(python, await files);
  // Otherwise every reader would draw the numbers that were due when the picture was taken.
  python.runPython("import random; random.seed()");
  return python;
}

export async function plain(loadPyodide, options, files) {
  const python = await loadPyodide(options);
  bring(python, await files);
  python.runPython("cells.stand_in()");
  return python;
}
