// Lighthouse with one browser for many pages: node lighthouse.mjs CHROMIUM RUNS CATEGORIES FLAGS.
// Reads a line "ADDRESS SCREEN" at a time and answers with the medians of its scores, as JSON.
// Starting Node and a browser for each run took half of its time.
import { createInterface } from "node:readline";
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const [chromePath, runs, categories, flags] = process.argv.slice(2);
const chrome = await launch({ chromePath, chromeFlags: flags.split(" ") });
const options = {
  port: chrome.port,
  onlyCategories: categories.split(","),
  disableFullPageScreenshot: true, // no score looks at it
  logLevel: "error",
};
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
for await (const line of createInterface({ input: process.stdin })) {
  const [address, screen] = line.split(" ");
  const scores = {};
  for (let run = 0; run < Number(runs); run++) {
    const result = await lighthouse(address, options, screen === "desktop" ? desktopConfig : undefined);
    for (const { id, score } of Object.values(result.lhr.categories)) (scores[id] ??= []).push(100 * (score ?? 0));
  }
  const medians = Object.fromEntries(Object.entries(scores).map(([id, all]) => [id, median(all)]));
  console.log(JSON.stringify(medians));
}
await chrome.kill();
