// The page's side of the worker: starts it, gives it one cell after another, ends it.

// `hear` gets what the worker says about a cell: { type: "output" | "done", id, … }.
export class Python {
  constructor(folder, files, hear) {
    Object.assign(this, { folder, files, hear });
    this.worker = this.ready = null;
  }

  // The same promise until Python is ended; it says whether Python started from its picture.
  start() {
    this.ready ??= new Promise((resolve, reject) => {
      const at = (path) => String(new URL(path, this.folder));
      const { folder, picture, pyodide, wheel } = this.files;
      this.worker = new Worker(at(`${folder}worker.mjs`), { type: "module" });
      this.worker.onmessage = ({ data }) => {
        if (data.type === "ready") resolve(data);
        else if (data.type === "broken") this.fail(reject, data.reason);
        else this.hear(data);
      };
      this.worker.onerror = (event) => this.fail(reject, event.message);
      this.worker.postMessage({
        type: "start", pyodide: at(pyodide), wheel: at(wheel),
        picture: picture && at(folder + picture),
      });
    });
    return this.ready;
  }

  fail(reject, reason) {
    reject(new Error(reason || "the worker did not load"));
    this.hear({ type: "broken", reason });
    this.end();
  }

  run(id, name, code) { this.worker.postMessage({ type: "run", id, name, code }); }

  end() {
    this.worker?.terminate();
    this.worker = this.ready = null;
  }
}
