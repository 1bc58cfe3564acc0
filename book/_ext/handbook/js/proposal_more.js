// What follows the answer: the papers, and what is loaded when it is needed: the record, a facts file,
// the readiness report.

// Beside the fields that the reader writes: what is known of each, and what is to be added.
function noteWhatIsKnown({ answers: rows, known: { words } }, fields) {
  for (const { id, claim, left } of rows) {
    const note = document.getElementById(`word_${id}-note`);
    if (!note) continue;
    const own = words[id] ?? "";
    const known = own ? claim.slice(0, -own.length).trim() : claim;
    const inFile = own && !fields[`word_${id}`].value.trim();
    note.textContent = [known && `Known: ${known}`, inFile && `In your file: ${own}`,
      known && left && `To add: ${left}`].filter(Boolean).join(" ");
  }
}

function showThePapers() {
  const { data, packet, detail, form } = proposal;
  const { name, stage } = packet;
  noteWhatIsKnown(packet, form.elements);
  const promise = filled(data.sentences.filled_on, { day: dayInWords(packet.on) });
  printHead("proposal", `${name}: proposal for ${capital(stage)}`, packet.on,
    `the rules since ${dayInWords(data.from)}`, promise);
  const [text, file, to] = [written(data, packet), slug(name), newFile(data, packet)];
  const saved = (words, called, what) => el("a", { download: called,
    href: `data:text/markdown;charset=utf-8,${encodeURIComponent(what)}` }, words);
  const take = takeAway(() => text, () => text);
  take.prepend(saved("Save the proposal", `${file}.md`, text),
    saved("Save the notes for writing it", `${file}-notes.md`, notesOn(data, packet)),
    saved("Save the deck’s outline", `${file}-deck.md`, outline(data, packet)));
  const external = (words, href) => el("a", { href, rel: "noopener" }, words);
  const marks = { filled: "✓ filled", partly: "… add something", open: "✎ to write" };
  const cell = ({ claim, left, reviewers }) => el("div", { class: "tool-claim" },
    claim && el("p", {}, claim), left && el("p", {}, `${claim ? "To add: " : "To write: "}${left}`),
    el("p", { class: "tool-origin" }, `Reviewed by: ${reviewers.join("; ")}.`));
  const report = el("details", { class: "readiness-report" }, el("summary", {}, `The readiness report for ${capital(stage)}`));
  const body = el("div", {});
  report.append(body);
  report.addEventListener("toggle", async () => {
    if (!report.open || body.firstChild) return;
    try {
      await withScript(form, "readiness", () => proposal.judge, () => proposal.judge(body, packet,
        (words, what) => saved(words, `${file}-readiness.md`, what)));
    } catch (error) {
      body.replaceChildren(inWords(error));
    }
  });
  report.open = Boolean(detail.querySelector(".readiness-report[open]"));
  detail.replaceChildren(el("p", {}, promise), take,
    el("ul", {}, el("li", {}, external(to.includes("&value=")
      ? "Open the new file on GitHub, with the text filled in"
      : "Open the new file on GitHub; the text is too long for an address, so paste it", to)),
    el("li", {}, external("Open the badge’s form with what is known", badgeForm(data, packet)))),
    report,
    table("The fields of the template", ["Field", "State", "What is known, what is left, and who reviews it"],
      packet.answers.map((answer, n) => [data.fields[n].quote, marks[answer.state], cell(answer)])),
    el("details", {}, el("summary", {}, "The outline of the deck"),
      el("ol", {}, data.subjects.map(({ name: subject, text: about }, n) => el("li", {},
        el("strong", {}, subject), ` ${about}`, packet.deck[n].length ? list(packet.deck[n]) : "")))));
}

proposal.more = showThePapers;
proposal.load = async (output) => {
  try {
    await withScript(proposal.form, "record", () => proposal.record, () => proposal.again(proposal.ask));
  } catch (error) {
    output.replaceChildren(inWords(error));
  }
};

const files = document.getElementById("proposal-files");
filePanel(files, {
  summary: "Open a facts file",
  about: ["The file that the ", el("a", { href: "readiness.html" }, "readiness page"), " and ",
    el("code", {}, "lfai-nb readiness --init"), " write. Your own words go under ", el("code", {}, "[proposal]"),
    " in it, each by the id of its field."],
  read: (text) => withScript(proposal.form, "file", () => proposal.read, () => proposal.read(text)),
  tell: statusOf(files), drop: proposal.form.closest(".tool"),
});
if (proposal.packet) proposal.more();
else if (proposal.ask) proposal.load(proposal.form.parentElement.querySelector("output"));
