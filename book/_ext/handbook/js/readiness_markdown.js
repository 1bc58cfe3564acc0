// The readiness report, sign for sign the one of `lfai-nb readiness --markdown`.

// A licence that its author wrote is judged where no fact is known of it: what stands before the first
// comma, since the field asks for its address as well.
function judged({ facts, words }) {
  const license = words?.license?.split(",")[0].trim();
  return license && !facts.license_spdx?.text ? { ...facts, license_spdx: { text: license } } : facts;
}

export function readinessOf(data, { name, ...project }, { stage, on }) {
  const facts = judged(project);
  const each = (of) => Object.fromEntries(Object.entries(facts).map(([key, fact]) => [key, of(fact)]));
  const vote = facts.tac_vote;
  const voted = vote?.value === true ? filled(data.voted, vote) : "";
  return assess(data, { ...each(({ text }) => text), why: each(({ why }) => why), stage, on, name, voted });
}

export function readinessMarkdown(data, project, ask) {
  const answer = readinessOf(data, project, ask);
  const { facts, name } = project;
  const { headline, counts, caveat, rows } = answer;
  const { path, left, documents } = report(data, answer);
  const recorded = rows.filter((row) => facts[row.fact]?.value !== undefined && facts[row.fact].source.startsWith(data.record))
    .map((row) => `${row.id}: ${facts[row.fact].method} (${facts[row.fact].source}).`);
  const cells = (row) => [SIGNS[row.state], row.id, row.title, row.needed, row.known ?? "unknown",
    row.state === MET ? "" : row.distance];
  const part = (heading, lines) => (lines.length ? [`### ${heading}`, lines.map((line) => `- ${escaped(line)}`).join("\n")] : []);
  const table = [["", "Id", "Requirement", "Needed", "Known", "Missing"], Array(6).fill("---"),
    ...rows.map((row) => cells(row).map(escaped))].map((line) => `| ${line.join(" | ")} |`).join("\n");
  return [`## Readiness of ${escaped(name)} for ${capital(ask.stage)}`, `**${escaped(headline)}** ${escaped(counts)}`,
    ...(caveat ? [escaped(caveat)] : []), table, ...part("Known from the foundation's record", recorded),
    ...part("What would meet the thresholds", path), ...part("Left to people", left), escaped(documents)].join("\n\n");
}
