// Draws mutants of JavaScript files with the operators of Stryker, and writes them as JSON.
//
//     node mutants.mjs COUNT SEED FILE…
//
// tools/mutate_code.py copies it beside Stryker's instrumenter and starts it.
import { readFileSync } from "node:fs";
import { createInstrumenter } from "@stryker-mutator/instrumenter";
import { createInjector } from "typed-inject";

const [count, seed] = process.argv.slice(2, 4).map(Number);
const files = process.argv.slice(4).map((name) => ({ name, mutate: true, content: readFileSync(name, "utf8") }));
const logger = { debug() {}, info() {}, warn: console.error, isDebugEnabled: () => false };
const instrumenter = createInjector().provideValue("logger", logger).injectFunction(createInstrumenter);
const { mutants: every } = await instrumenter.instrument(files, { plugins: null, excludedMutations: [], ignorers: [] });

// The same numbers on every machine: a linear congruential generator, and each drawn once.
let state = seed;
const next = (limit) => (state = (state * 1103515245 + 12345) % 2147483648) % limit;
const drawn = [];
for (const rest = [...every]; drawn.length < count && rest.length;) drawn.push(...rest.splice(next(rest.length), 1));

const offset = (text, { line, column }) =>
  text.split("\n").slice(0, line).reduce((sum, row) => sum + row.length + 1, 0) + column;
console.log(JSON.stringify({ all: every.length, mutants: drawn.map(({ fileName, location, replacement }) => {
  const { content } = files.find(({ name }) => name === fileName);
  const [start, end] = [offset(content, location.start), offset(content, location.end)];
  return { file: fileName, text: content.slice(0, start) + replacement + content.slice(end) };
}) }));
