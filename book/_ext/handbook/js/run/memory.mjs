// Python started from a picture of its memory, and without one. Everything that uses an interface of
// Pyodide that its documentation does not promise (_makeSnapshot, makeMemorySnapshot,
// _loadSnapshot) is here, so that a new version of Pyodide is looked at in one place. The build
// takes the picture in Node; a browser starts from it.

// What Python knows besides its own library: our package, and the module that runs cells. The files
// are no part of the picture, so each start puts them there.
function bring(python, { wheel, cells }) {
  const folder = python.runPython("import sysconfig; sysconfig.get_path('purelib')");
  python.unpackArchive(wheel, "wheel", { extractDir: folder });
  python.FS.writeFile(`${folder}/cells.py`, cells);
  python.runPython("import importlib; importlib.invalidate_caches(); import cells");
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
  return python._module.HEAP8.length > beginning ? null : python.makeMemorySnapshot();
}

export async function fromPicture(loadPyodide, options, files, picture) {
  const python = await loadPyodide({ ...options, _loadSnapshot: picture });
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
