// Turns the cells of a page into cells that can be changed and run. Loaded on the reader's click.
import { editor } from "./editor.mjs";
import { add } from "./output.mjs";
import { Python } from "./python.mjs";

const seconds = (milliseconds) => (milliseconds < 1000 ? "less than a second"
  : `${(milliseconds / 1000).toFixed(1)} seconds`);
const button = (words, act) => {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", textContent: words });
  made.addEventListener("click", act);
  return made;
};

// Of the cells of this page, those that run; a tool of the page stands in the place of the others.
export function cellsOf(article) {
  return [...article.querySelectorAll(".cell:has(.cell_input)")]
    .filter((box) => !box.className.includes("tag_tool-"));
}

export class Notebook {
  constructor({ article, bar, state, folder, files }) {
    Object.assign(this, { bar, state, files });
    this.python = new Python(folder, files, (message) => this.hear(message));
    this.cells = cellsOf(article).map((box, n) => this.cell(box, n));
    // Examples stand each alone; the cells of a notebook go on from those above them.
    this.apart = Boolean(article.querySelector(".try-cell"));
    this.queue = [];
    this.busy = null;
    this.stop = button("Stop", () => this.end());
    this.reset = button("Reset", () => this.restore());
    bar.querySelector(".run-here").after(this.stop, this.reset);
    this.enable();
  }

  cell(box, n) {
    const name = `cell ${n + 1}`;
    const input = box.querySelector(".cell_input");
    const listing = input.querySelector("pre");
    const code = listing.textContent.replace(/\n$/, "");
    const stored = box.querySelector(".cell_output");
    const output = document.createElement("div");
    output.className = "cell_output docutils container";
    const state = document.createElement("span");
    state.className = "run-cell-state";
    const cell = { n, name, box, input, code, stored, output, state, ran: false, answered: false, old: false };
    cell.editor = editor(input.firstElementChild, code, `Code of ${name}`, {
      changed: () => { this.note(cell, cell.ran ? "Changed since it ran." : ""); this.enable(); },
      run: () => this.run(cell),
    });
    const foot = document.createElement("p");
    foot.className = "run-cell";
    cell.button = button("Run", () => this.run(cell));
    cell.button.setAttribute("aria-label", `Run ${name}`);
    // At the cell, too: on a narrow screen the page's own button is a long way up.
    cell.again = button("Run all cells", () => {
      state.focus({ preventScroll: true }); // this button goes, and the focus would go with it
      this.runAll();
    });
    cell.again.hidden = true;
    state.tabIndex = -1;
    foot.append(cell.button, state, cell.again);
    cell.foot = foot;
    // Where the code is folded away, the button stays in sight.
    (input.closest(".cell-code") ?? input).after(foot);
    return cell;
  }

  // The page's own words about what is going on; read out, so only where something changes.
  say(words) { this.state.textContent = words; }

  // What stands beside a cell; `old` where its answer may no longer follow from the cells above it.
  note(cell, words, old = false) {
    cell.state.textContent = words;
    cell.old = old;
    cell.again.hidden = !old;
    cell.foot.classList.toggle("old", old);
  }

  // A cell that ran may have changed what the cells below it made their answers from.
  outdate(cell) {
    if (this.apart) return;
    for (const each of this.cells) {
      const answers = each.answered || each.stored?.isConnected;
      if (each.n <= cell.n || !answers || this.queue.includes(each)) continue;
      this.note(each, `May be out of date: ${cell.name} ran after it.`, true);
    }
  }

  // One cell, and first those above it that this Python has not run: a cell alone would miss them.
  run(cell) {
    this.work(this.cells.filter((each) => each === cell || (!this.apart && each.n < cell.n && !each.ran)));
  }

  runAll() { this.work(this.cells); }

  async work(cells) {
    if (this.queue.length || this.busy) return;
    this.queue = [...cells];
    this.count = cells.length;
    for (const cell of cells) this.note(cell, "Waiting.");
    this.enable();
    if (!this.python.ready) {
      const size = (this.files.bytes / 1e6).toFixed(0);
      this.say(`Python is starting: ${size} MB, which the browser keeps …`);
    }
    try {
      const { fromPicture } = await this.python.start();
      this.bar.dataset.started = fromPicture ? "from the picture" : "plainly";
    } catch {
      return; // hear() has been told
    }
    this.began = performance.now();
    this.next();
  }

  next() {
    this.busy = this.queue.shift() ?? null;
    this.enable();
    const cell = this.busy;
    if (!cell) {
      const took = seconds(performance.now() - this.began);
      const old = this.cells.filter((each) => each.old).length;
      const rest = old ? ` ${old} may be out of date.` : "";
      this.say(`${this.count === 1 ? "The cell" : `${this.count} cells`} ran, in ${took}.${rest}`);
      return;
    }
    this.say(`${cell.name[0].toUpperCase()}${cell.name.slice(1)} of ${this.cells.length} is running …`);
    this.note(cell, "Running …");
    cell.fresh = true;
    this.python.run(cell.n, cell.name, cell.editor.code);
  }

  hear(message) {
    const cell = this.cells[message.id];
    if (message.type === "output" && cell === this.busy) {
      this.clear(cell);
      add(cell.output, message, cell.stored);
    } else if (message.type === "done" && cell === this.busy) {
      this.clear(cell);
      cell.ran = cell.answered = message.fine;
      const above = !this.apart && this.cells.find((each) => each.n < cell.n && each.old);
      if (!message.fine) this.note(cell, "It did not run to its end.");
      else if (above) this.note(cell, `May be out of date, as ${above.name} may be.`, true);
      else this.note(cell, `Ran in ${seconds(message.milliseconds)}.`);
      this.outdate(cell);
      if (message.fine) { this.next(); return; }
      const left = this.queue.length;
      this.drop(`An error in ${cell.name}.${left ? ` The ${left} after it did not run.` : ""}`);
    } else if (message.type === "broken") {
      this.drop(`Python cannot run here: ${message.reason}. What the page showed is still true; “Open in the full lab” may work.`);
      this.forget();
    }
  }

  // The old output stays until there is a new one, so that the page does not jump twice.
  clear(cell) {
    if (!cell.fresh) return;
    cell.fresh = false;
    cell.output.replaceChildren();
    if (cell.stored?.isConnected) cell.stored.replaceWith(cell.output);
    else if (!cell.output.isConnected) cell.box.append(cell.output);
  }

  drop(words) {
    for (const cell of this.queue) this.note(cell, "Not run.");
    this.queue = [];
    this.busy = null;
    this.say(words);
    this.enable();
  }

  end() {
    const cell = this.busy;
    if (cell) {
      this.clear(cell);
      this.note(cell, "Stopped.");
      cell.answered = false;
    }
    this.python.end();
    this.forget();
    this.drop("Stopped. Python has forgotten what the cells knew; the next run starts from the top.");
  }

  forget() { for (const cell of this.cells) cell.ran = false; }

  restore() {
    this.python.end();
    this.forget();
    for (const cell of this.cells) {
      cell.editor.put(cell.code);
      cell.output.replaceChildren();
      if (cell.stored) cell.output.isConnected && cell.output.replaceWith(cell.stored);
      else cell.output.remove();
    }
    this.drop("The page is back to its original state.");
    for (const cell of this.cells) {
      cell.answered = false;
      this.note(cell, "");
    }
  }

  enable() {
    const working = Boolean(this.busy || this.queue.length);
    const changed = this.cells.some((cell) => cell.output.isConnected || cell.editor.code !== cell.code);
    this.bar.querySelector(".run-here").disabled = working;
    this.stop.disabled = !working;
    this.reset.disabled = working || !changed;
    for (const cell of this.cells) cell.button.disabled = cell.again.disabled = working;
  }
}
