// Whose annual review is due, how long a project has been where it is, and the outline of its deck.

const MONTH = 365.25 / 12;
const rounded = (months) => Number(months.toFixed(1));

const anniversary = (joined, years) => monthsAfter(joined, 12 * years);

// After how many whole years, at least one, the first day from `on` comes.
function yearOf(joined, on) {
  const years = Math.max(1, on.slice(0, 4) - joined.slice(0, 4));
  return anniversary(joined, years) >= on ? years : years + 1;
}

// What the command line gives with --json, and its sentences.
export function answers(data, { project = "", on, words = {}, before = {}, changed = {} }) {
  const day = checkedDay(on);
  choice(project, data.projects.map(({ id }) => id), "is not a hosted project that we know",
    "Choose a project.");
  const record = data.projects.find(({ id }) => id === project);
  const say = (name, words) => filled(data.sentences[name], words);
  const event = record.events.findLast(([, from]) => from <= day);
  if (!event || !data.stages.includes(event[0])) {
    throw new Refused(say("not_hosted", { name: record.name, day: dayInWords(day) }));
  }
  const [stage, , entered] = event;
  const [here, inside] = [record.joined, entered].map((start) => between(start, day) / MONTH);
  const period = data.periods.findLast(({ from }) => from <= day);
  const { words: span, ...expected } = period.expected[stage] ?? {};
  const over = span ? Math.max(0, here - expected.high) : 0;
  const last = record.held.findLast((held) => held <= day) ?? null;
  const year = yearOf(record.joined, day);
  const due = anniversary(record.joined, year);
  // The one before, where no record has it.
  const passed = year > 1 && (!last || last <= anniversary(record.joined, year - 2))
    ? anniversary(record.joined, year - 1) : null;
  const months = (n) => counted(data, Math.round(n), "months");
  const next = data.stages[data.stages.indexOf(stage) + 1];
  const about = [say("reviewed", { name: record.name, joined: dayInWords(record.joined),
    months: months(here), stage: capital(stage), inside: months(inside), due: dayInWords(due) })];
  if (passed) about.push(say("passed", { day: dayInWords(passed) }));
  if (span) {
    const past = over >= 1 ? say("over", { over: months(over) }) : "";
    about.push(say("span", { next: capital(next), expected: span, past }));
  }
  if (data.took[stage]) about.push(data.took[stage].words);
  about.push(say("last_review",
    { last: last ? dayInWords(last) : "none", rule: data.sentences.review_rule }));
  const known = { links: [record.link], description: [record.what], origin: [
    record.by && say("contributed", { who: record.by }),
    say("joined", { joined: dayInWords(record.joined), stage: capital(stage),
      entered: dayInWords(entered) })] };
  const slides = period.slides.map(({ id, text }) => {
    const [own, last] = [words[id], before[id]];
    const lines = [...(known[id] ?? []), ...(changed[id] ?? []), own ?? last].filter(Boolean);
    const same = !own && last && !changed[id];
    return { id, slide: text, kept: same ? "as last year" : lines.length ? "known" : "to answer", lines };
  });
  return { about, project: record.id, name: record.name, on: day, stage, joined: record.joined,
    entered_stage: entered, months_since_joining: rounded(here), months_in_stage: rounded(inside),
    expected_months: span ? expected : null, months_over: rounded(over),
    others_took: data.took[stage]?.json ?? null, last_on_record: last, due, passed_without_record: passed, slides };
}

// Every project that is hosted on the day, the one that is due next first.
export function everyone(data, { on }) {
  const day = checkedDay(on);
  const hosted = ({ events }) =>
    data.stages.includes(events.findLast(([, from]) => from <= day)?.[0]);
  return data.projects.filter(hosted).map(({ id }) => answers(data, { project: id, on: day }))
    .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : a.project < b.project ? -1 : 1));
}

export function markdown(data, ask) {
  const { name, about, slides } = answers(data, ask);
  const left = { "to answer": [`**${data.sentences.to_write}**`], "as last year": [data.sentences.same] };
  return `${[`# Annual review of ${escaped(name)}`, ...about.map(escaped), ...slides.flatMap(
    ({ slide, lines, kept }) => [`## ${escaped(slide)}`, ...lines.map(escaped), ...(left[kept] ?? [])])].join("\n\n")}\n`;
}

const spanned = ({ expected_months: span, months_over: over }) => (span
  ? `${span.low === span.high ? span.low : `${span.low} to ${span.high}`} months` +
    `${over >= 1 ? `, over by ${Math.round(over)}` : ""}` : "–");

function overview(data, { on }, output, detail) {
  const every = everyone(data, { on });
  const [first] = every;
  output.replaceChildren(el("strong", {}, `The next review is that of ${first.name}: it is due by ` +
    `${dayInWords(first.due)}.`), el("p", {}, data.sentences.review_rule));
  printHead("review", "Annual reviews, the next one first", on,
    rulesOf(data.periods, on), data.sentences.no_promise);
  const link = ({ project, name }) =>
    el("a", { href: `?${new URLSearchParams({ project })}` }, name);
  detail.replaceChildren(table("Every hosted project, the one that is due next first",
    ["Project", "Next due", "Stage", "Since joining", "Expected", "Last on record"],
    every.map((row) => [link(row), dayInWords(row.due), capital(row.stage),
      counted(data, Math.round(row.months_since_joining), "months"), spanned(row),
      row.last_on_record ? dayInWords(row.last_on_record) : "none"])));
}

// What files of facts gave, about one project.
const review = {};

function render(data, fields, output, detail) {
  const ask = { ...fields, ...(fields.project === review.of && review.given) };
  if (!ask.project) return overview(data, ask, output, detail);
  const answer = answers(data, ask);
  const [first, ...rest] = answer.about;
  output.replaceChildren(el("strong", {}, first));
  const promise = `Asked on ${dayInWords(answer.on)}. ${data.sentences.no_promise}`;
  printHead("review", `Annual review of ${answer.name}`, answer.on,
    rulesOf(data.periods, answer.on), data.sentences.no_promise);
  const lines = ({ slide, lines: known }) =>
    [slide, ...(known.length ? known : [data.sentences.to_write]).map((line) => `- ${line}`), ""];
  const text = () => [...answer.about, "", ...answer.slides.flatMap(lines), promise, location.href]
    .join("\n");
  const whole = () => `${markdown(data, ask)}\n${escaped(promise)} <${location.href}>\n`;
  const take = takeAway(text, whole);
  take.prepend(el("a", { download: `review-${answer.project}.md`,
    href: `data:text/markdown;charset=utf-8,${encodeURIComponent(markdown(data, ask))}` },
  "Save the outline"));
  detail.replaceChildren(...rest.map((words) => el("p", {}, words)), take,
    heading("The slides of the review"),
    el("ol", {}, answer.slides.map(({ slide, lines: known, kept }) => el("li", {}, slide,
      known.length ? list(known) : el("p", { class: "tool-origin" }, data.sentences.to_write),
      kept === "as last year" ? el("p", { class: "tool-origin" }, "As last year. Still true?") : ""))));
}

start("review", render, { begin: (tool) => Object.assign(review, tool) });
