// Which hosted projects serve a step of the workflow, and which step a project serves.

const stageOn = ({ events, left }, day) =>
  (left && left <= day ? undefined : events.findLast(([, from]) => from <= day)?.[0]);

// The steps with the projects of a day, as hosting/workflow.py makes them.
function mapOn(data, day) {
  const hosted = data.projects.filter((project) => data.stages.includes(stageOn(project, day)));
  const name = ({ name }) => name.toLowerCase();
  const order = (a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0);
  const steps = data.steps.map((step) => ({ ...step,
    projects: hosted.filter(({ heading }) => step.headings.includes(heading)).sort(order) }));
  return { hosted, steps };
}

const byName = (projects) => projects.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));

// The projects under a heading, and those that it had.
function thoseUnder(data, heading, hosted, day) {
  const all = byName(data.projects.filter((project) => project.heading === heading));
  return [all.filter((project) => hosted.includes(project)), all.filter((project) => !hosted.includes(project) &&
    project.events.some(([stage, from]) => from <= day && data.stages.includes(stage)))];
}

// A heading with its projects, or with those that it had.
function underOf(data, heading, { hosted }, day) {
  const [now, once] = thoseUnder(data, heading, hosted, day);
  const names = (now.length ? now : once).map(({ name }) => name).join(", ");
  return filled(data.sentences[now.length ? "under" : once.length ? "left_under" : "none_under"],
    { heading, names, day: dayInWords(day) });
}

// What the command line gives with --json.
export function answers(data, { at = "", on }) {
  const day = checkedDay(on);
  const say = (name, words) => filled(data.sentences[name], words);
  if (day < data.first) {
    throw new Refused(say("known_from", { first: dayInWords(data.first), day: dayInWords(day) }));
  }
  const { hosted, steps } = mapOn(data, day);
  const serves = (project) => steps.filter(({ projects }) => projects.includes(project));
  const entry = (project) => ({ id: project.id, name: project.name, stage: stageOn(project, day),
    heading: project.heading, what: project.what, steps: serves(project).map(({ id }) => id) });
  const answer = (headline, about, of, projects) => ({ at, on: day, headline, about,
    steps: of.map(({ projects, ...step }) => ({ ...step, projects: projects.map(({ id }) => id) })),
    gaps: of.filter(({ projects }) => !projects.length).map(({ id }) => id),
    projects: projects.map(entry) });
  const { reading, no_heading: none } = data.sentences;
  if (!at) {
    const gaps = steps.filter(({ projects }) => !projects.length).length;
    const elsewhere = hosted.filter((project) => !serves(project).length).length;
    return answer(say("whole", { with_project: steps.length - gaps, every: steps.length, gaps }),
      [say("elsewhere", { projects: counted(data, elsewhere, "hosted projects") }), reading],
      steps, steps.flatMap(({ projects }) => projects));
  }
  const step = steps.find(({ id }) => id === at);
  if (step) {
    const { name, projects, headings } = step;
    const headline = projects.length ? say("step", { step: name,
      projects: counted(data, projects.length, "projects"),
      names: projects.map(({ name }) => name).join(", ") }) : say("gap", { step: name });
    const about = headings.length ? say("headings", { headings:
      headings.map((heading) => underOf(data, heading, { hosted }, day)).join("; ") }) : none;
    return answer(headline, [about, reading], [step], projects);
  }
  const part = steps.find(({ headings }) => headings.includes(at));
  if (part) {
    const [now, once] = thoseUnder(data, at, hosted, day);
    const named = (projects) => projects.map(({ name }) => name).join(", ");
    const words = { heading: at, day: dayInWords(day), step: part.name };
    const others = named(part.projects.filter((project) => !now.includes(project)));
    return answer(now.length ? say("heading", { ...words, names: named(now),
      projects: counted(data, now.length, "projects") }) : say("heading_gap", words),
    [...once.map(({ name, gone }) => (gone ? say("gone", { name, what: gone[0], day: dayInWords(gone[1]) })
      : say("gone_sometime", { name }))), say("read_as", words),
    ...(others ? [say("beside", { ...words, names: others })] : now.length ? [] : [say("gap", words)]),
    reading], [part], now);
  }
  choice(at, data.projects.map(({ id }) => id), "is neither a step, a heading nor a project that we know",
    "Choose one.");
  const project = data.projects.find(({ id }) => id === at);
  if (!hosted.includes(project)) {
    throw new Refused(say("not_hosted", { name: project.name, day: dayInWords(day) }));
  }
  const own = serves(project);
  const words = { name: project.name, heading: project.heading, step: own[0]?.name };
  return answer(say(own.length ? "project" : "no_step", words), [reading], own, [project]);
}

const titled = (data, { at, steps, projects }) => (at ? `The workflow: ${
  [...steps, ...projects].find(({ id }) => id === at)?.name ?? at}` : "The machine learning workflow and its projects");

// The rows of the table that an answer has, and its head.
function rowsOf(data, { at, steps, projects }, link = (project) => project.name) {
  const named = Object.fromEntries(projects.map((project) => [project.id, project]));
  if (at) {
    return [["Project", "Stage", "Heading", "What it does"], projects.map((project) =>
      [link(project), capital(project.stage), project.heading, project.what])];
  }
  return [["Step", "Hosted projects"], steps.map((step) => [step.name,
    step.projects.length ? step.projects.map((id) => link(named[id])) : ["none"]])];
}

export function markdown(data, ask) {
  const answer = answers(data, ask);
  const [head, rows] = rowsOf(data, answer);
  const cell = (words) => escaped([words].flat().join(", "));
  const lines = [head, head.map(() => "---"), ...rows.map((row) => row.map(cell))];
  return `${[`## ${escaped(titled(data, answer))}`, escaped(answer.headline),
    ...(rows.length ? [lines.map((line) => `| ${line.join(" | ")} |`).join("\n")] : []),
    ...answer.about.map(escaped)].join("\n\n")}\n`;
}

function render(data, ask, output, detail) {
  const answer = answers(data, ask);
  const title = titled(data, answer);
  output.replaceChildren(el("strong", {}, answer.headline));
  printHead("workflow", title, answer.on,
    `the rules since ${dayInWords(data.first)}`, data.sentences.no_promise);
  const [head, rows] = rowsOf(data, answer, ({ id, name }) =>
    el("a", { href: `../hosting/projects/${id}.html` }, name));
  const asCells = ([first, ...cells]) => [first, ...cells.map((cell) => (Array.isArray(cell) ?
    cell.flatMap((part, n) => (n ? [", ", part] : [part])) : cell))];
  const promise = `Asked on ${dayInWords(answer.on)}. ${data.sentences.no_promise}`;
  const [, plain] = rowsOf(data, answer);
  const text = () => [answer.headline, "", ...plain.map((row) => `- ${row.flat().join("; ")}`), "",
    ...answer.about, promise, location.href].join("\n");
  const whole = () => `${markdown(data, ask)}\n${escaped(promise)} <${location.href}>\n`;
  const made = rows.length ? [table(title, head, rows.map(asCells))] : [];
  // The figure of the page has the whole map already.
  const folded = el("details", {}, el("summary", {}, "Every step with its projects"), ...made);
  detail.replaceChildren(...(answer.at ? made : [folded]),
    ...answer.about.map((words) => el("p", {}, words)), takeAway(text, whole));
}

start("workflow", render);
