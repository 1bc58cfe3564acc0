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
      const { folder, picture, pyodide } = this.files;
      // A worker with an address of its own has the policy that its host sends with it: none, on most.
      // One that the page makes up has the page's, so Python in it can ask no other host.
      // (It fetches its script itself: the policy takes what it imports at once for another worker.)
      // From within it none can be started: one of the site's files would have no policy.
      const source = `delete self.Worker; delete self.SharedWorker;
        const early = [];
        onmessage = (event) => early.push(event);
        import(${JSON.stringify(at(`${folder}worker.mjs`))}).then(() => early.forEach(onmessage),
          ({ message }) => postMessage({ type: "broken", reason: message }));`;
      const made = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
      this.worker = new Worker(made, { type: "module" });
      this.worker.onmessage = ({ data }) => {
        URL.revokeObjectURL(made);
        if (data.type === "ready") resolve(data);
        else if (data.type === "broken") this.fail(reject, data.reason);
        else this.hear(data);
      };
      this.worker.onerror = (event) => this.fail(reject, event.message);
      this.worker.postMessage({ type: "start", pyodide: at(pyodide), picture });
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
