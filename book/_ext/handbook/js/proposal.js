// The papers of a proposal: what is known of a project, in the shape of the template.

const capital = (word) => word[0].toUpperCase() + word.slice(1);

// The packet of a project of the record, or of one that the reader names.
function found(data, { project = "", name = "", repository = "", stage = "sandbox" }) {
  if (project) {
    choice(project, Object.keys(data.projects), "is not a project that can ask for a next stage",
      "Choose a project, or name your own.");
    return [data.projects[project], (text) => text];
  }
  choice(stage, data.stages, "is not a stage that a project can ask for",
    `Choose the stage: ${data.stages.map(capital).join(", ")}.`);
  const parts = githubAddress(repository);
  const own = name.trim();
  if (!own) throw new Refused("Choose a project, or enter the name of your own.", "name");
  if (!parts) {
    throw new Refused("Enter the repository on GitHub, such as https://github.com/OWNER/NAME.",
      "repository");
  }
  const url = `https://github.com/${parts.owner}/${parts.name}`;
  const put = (text) => text.replaceAll(data.sample.repository, () => url)
    .replaceAll(encoded(data.sample.repository), () => encoded(url))
    .replaceAll(data.sample.name, () => own);
  return [data.own[stage], put];
}

// What the command line gives with --json, and the outline of the deck.
export function answers(data, ask) {
  const day = checkedDay(ask.on);
  const [packet, put] = found(data, ask);
  const text = (at) => put(data.texts[at]);
  const rows = packet.answers.map(([state, claim, left, evidence, reviewers], n) => ({
    id: data.fields[n].id, field: data.fields[n].text, state, claim: text(claim),
    evidence: evidence.map((parts) => {
      const [fact, source, url, method, retrieved] = parts.map(text);
      return { fact, source, url, method, retrieved };
    }),
    left: text(left), reviewers: reviewers.map(text) }));
  const count = (state) => rows.filter((row) => row.state === state).length;
  return { name: put(packet.name), repository: put(packet.repository), stage: packet.stage, on: day,
    filled: count("filled"), partly: count("partly"), open: count("open"), answers: rows,
    badge: put(packet.badge.replace(data.sample.name, () => encoded(ask.name?.trim() ?? ""))),
    deck: packet.deck.map((known) => known.map(text)) };
}

const encoded = (text) => encodeURIComponent(text)
  .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const line = (text) => text.split(/(https:\/\/[^\s<>]+)/)
  .map((word, n) => (n % 2 ? `<${word}>` : escaped(word))).join("");
const say = (data, name, words) => filled(data.sentences[name], words);

// The form; without notes only what goes into the pull request.
function written(data, packet, notes) {
  const parts = [say(data, "title", { name: escaped(packet.name) })];
  if (notes) parts.push(say(data, "filled_on", { day: dayInWords(packet.on) }));
  packet.answers.forEach(({ claim, left, evidence, reviewers }, n) => {
    parts.push(`## ${escaped(data.fields[n].quote)}`);
    if (claim) parts.push(claim.split("\n\n").map(line).join("\n\n"));
    if (left) parts.push(`${data.sentences.mark} ${escaped(left)}`);
    if (!notes) return;
    if (evidence.length) {
      parts.push(evidence.map(({ source, retrieved, method, url }) => say(data, "evidence",
        { fact: `${escaped(`${source}${retrieved && `, ${retrieved}`}: ${method}`)} ${line(url)}` }))
        .join("\n"));
    } else if (claim) {
      parts.push(data.sentences.own_words);
    }
    parts.push(say(data, "reviewed_by", { who: escaped(reviewers.join("; ")) }));
  });
  return `${parts.join("\n\n")}\n`;
}

export const markdown = (data, ask) => written(data, answers(data, ask), true);

export function deck(data, ask) {
  const packet = answers(data, ask);
  return `${[say(data, "deck_title", { name: escaped(packet.name) }),
    say(data, "deck_about", { decks: data.counted_decks }),
    ...data.subjects.flatMap(({ name, text, times }, n) => [`## ${name}`,
      say(data, "in_decks", { text: escaped(text), times, decks: data.decks }),
      ...(packet.deck[n].length ? packet.deck[n].map(line) : [data.sentences.to_write])])]
    .join("\n\n")}\n`;
}

const slug = (name) => name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "") || "project";

// The address that opens the new file on GitHub, with its text where that fits.
export function address(data, ask) {
  const packet = answers(data, ask);
  const bare = `${data.new_file}?filename=${encoded(`proposals/${slug(packet.name)}.md`)}`;
  const whole = `${bare}&value=${encoded(written(data, packet, false))}`;
  return whole.length <= data.longest ? whole : bare;
}

const saved = (words, file, text) => el("a", { download: file,
  href: `data:text/markdown;charset=utf-8,${encodeURIComponent(text)}` }, words);

function render(data, ask, output, detail) {
  const packet = answers(data, ask);
  const { name, stage, filled: whole, partly, open } = packet;
  output.replaceChildren(el("strong", {}, say(data, "head",
    { name, stage: capital(stage), fields: data.counted, filled: whole, partly, open })));
  const promise = say(data, "filled_on", { day: dayInWords(packet.on) });
  printHead("proposal", `${name}: proposal for ${capital(stage)}`, packet.on,
    `the rules since ${dayInWords(data.from)}`, promise);
  const [form, outline, file] = [markdown(data, ask), deck(data, ask), slug(name)];
  const to = address(data, ask);
  const take = takeAway(() => form, () => form);
  take.prepend(saved("Save the proposal", `${file}.md`, form),
    saved("Save the deck’s outline", `${file}-deck.md`, outline));
  const external = (words, href) => el("a", { href, rel: "noopener" }, words);
  const marks = { filled: "✓ filled", partly: "… add something", open: "✎ to write" };
  const cell = ({ claim, left, reviewers }) => el("div", { class: "tool-claim" },
    claim && el("p", {}, claim), left && el("p", {}, `${claim ? "To add: " : "To write: "}${left}`),
    el("p", { class: "tool-origin" }, `Reviewed by: ${reviewers.join("; ")}.`));
  detail.replaceChildren(el("p", {}, promise), take,
    el("ul", {}, el("li", {}, external(to.includes("&value=")
      ? "Open the new file on GitHub, with the text filled in"
      : "Open the new file on GitHub; the text is too long for an address, so paste it", to)),
    el("li", {}, external("Open the badge’s form with what is known", packet.badge))),
    table("The fields of the template", ["Field", "State", "What is known, what is left, and who reviews it"],
      packet.answers.map((one, n) => [data.fields[n].quote, marks[one.state], cell(one)])),
    el("details", {}, el("summary", {}, "The outline of the deck"),
      el("ol", {}, data.subjects.map(({ name: subject, text }, n) => el("li", {},
        el("strong", {}, subject), ` ${text}`, packet.deck[n].length ? list(packet.deck[n]) : "")))));
}

start("proposal", render);
