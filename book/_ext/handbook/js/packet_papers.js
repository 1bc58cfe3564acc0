// The papers of a proposal, sign for sign those of `lfai-nb packet`.

const encoded = (text) => encodeURIComponent(text)
  .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const line = (text) => oneLine(text.replace(/\s+/g, " ").trim()).split(/(https:\/\/[^\s<>]+)/)
  .map((word, n) => (n % 2 ? `<${word}>` : escaped(word))).join("");

// The form as it goes into the pull request, with a mark where a person has to write.
export function written(data, packet) {
  const { sentences } = data;
  const parts = [filled(sentences.title, { name: escaped(packet.name) })];
  packet.answers.forEach(({ claim, left }, n) => {
    parts.push(`## ${escaped(data.fields[n].quote)}`);
    if (claim) parts.push(claim.split("\n\n").map(line).join("\n\n"));
    if (left) parts.push(claim ? sentences.to_complete : sentences.to_write);
  });
  return `${parts.join("\n\n")}\n`;
}

// For who writes it: of each field what is left, the evidence, and who reviews it.
export function notesOn(data, packet) {
  const say = (name, words) => filled(data.sentences[name], words);
  const parts = [say("notes_title", { name: escaped(packet.name) }), data.sentences.notes_about,
    say("filled_on", { day: dayInWords(packet.on) })];
  packet.answers.forEach(({ claim, left, evidence, reviewers }, n) => {
    const facts = evidence.map(({ source, day, method, url }) => say("evidence",
      { fact: `${escaped(`${source}${day ? `, ${dayInWords(day)}` : ""}: ${method}`)} ${line(url)}` }));
    parts.push(`## ${escaped(data.fields[n].quote)}`, [
      ...(left ? [say(claim ? "add" : "write", { text: escaped(left) })] : []),
      ...(facts.length || !claim ? facts : [data.sentences.own_words]),
      say("reviewed_by", { who: escaped(reviewers.join("; ")) })].join("\n"));
  });
  return `${parts.join("\n\n")}\n`;
}

export function outline(data, packet) {
  const say = (name, words) => filled(data.sentences[name], words);
  return `${[say("deck_title", { name: escaped(packet.name) }),
    say("deck_about", { decks: data.counted_decks }),
    ...data.subjects.flatMap(({ name, text, times }, n) => [`## ${name}`,
      say("in_decks", { text: escaped(text), times, decks: data.decks }),
      ...(packet.deck[n].length ? packet.deck[n].map(line) : [data.sentences.to_write])])]
    .join("\n\n")}\n`;
}

const slug = (name) => name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "") || "project";

// The address that opens the new file on GitHub, with its text where that fits.
export function newFile(data, packet) {
  const bare = `${data.new_file}?filename=${encoded(`proposals/${slug(packet.name)}.md`)}`;
  const whole = `${bare}&value=${encoded(written(data, packet))}`;
  return whole.length <= data.longest ? whole : bare;
}

// The badge's form with what the facts say: proposals, not answers.
export function badgeForm(data, { name, known: { repository, facts } }) {
  const on = githubAddress(repository);
  const query = { as: "edit", section: "passing",
    url: on ? `https://github.com/${on.owner}/${on.name}` : repository, name };
  const { value: license, approved } = facts.license_spdx ?? {};
  if (license !== undefined) query.license = license;
  if (license !== undefined && approved) query.floss_license_osi_status = "Met";
  for (const [key, criterion] of Object.entries(data.criteria)) {
    if (facts[key]?.value !== true) continue;
    query[`${criterion}_status`] = "Met";
    query[`${criterion}_justification`] = facts[key].url;
  }
  return `${data.badge_form}?${Object.entries(query).map(([key, text]) => `${key}=${encoded(text)}`).join("&")}`;
}
