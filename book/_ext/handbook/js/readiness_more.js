// What follows the answer: the projects of the record, the live check, the gaps, and what if.

const { data, form } = readiness;
const folded = form.querySelector(".measured");
const place = (id) => document.getElementById(`readiness-${id}`);

// ---- a project of the record brings its facts along

const address = (text) => text.trim().toLowerCase().replace(/(\.git)?\/*$/, "")
  .replace(/^(?:git@|(?:https?:\/\/)?(?:www\.)?)github\.com[/:]/, "");

const recorded = (text) => data.projects.find(({ name, repository }) =>
  [name, repository].some((known) => address(known) === address(text)));

function factsOf({ facts, note }) {
  const keys = Object.keys(data.facts);
  const pairs = (all) => all.flatMap((key, n) => (n % 2 ? [] : [[keys[key], all[n + 1]]]));
  const found = Object.fromEntries(facts.flatMap(([at, on, known, unknown, there, absent]) => {
    const [source, day] = [data.sources[at], data.days[on]];
    const origin = { source, day, from: day ? `${source}, ${dayInWords(day)}` : source };
    return [...pairs(known), ...there.map((key) => [keys[key], "yes"]), ...absent.map((key) => [keys[key], "no"])]
      .map(([key, text]) => [key, { text, ...origin }])
      .concat(pairs(unknown).map(([key, why]) => [key, { text: "", why: data.reasons[why], ...origin }]));
  }));
  if (note) found.contributing_organizations.note = note;
  return found;
}

// Puts what is known into the form. What was typed stays, unless it was typed about another project.
function fill(facts, of, fresh = Boolean(own.of)) {
  for (const key of Object.keys(data.facts)) {
    const [now, before] = [form.elements.namedItem(key).value, own.facts[key]?.text ?? ""];
    if (fresh || now === before) readiness.put({ [key]: facts[key]?.text ?? "" });
  }
  Object.assign(own, { facts, of });
  folded.open &&= !of;
}

function named(stage) {
  const project = recorded(form.elements.project.value);
  if (project ? project.name === own.of?.name : own.of?.typed === form.elements.project.value) return;
  if (!project && !own.of) return;
  fill(project ? factsOf(project) : {}, project);
  if (project) readiness.put({ stage: stage ?? project.next });
}

// ---- the live check: its script is loaded, and the hosts are asked, when somebody presses for it

let tell;

function liveCheck() {
  // Without a name and an id, so that neither the form nor an address can reach it.
  const token = el("input", { type: "password", autocomplete: "off", spellcheck: "false" });
  token.addEventListener("input", (event) => event.stopPropagation());
  const button = el("button", { type: "button", "aria-describedby": "readiness-asks" }, "Check it live");
  const [hub, badges] = data.hosts;
  const quota = el("span", {}, "GitHub allows 60 requests an hour without a token");
  button.addEventListener("click", async () => {
    const typed = form.elements.project.value;
    const project = recorded(typed);
    const parts = githubAddress(project?.repository ?? typed);
    if (!parts) {
      tell(`${shown(typed)} is not a repository on GitHub. Write OWNER/NAME, or https://github.com/OWNER/NAME.`);
      return;
    }
    const focused = document.activeElement === button;
    button.disabled = true;
    try {
      const { facts, left } = await withScript(form, "live", () => readiness.live, () => readiness.live(
        { ...parts, project: project?.name ?? parts.name, token: token.value.trim(), tell }));
      if (form.elements.project.value !== typed) return;  // meanwhile it is about another project
      const before = project ? factsOf(project) : {};
      const both = Object.entries(facts).map(([key, fact]) =>
        [key, fact.text || !before[key]?.text ? fact : before[key]]);
      fill({ ...before, ...Object.fromEntries(both) },
        project ?? { name: `${parts.owner}/${parts.name}`, typed }, false);
      const [rest, limit] = [left.remaining, left.limit].map((n) => (n ? grouped(n) : "?"));
      if (left.remaining) quota.textContent = `${rest} of GitHub's ${limit} requests an hour are left`;
      readiness.changed();
      place("answer").scrollIntoView({ block: "nearest" });
    } catch (error) {
      tell(inWords(error));
    } finally {
      button.disabled = false;
      if (focused && document.activeElement === document.body) button.focus({ preventScroll: true });
    }
  });
  // Enter asks nobody yet: it leads to the button, which says whom it asks.
  form.elements.project.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key !== "Enter" || recorded(target.value) || !githubAddress(target.value)) return;
    event.preventDefault();  // or the same press would press the button
    button.focus();
  });
  place("live").append(el("p", {}, button, " ", el("small", { id: "readiness-asks" },
    `Asks ${hub.name} (at most ${hub.most} requests; `, quota,
    `) and ${badges.name} (at most ${badges.most}) from your browser. Nothing is sent before you press.`)));
  tell = statusOf(place("live"));
  place("live").append(
  el("details", {}, el("summary", {}, "With a token of yours"),
    el("p", {}, el("label", {}, "GitHub token ", token)),
    el("p", {}, el("small", {}, `It stays in the memory of this page, and goes to ${hub.name} alone.`))));
}

// ---- a facts file, or what counts the organisations, read in the browser; and a file to take along

const organisations = el("code", {}, "lfai-nb orgs PATH --json > orgs.json");
const withFiles = (work) => withScript(form, "file", () => readiness.read, work);

function files() {
  const { take, show } = filePanel(place("live"), {
    summary: "Open a facts file, or add the organisations", accept: ".toml,.json",
    about: ["A facts file that this page or ", el("code", {}, "lfai-nb readiness"), " wrote; or the organisations " +
      "that contribute, which no request counts: run ", organisations, " in a clone, and open or paste what it prints."],
    read: (text) => withFiles(() => readiness.read(text)), tell, drop: form.closest(".tool"),
  });
  readiness.takeFile = () => take(() => withFiles(() => readiness.write()));
  return show;
}

// ---- what is missing

// Leads to the field of a fact that nobody has answered yet.
function toTheField(key) {
  const counts = key === "contributing_organizations";
  const button = el("button", { type: "button" }, counts ? "Add the count" : "Answer it");
  button.addEventListener("click", () => {
    if (counts) {
      openFiles();
      return;
    }
    folded.open = true;
    folded.querySelector(`[data-fact="${key}"] :is(input, select)`).focus();
  });
  return button;
}

function gap(rows) {
  const last = rows.at(-1);
  const { note, from, text } = own.facts[last.fact] ?? {};
  const source = from && text && text === readiness.given[last.fact] ? ` (${from})` : "";
  return el("li", {},
    el("span", { role: "img", "aria-label": last.state }, SIGNS[last.state]),
    el("div", {},
      el("p", {}, el("strong", {}, last.title), `: ${last.distance}. `,
        last.known ? `Known: ${last.known}${source}. Needed: ${last.needed}.` : ""),
      // Of what nobody knows, where to look; of what falls short, what to do.
      isUnmet(last) || last.known ? el("p", {}, last.todo, note ? ` ${note}.` : "")
        : el("p", {}, form.querySelector(`[data-fact="${last.fact}"] .look`).cloneNode(true), " ", toTheField(last.fact)),
      rows.map((row) => el("p", {}, el("small", {}, el("a", { href: placeOf(row) }, row.id),
        row.quote ? ` “${row.quote}”` : "")))));
}

// By who can close it, and the nearest first; then what a machine could not tell.
function gaps() {
  const { steps } = readiness.answer;
  const part = (heading, all) =>
    (all.length ? [el("h3", {}, heading), el("ul", {}, all.map(gap))] : []);
  const looked = steps.map((rows) => rows.at(-1)).filter((row) => !isUnmet(row) &&
    (row.distance !== data.nobody || own.of) && !data.asked.includes(row.fact));
  return [
    ...data.who.flatMap((who) => part(`Missing, for ${who} to close`,
      steps.filter((rows) => isUnmet(rows.at(-1)) && rows.at(-1).who === who))),
    ...part("To be looked up", steps.filter((rows) => looked.includes(rows.at(-1))))];
}

function origins() {
  for (const box of form.querySelectorAll("[data-fact]")) {
    const key = box.dataset.fact;
    const { text = "", why, from } = own.facts[key] ?? {};
    const same = from && (form.elements.namedItem(key).value ?? "") === text;
    box.querySelector(".from").textContent = !same ? "" : why ? `${capital(why)} (${from}).` : `${capital(from)}.`;
  }
}

// What nobody has answered of a group, at one press.
for (const button of form.querySelectorAll(".all-so button")) {
  button.addEventListener("click", () => {
    for (const { dataset: { fact: key } } of button.closest(".facts").querySelectorAll("fieldset:not([hidden])")) {
      if (!form.elements.namedItem(key).value) readiness.put({ [key]: "yes" });
    }
    readiness.changed();
  });
}

// ---- what if: each step of the cheapest path as a switch

const supposed = new Set();

// The least that would meet the requirements of a step; of a licence nobody can say.
function least(data, rows) {
  const { kind } = data.facts[rows[0].fact];
  const needed = rows.map(({ content }) => content);
  if (kind === "flag") return "yes";
  if (kind === "text") return undefined;
  if (kind === "level") {
    return data.levels[Math.max(...needed.map((one) => (one === true ? data.passing : data.levels.indexOf(one))))];
  }
  return String(Math.max(...needed.map(Number)));
}

function whatIf() {
  const { given, answer } = readiness;
  const steps = answer.steps.filter((rows) => isUnmet(rows.at(-1)) && least(data, rows));
  const words = (rows) => `${rows.at(-1).title}: ${rows.at(-1).needed}`;
  const all = new Map(steps.map((rows) => [rows[0].fact, rows]));
  for (const key of supposed) if (!all.has(key)) supposed.delete(key);
  const table = el("div", { "aria-live": "polite" });
  const again = () => {
    const changes = Object.fromEntries([...supposed].map((key) => [key, least(data, all.get(key))]));
    const then = assess(data, { ...given, ...changes });
    const counts = ({ met, unmet, unknown }) => `${met} met, ${unmet} missing, ${unknown} to be answered`;
    table.replaceChildren(el("p", {}, `Before: ${counts(answer)}. After: ${counts(then)}.`));
  };
  const buttons = steps.map((rows, n) => {
    const key = rows[0].fact;
    const button = el("button", { type: "button", "aria-pressed": supposed.has(key) }, words(rows),
      n === 0 && steps.length > 1 ? el("small", {}, " (nearest)") : "");
    button.addEventListener("click", () => {
      if (!supposed.delete(key)) supposed.add(key);
      button.setAttribute("aria-pressed", supposed.has(key));
      again();
    });
    return button;
  });
  again();
  return steps.length ? [el("h3", {}, "What if"),
    el("p", {}, "All of these together are the cheapest path. Press one to suppose it."),
    el("p", { class: "tool-buttons" }, buttons), table] : [];
}

// A project of the record has a page, with each number and its day.
function ofTheRecord() {
  const { id, name } = own.of ?? {};
  place("record").replaceChildren(...(id ? [`${name} is in the record. `,
    el("a", { href: `projects/${id}.html` }, `The page of ${name}`), " has its stages, its numbers and their sources."] : []));
}

readiness.more = () => {
  ofTheRecord();
  place("gaps").replaceChildren(...gaps());
  origins();
  readiness.rest?.(whatIf());
};

document.getElementById("licences").append(...Object.keys(data.licences.approved)
  .filter((name) => !data.licences.deprecated.includes(name)).map((value) => el("option", { value })));
document.getElementById("projects").append(
  ...data.projects.map(({ name: words, repository }) => el("option", { value: words }, repository)));
form.elements.project.addEventListener("input", () => named());
liveCheck();
const openFiles = files();
readiness.fill = fill;
folded.open = Object.keys(readiness.asked).some((key) => folded.querySelector(`[data-fact="${CSS.escape(key)}"]`));
named(readiness.asked.stage);
if (own.of) readiness.put(readiness.asked);
readiness.again(readiness.asked);
