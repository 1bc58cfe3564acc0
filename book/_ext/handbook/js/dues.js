// Shows the answers of dues_answers.js in the form's own page.

const extra = ({ extra: usd }) => (usd ? `+$${grouped(usd)}` : "–");

function render(data, ask, output, detail) {
  if (!ask.employees && detail.childElementCount) {
    // Emptied to type anew: the last answer stays, and nothing jumps.
    output.style.minBlockSize = `${output.offsetHeight}px`;
    output.replaceChildren(`${NOBODY} Below is still the answer for ${detail.dataset.who}.`);
    return;
  }
  const { levels, heads, benefits, names } = answers(data, ask);
  const offered = levels.filter(({ refused }) => !refused);
  const kinds = [...document.getElementById("organization").options];
  const who = `${kinds.find(({ value }) => value === ask.organization).text}, ` +
    `${counted(data, heads, "employees")}, ` +
    `${ask.lf_member === "true" ? "existing" : "not yet a"} Linux Foundation member`;
  detail.dataset.who = who;
  const { wants, lowest: first } = fitting(data, ask, offered);
  const fits = wants.length ? `${filled(data.sentences.fits, { level: capital(first.level) })} ` : "";
  const rest = offered.filter((offer) => offer !== first);
  output.style.minBlockSize = "";
  output.replaceChildren(
    el("span", { class: "tool-age" }, `Figures of ${dayInWords(first.as_of)}, ` +
      `${ageInWords(data, first.as_of, ask.on)} old`),
    el("span", { class: "tool-number" }, `${capital(first.level)}: ${first.headline}`),
    el("span", {}, `For ${who}. ${fits || data.size_alone} ${first.reason} `),
    el("strong", {}, rest.map((offer) => `${capital(offer.level)}: ${offer.headline}`).join(". "), "."));
  const caveats = [...new Set(offered.flatMap((offer) => offer.caveats))];
  const sources = origins(offered);
  const stamp = `Asked on ${dayInWords(ask.on)}. ${data.sentences.no_offer}`;
  printHead("dues", "What LF AI & Data membership costs", ask.on, `the figures of ${dayInWords(first.as_of)}`,
    `For ${who}. ${fits}${data.sentences.no_offer}`);
  const has = (offer, { id }) => (benefits[offer.level].includes(id)
    ? el("span", { role: "img", "aria-label": "yes" }, "✓")
    : el("span", { role: "img", "aria-label": "no" }, "–"));
  const rows = levels.map((offer) => (offer.refused ? [capital(offer.level), "not offered", "–", offer.refused]
    : [capital(offer.level), el("a", { href: offer.href }, offer.headline), extra(offer), offer.reason]));
  // What stands around the dues (dues_desk.js) is copied with them.
  const around = (markdown) => ["", ...(detail.parentElement.querySelector(".tool-more").copied?.(markdown) ?? []), ""];
  const text = () => [`LF AI & Data membership for ${who}`, "", fits,
    ...offered.map((offer) => `${capital(offer.level)}: ${offer.headline}. ${offer.reason}`), ...around(false),
    ...caveats.map((caveat) => `- ${caveat}`), "", ...sources, stamp, location.href,
  ].join("\n");
  const markdown = () => [`## LF AI & Data membership for ${md(who)}`, "", md(fits), "",
    "| Level | Dues | Why |", "| --- | --- | --- |",
    ...offered.map((offer) => `| ${[capital(offer.level), offer.headline, offer.reason].map(md).join(" | ")} |`),
    ...around(true), ...caveats.map((caveat) => `- ${md(caveat)}`), "",
    ...sources.map((source) => `${md(source)}\n`), `${md(stamp)} <${location.href}>`].join("\n");
  detail.replaceChildren(
    ...sources.map((source) => el("p", { class: "tool-origin" }, source)),
    table("Your dues a year", ["Level", "Dues", "More than the one before", "Why"], rows),
    heading("Before you plan on it"), list(caveats),
    takeAway(text, markdown),
    el("details", {}, el("summary", {}, "What each of these levels gives"),
      table("Benefits", ["Benefit", ...offered.map((offer) => capital(offer.level))],
        names.filter((name) => offered.some((offer) => benefits[offer.level].includes(name.id)))
          .map((name) => [name.text, ...offered.map((offer) => has(offer, name))]))));
}

// For dues_desk.js.
const kit = { answers, Refused, capital, counted, dayInWords, el, filled, grouped, heading, list, plain,
  md, quote, table };
start("dues", (data, ask, output, detail) => {
  render(data, ask, output, detail);
  const tool = detail.parentElement;
  tool.answered = { kit, data, ask };
  tool.dispatchEvent(new Event("answered"));
});
