// Files and pasted text, read in the browser and never sent; and the facts file to take along.

// What `lfai-nb orgs PATH --json` printed: the one count that no request can make.
function organisations(text) {
  let report;
  try {
    report = JSON.parse(text);
  } catch {
    throw new Refused("This is not what `lfai-nb orgs PATH --json` prints: it is not JSON.");
  }
  const { low, high, window } = report ?? {};
  const until = /^\d{4}-\d\d-\d\d$/.test(window?.until) ? window.until : "";
  const counts = Number.isSafeInteger(low) && low >= 0 &&
    (high === null || (Number.isSafeInteger(high) && high >= low));
  if (!counts || !until) throw new Refused("This is not what `lfai-nb orgs PATH --json` prints: it has no low, high and window.");
  const fact = { text: high === null ? `${low} or more` : `${low}-${high}`, source: "git history", day: until,
    method: "lfai-nb orgs", from: `lfai-nb orgs, ${dayInWords(until)}` };
  readiness.fill({ ...own.facts, contributing_organizations: fact }, own.of, false);
  return "The organisations are in.";
}

function factsFile(text) {
  const { data, form } = readiness;
  const file = readFacts(data, text, form.elements.on.value);
  const parts = githubAddress(file.repository);
  const typed = parts ? `${parts.owner}/${parts.name}` : file.name;
  readiness.put({ project: typed });
  readiness.fill(file.facts, { name: file.name, typed, stage: file.stage, repository: file.repository }, true);
  const next = data.stages[Math.min(data.stages.indexOf(file.stage) + 1, data.stages.length - 1)];
  readiness.put({ stage: next });
  return `${Object.keys(file.facts).length} facts of ${file.name} are in.`;
}

readiness.read = (text) => {
  const words = text.trimStart()[0] === "{" ? organisations(text) : factsFile(text);
  readiness.changed();
  return words;
};

readiness.write = () => {
  const { data, form, given } = readiness;
  const name = given.name?.trim() || "My project";
  const parts = githubAddress(own.of?.repository ?? form.elements.project.value);
  const repository = parts ? `https://github.com/${parts.owner}/${parts.name}` : own.of?.repository ?? name;
  const text = writeFacts(data, { name, repository, stage: own.of?.stage, given, facts: own.facts,
    page: location.origin + location.pathname, day: today() });
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: "application/toml" })),
    download: "readiness.toml" });  // as the Action and the hook call it
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};
