// Measures a repository: which request gives which fact, by which rule and in which words is in the
// table of requests, which the command line reads too (lfai_nb/evidence/). Whatever goes wrong makes
// a fact unknown, with its reason, and never a "no".

class NoAnswer extends Error {
  constructor(reason, { gone = false, closes = false } = {}) { super(reason); Object.assign(this, { gone, closes }); }
}

const LARGEST_ANSWER = 8000000;
const PAGE = 100;
const LINK = "120000";
const AT_LEAST_A_NAME = 3;  // letters, until an organisation can be said to bear it

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const IS = {
  number: Number.isInteger, text: (value) => typeof value === "string", object: isObject,
  flag: (value) => typeof value === "boolean", list: Array.isArray,
};

// What a service sent, as it may stand in a sentence.
const outside = (text, most = 60) =>
  [...text].filter((sign) => sign === " " || !/[\p{C}\p{Z}]/u.test(sign)).slice(0, most).join("");

const monthsBefore = (day, months) => {
  const [y, m, d] = day.split("-").map(Number);
  const last = new Date(Date.UTC(y, m - months, 0)).getUTCDate();
  return new Date(Date.UTC(y, m - 1 - months, Math.min(d, last))).toISOString().slice(0, 10);
};
const daysAfter = (day, n) => new Date(Date.parse(day) + n * 86400000).toISOString().slice(0, 10);

// One repository. `get(url, headers)` gives {status, header(name), text, redirected}, or throws with
// `slow`, `elsewhere` or `large`; `tell` hears what is left of the hour's limit.
export async function measure(table, { owner, name, project, on, now, token, get, tell = () => {} }) {
  const facts = {};
  const spent = { github: 0, badge: 0 };
  const closed = {};
  const values = { owner, name };

  const words = (place, given = {}) => place.split(".").reduce((at, step) => at[step], table)
    .replace(/\{(\w+)\}/g, (_, blank) => given[blank]);
  const failure = (key, given) => words(`failures.${key}`, given);
  const request = (id) => table.requests.find((entry) => entry.id === id);

  function read(data, path, kind) {
    const at = path ? path.split(".").reduce((value, step) =>
      (isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined), data) : data;
    if (IS[kind](at)) return at;
    throw new NoAnswer(failure(path ? "shape" : "shape_whole", { kind: table.kinds[kind], field: path }));
  }

  function refusal(answer, service) {
    const { status, header } = answer;
    let message = "";
    try {
      const text = JSON.parse(answer.text).message;
      if (IS.text(text)) message = failure("message", { message: outside(text, 120) });
    } catch { /* it says nothing */ }
    const after = header("retry-after")?.trim() ?? "";
    const moment = /^\d{1,9}$/.test(after) ? now.getTime() + 1000 * after : Date.parse(after);
    if ([403, 429].includes(status)) {
      if (header("x-ratelimit-remaining") === "0") {
        const reset = header("x-ratelimit-reset") ?? "";
        const iso = /^\d{1,11}$/.test(reset) && new Date(1000 * reset).toISOString();
        const when = iso ? failure("limit_until", { time: iso.slice(11, 16), day: iso.slice(0, 10) })
          : failure("limit_soon");
        return new NoAnswer(failure("limit", { service, when, token: token ? "" : failure("limit_token") }),
          { closes: true });
      }
      if (!Number.isNaN(moment) || status === 429 || /secondary rate limit/i.test(message)) {
        const wait = Number.isNaN(moment) ? 60 : Math.max(0, (moment - now) / 1000);
        return new NoAnswer(failure("wait", { service, seconds: wait.toFixed(0) }), { closes: true });
      }
    }
    const key = status >= 500 ? "5xx" : Object.hasOwn(table.failures, status) ? status : "other";
    return new NoAnswer(failure(key, { service, code: status, message }),
      { gone: [404, 410, 451].includes(status) });
  }

  async function ask(id, more = {}) {
    const { host, path } = request(id);
    const { base, service, most, headers } = table.hosts[host];
    if (closed[host]) throw new NoAnswer(closed[host]);
    if (spent[host] >= most) throw new NoAnswer(failure("spent", { most, service }));
    spent[host] += 1;
    const [where, query] = path.replace(/\{(\w+)\}/g, (_, blank) =>
      encodeURIComponent({ ...values, ...more }[blank])).split("?");
    const url = `${base}${where}${query ? `?${query}` : ""}`;
    let answer;
    try {
      const accept = headers?.Accept ? { Accept: headers.Accept } : {};
      answer = await get(url, token && host === "github" ? { ...accept, Authorization: `Bearer ${token}` } : accept);
    } catch (error) {
      const key = ["slow", "elsewhere", "large"].find((fault) => error[fault]) ?? "unreachable";
      const reason = failure(key, { service, seconds: error.slow, bytes: grouped(LARGEST_ANSWER) });
      if (key === "unreachable" || key === "slow") closed[host] = reason;
      throw new NoAnswer(reason);
    }
    spent[host] += answer.redirected ? 1 : 0;
    tell(host, answer);
    if (answer.status !== 200) {
      const error = refusal(answer, service);
      if (error.closes) closed[host] = error.message;
      throw error;
    }
    try {
      return { data: JSON.parse(answer.text), header: answer.header, url };
    } catch {
      throw new NoAnswer(failure(answer.text.trimStart()[0] === "<" ? "page" : "not_json", { service }));
    }
  }

  // `text` is the value as it is typed into the form; a count that cannot be is no fact.
  function value(key, reading, url, method, note) {
    if (IS.number(reading) && (reading < 0 || !Number.isSafeInteger(reading))) {
      const problem = reading < 0 ? `${key} needs a whole number from 0 up, not ${reading}`
        : `${key} needs a whole number from 0 to 9,223,372,036,854,775,807, not a larger one`;
      unknown([key], failure("nonsense", { problem }), url);
      return;
    }
    const text = IS.flag(reading) ? (reading ? "yes" : "no") : String(reading);
    facts[key] = { text, url, method, ...(note && { note }) };
  }
  // `failed`: the question had no answer; without it, the answer does not say.
  const unknown = (keys, why, url, failed = false) =>
    keys.forEach((key) => { facts[key] = { text: "", why, url, failed }; });
  const address = (id) => table.hosts[request(id).host].base + request(id).path.split("?")[0]
    .replace(/\{(\w+)\}/g, (_, blank) => values[blank]);
  // What a part finds out; where a question has no answer, the reason is that of its facts.
  async function part(keys, id, work) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      unknown(keys.filter((key) => !(key in facts)), error.message, address(id), true);
    }
  }
  const ruled = (id) => Object.keys(table.facts).filter((key) => table.facts[key].from === id);
  const files = Object.keys(table.files.names);

  function repository({ data, url }) {
    const { stars, license_spdx: spdx } = table.facts;
    const notes = [];
    if (`${owner}/${name}`.toLowerCase() !== `${values.owner}/${values.name}`.toLowerCase()) {
      notes.push(words("notes.renamed", values));
    }
    if (data.archived === true) notes.push(words("notes.archived"));
    if (data.fork === true && IS.text(data.parent?.full_name)) {
      notes.push(words("notes.fork", { parent: outside(data.parent.full_name) }));
    }
    try {
      value("stars", read(data, stars.field, "number"), url, stars.method, notes.join("; "));
    } catch (error) {
      unknown(["stars"], error.message, url);
    }
    const license = data.license;
    const id = license?.spdx_id;
    if (IS.text(id) && /^[A-Za-z0-9.+-]+$/.test(id) && id !== "NOASSERTION") {
      value("license_spdx", id, url, spdx.method);
    } else unknown(["license_spdx"], license == null ? spdx.none : spdx.unnamed, url);
  }

  // Deliberately narrow: "microsoft" is not named after a project called "micro".
  function bears(project) {
    const [org, its] = [values.owner, project].map((text) => text.toLowerCase().replace(/[^a-z0-9-]/g, ""));
    const bare = its.replaceAll("-", "");
    if (bare.length < AT_LEAST_A_NAME) return false;
    for (const start of [its, bare]) {
      if (org.startsWith(start)) {
        const rest = org.slice(start.length);
        return !rest || rest[0] === "-" || table.facts.own_github_org.suffixes.includes(rest);
      }
    }
    return org.replaceAll("-", "") === bare;
  }

  function ownership({ data, url }) {
    const { own_github_org: own, lf_coowner: lf } = table.facts;
    let kind;
    try {
      kind = read(data, own.field, "text");
      if (!["Organization", "User"].includes(kind)) {
        throw new NoAnswer(words("facts.own_github_org.kind", { kind: outside(kind) }));
      }
    } catch (error) {
      unknown(["own_github_org", "two_factor", "lf_coowner"], error.message, url);
      return "";
    }
    if (kind === "User") value("own_github_org", false, url, own.no);
    else if ([values.name, project].some(bears)) value("own_github_org", true, url, own.yes);
    else unknown(["own_github_org"], words("facts.own_github_org.unclear", values), url);
    unknown(["lf_coowner"], kind === "User" ? lf.personal : lf.hidden, url);
    return kind;
  }

  function keyOf(file) {
    const [stem, ...rest] = file.split(".");
    if (!table.files.extensions.includes(rest.join(".").toLowerCase())) return undefined;
    const plain = stem.toUpperCase().replaceAll("-", "_");
    return files.find((key) => table.files.names[key].includes(plain));
  }

  // Of each of the nine the best: a text before a link, a link before an empty file.
  function listing({ data, url }) {
    const whole = !read(data, "truncated", "flag");
    const listed = read(data, "tree", "list").flatMap((item) => {
      const [path, kind, mode] = ["path", "type", "mode"].map((key) => read(item, key, "text"));
      if (kind !== "blob") return [];
      const size = read(item, "size", "number");
      const at = path.lastIndexOf("/");
      const folder = path.slice(0, Math.max(at, 0));
      if (at >= 0 && (!folder || !table.files.folders.includes(folder.toLowerCase()))) return [];
      const rank = mode === LINK ? 2 : size ? 3 : 1;
      return [{ folder, path, rank, key: keyOf(path.slice(at + 1)) }];
    }).sort((a, b) => Boolean(a.folder) - Boolean(b.folder));
    const best = {};
    for (const file of listed) {
      const { key, folder, rank } = file;
      if (!key || (folder && table.files.only_at_the_top.includes(key))) continue;
      if (!best[key] || best[key].rank < rank) best[key] = file;
    }
    return { whole, best, url };
  }

  // A file that is there has an address of its own; of any other the listing is the evidence.
  function note(key, { path, rank }, url, repository, more) {
    const method = words(`files.${{ 3: "yes", 2: "link" }[rank] ?? "empty"}`, { path });
    if (rank === 2) unknown([key], method, url);
    else if (rank === 3) value(key, true, words("files.address", { ...repository, path }), method, more);
    else value(key, false, url, method, more);
  }

  async function nine() {
    const tree = listing(await ask("tree"));
    for (const [key, file] of Object.entries(tree.best)) note(key, file, tree.url, values);
    const absent = files.filter((key) => !(key in facts));
    let [shared, why] = [undefined, ""];
    if (absent.some((key) => table.files.inherited.includes(key))) {
      try {
        shared = listing(await ask("defaults"));
        why = shared.whole ? "" : table.files.truncated;
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        if (!error.gone) why = error.message;  // most owners have no such repository
      }
    }
    for (const key of absent) {
      const inherited = table.files.inherited.includes(key);
      if (inherited && shared?.best[key]) {
        note(key, shared.best[key], shared.url, { ...values, name: ".github" },
          words("files.from_defaults", values));
        continue;
      }
      const reason = !tree.whole ? table.files.truncated
        : inherited && why ? words("files.defaults_unknown", { ...values, reason: why }) : "";
      const { no } = table.files;
      if (reason) unknown([key], reason, tree.url);
      else value(key, false, tree.url, inherited ? words("files.nor", { ...values, no }) : no);
    }
  }

  async function contact() {
    const [key, policy] = ["security_contact", facts.file_security];
    const rule = table.facts[key];
    if (policy?.text === "yes") {
      facts[key] = { ...policy, method: words(`facts.${key}.policy`, policy) };
      return;
    }
    try {
      const { data, url } = await ask("form");
      const enabled = read(data, rule.field, "flag");
      if (enabled) value(key, true, url, rule.yes);
      else if (policy?.text) value(key, false, url, rule.no);
      else unknown([key], rule.unclear, url);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      unknown([key], words(`facts.${key}.form_unknown`, { reason: error.message }), address("form"));
    }
  }

  async function organization(kind, { data, url }) {
    const { personal, hidden, field, method } = table.facts.two_factor;
    if (!kind) return;
    if (kind === "User" || data.permissions?.admin !== true) {
      unknown(["two_factor"], kind === "User" ? personal : hidden, url);
      return;
    }
    await part(["two_factor"], "organization", async () => {
      const answer = await ask("organization");
      const required = read(answer.data, "", "object")[field];
      if (IS.flag(required)) value("two_factor", required, answer.url, method);
      else unknown(["two_factor"], hidden, answer.url);
    });
  }

  function lastPage({ header, url }) {
    const link = header("link")?.split(",").find((entry) => /;\s*rel="?last"?/.test(entry));
    if (!link) return 1;
    let page = "";
    try {
      page = new URL(link.match(/<([^<>]*)>/)?.[1], url).searchParams.get("page") ?? "";
    } catch { /* no address */ }
    if (!/^[1-9]\d{0,6}$/.test(page)) throw new NoAnswer(failure("pages"));
    return Number(page);
  }

  function change(item) {
    const merge = read(item, "parents", "list").length > 1;
    const message = read(item, "commit.message", "text");
    const date = read(item, "commit.committer.date", "text");
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(date) ? Date.parse(date) : NaN;
    if (Number.isNaN(time)) throw new NoAnswer(failure("time"));
    const byGitHub = read(item, "commit.committer.name", "text") === "GitHub";
    return {
      merge, day: new Date(time).toISOString().slice(0, 10),
      pull: byGitHub && /\(#\d+\)$/.test(message.split("\n")[0].trimEnd()),
      signed: message.split("\n").some((line) => /^signed-off-by:.*\S/i.test(line)),
    };
  }

  async function activity() {
    const ends = Array.from({ length: 13 }, (_, n) => monthsBefore(on, 12 - n));
    const monthOf = (day) => ends.filter((end) => end < day).length;
    const [since, until] = [daysAfter(ends[0], 1), on];
    const first = await ask("commits", { since, until });
    const pages = lastPage(first);
    const changes = read(first.data, "", "list").map(change).filter(({ day }) => day >= since && day <= until);
    const window = words("window.words", { since, until });
    const work = changes.filter(({ merge }) => !merge);
    const counts = { commits_12_months: work.length,
      merges_12_months: changes.filter(({ merge, pull }) => merge || pull).length };
    for (const [key, count] of Object.entries(counts)) {
      const [low, high] = [(pages - 1) * PAGE + 1, pages * PAGE].map(grouped);
      if (pages === 1) value(key, count, first.url, words(`facts.${key}.method`, { window }));
      else unknown([key], words(`facts.${key}.many`, { low, high }), first.url);
    }
    await months(first, pages, new Set(changes.map(({ day }) => monthOf(day))), { since, until, monthOf, window });
    const hidden = table.facts.dco_enforced.hidden;
    const signed = work.filter((commit) => commit.signed).length;
    unknown(["dco_enforced"], work.length ? words("facts.dco_enforced.seen",
      { signed, work: work.length, hidden }) : hidden, first.url);
  }

  async function months(first, pages, seen, { since, until, monthOf, window }) {
    const key = "active_months_12";
    if (pages === 1 || seen.size === 12) {
      value(key, seen.size, first.url, words(`facts.${key}.method`, { window }));
      return;
    }
    let reason;
    if (until === now.toISOString().slice(0, 10)) {
      try {
        const counts = read((await ask("weeks")).data, table.facts[key].field, "list");
        counts.toReversed().forEach((count, back) => {
          const end = daysAfter(until, 7 - 7 * back);
          const begin = daysAfter(end, -20);
          if (Number.isInteger(count) && count > 0 && begin >= since && end <= until &&
            monthOf(begin) === monthOf(end)) seen.add(monthOf(begin));
        });
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        reason = words(`facts.${key}.weeks_unknown`, { months: seen.size, reason: error.message });
      }
    }
    if (seen.size === 12) value(key, 12, first.url, words(`facts.${key}.by_weeks`, { window }));
    else unknown([key], reason ?? words(`facts.${key}.many`, { months: seen.size }), first.url);
  }

  async function badge() {
    const place = (parts) => `https://github.com/${parts.owner}/${parts.name}`;
    let at = place({ owner, name });
    let answer = await ask("badge", { address: at });
    let entries = read(answer.data, "", "list");
    if (!entries.length && place(values) !== at) {
      answer = await ask("badge_again", { address: place(values) });
      if (read(answer.data, "", "list").length) [entries, at] = [answer.data, place(values)];
    }
    const { base: host } = table.hosts.badge;
    if (entries.length !== 1) {
      const numbers = entries.slice(0, 10).map((entry) => read(entry, "id", "number")).join(", ");
      unknown(["badge_level"], entries.length ? words("facts.badge_level.several", { address: at, numbers })
        : words("facts.badge_level.none", { address: at, host }), address("badge"));
      return;
    }
    const [id, level] = [read(entries[0], "id", "number"), read(entries[0], table.facts.badge_level.field, "text")];
    if (!table.levels.includes(level)) {
      throw new NoAnswer(words("facts.badge_level.level", { level: outside(level) }));
    }
    value("badge_level", level, answer.url, words("facts.badge_level.method", { id }));
  }

  const github = [...Object.keys(table.facts).filter((key) => request(table.facts[key].from).host === "github"), ...files];
  await part(github, "repository", async () => {
    const answer = await ask("repository");
    const full = read(answer.data, "full_name", "text");
    const parts = githubAddress(full);
    if (!parts) {
      throw new NoAnswer(failure("nonsense", { problem: `'${outside(full, 100)}' is not a repository on GitHub; ` +
        "accepted: OWNER/NAME, or https://github.com/OWNER/NAME" }));
    }
    Object.assign(values, parts);  // a repository that was renamed answers under its new name
    repository(answer);
    const kind = ownership(answer);
    await part(files, "tree", nine);
    await contact();
    await organization(kind, answer);
    await part(ruled("commits"), "commits", activity);
    await part(["releases"], "releases", async () => {
      const listed = await ask("releases");
      value("releases", read(listed.data, "", "list").length ? lastPage(listed) : 0, listed.url,
        table.facts.releases.method);
    });
  });
  await part(["badge_level"], "badge", badge);
  return { facts, spent, named: values };
}
