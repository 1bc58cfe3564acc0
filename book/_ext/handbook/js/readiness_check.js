// The live check and the files, by which facts come into the page that nobody types.

const { data, form, recorded, factsOf, fill } = readiness;
const place = (id) => document.getElementById(`readiness-${id}`);

// ---- the live check: its script is loaded, and the hosts are asked, when somebody presses for it

let tell;

function liveCheck() {
  // Without a name and an id, so that neither the form nor an address can reach it.
  const token = el("input", { type: "password", autocomplete: "off", spellcheck: "false" });
  token.addEventListener("input", (event) => event.stopPropagation());
  const button = el("button", { type: "button", "aria-describedby": "readiness-asks" }, "Check it live");
  const [hub, badges] = data.hosts;
  const quota = el("span", {}, "GitHub allows 60 an hour without a token");
  button.addEventListener("click", async () => {
    const typed = form.elements.project.value;
    const project = recorded(typed);
    const parts = githubAddress(project?.repository ?? typed);
    if (!parts) {
      tell(`${quote(typed)} is not a repository on GitHub. Write OWNER/NAME, or https://github.com/OWNER/NAME.`);
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
    `) and ${badges.name} (at most ${badges.most}). Nothing is sent before you press.`)));
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

liveCheck();
const openFiles = files();
const count = el("button", { type: "button" }, "Add the count");
count.addEventListener("click", openFiles);
form.querySelector('[data-fact="contributing_organizations"] .look').append(" ", count);
