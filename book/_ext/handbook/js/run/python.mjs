// The page's side of the worker: starts it, gives it one cell after another, ends it.

// Compressed in the file itself, so that it travels small from any host.
async function unpacked(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  const plain = answer.body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

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
      for (const name of picture ? ["picture", "library", "files"] : ["library", "files"]) {
        this.bring(this.worker, name, at(`${folder}${name}.bin`));
      }
    });
    return this.ready;
  }

  // Unpacked here, where nothing else is to be done: the worker makes Pyodide ready meanwhile.
  async bring(worker, name, address) {
    try {
      const content = await unpacked(address);
      worker.postMessage({ type: "brought", name, content }, [content.buffer]);
    } catch (error) {
      worker.postMessage({ type: "brought", name, reason: String(error.message ?? error) });
    }
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
