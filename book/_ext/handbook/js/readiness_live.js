// The live check: asks the two hosts that the page named, now that somebody pressed for it.

const SECONDS = 10;

// One question, or an error that says how it failed. Nothing is sent along but what is in `headers`.
async function get(url, headers) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), 1000 * SECONDS);
  let elsewhere = false;
  // A redirect to another host is stopped by the page's own policy.
  const refused = () => { elsewhere = true; };
  document.addEventListener("securitypolicyviolation", refused);
  try {
    const response = await fetch(url, { headers, signal: stop.signal, credentials: "omit",
      referrerPolicy: "no-referrer", cache: "no-store" });
    const chunks = [];
    let size = 0;
    for (let reader = response.body?.getReader(), chunk; reader && !(chunk = await reader.read()).done;) {
      chunks.push(chunk.value);
      size += chunk.value.length;
      if (size > LARGEST_ANSWER) throw Object.assign(new Error(), { large: true });
    }
    return { status: response.status, redirected: response.redirected,
      header: (name) => response.headers.get(name), text: await new Blob(chunks).text() };
  } catch (error) {
    if (stop.signal.aborted) throw Object.assign(new Error(), { slow: SECONDS });
    if (error.large) throw error;
    await new Promise((done) => setTimeout(done));  // the policy's word comes a moment later
    throw Object.assign(new Error(), { elsewhere });
  } finally {
    clearTimeout(clock);
    document.removeEventListener("securitypolicyviolation", refused);
    stop.abort();
  }
}

const times = (n) => (n === 1 ? "once" : `${n} times`);

readiness.live = async ({ owner, name, project, token, tell }) => {
  const left = {};
  const heard = (host, { header }) => {
    if (host !== "github") return;
    for (const what of ["remaining", "limit"]) {
      const number = header(`x-ratelimit-${what}`) ?? "";
      if (/^\d{1,7}$/.test(number)) left[what] = number;
    }
  };
  tell(`Asking ${Object.values(requestTable.hosts).map(({ base }) => new URL(base).host).join(" and ")} …`);
  const now = new Date();
  const day = now.toISOString().slice(0, 10);
  const { facts, spent, named } = await measure(requestTable,
    { owner, name, project, on: day, now, token, get, tell: heard });
  for (const [key, fact] of Object.entries(facts)) {
    const { host } = requestTable.requests.find(({ id }) => id === (requestTable.facts[key]?.from ?? "tree"));
    fact.from = `${requestTable.hosts[host].service}, ${dayInWords(day)}`;
    fact.source = requestTable.hosts[host].source;
    fact.day = now.toISOString().replace(/\.\d+Z/, "Z");
  }
  const known = Object.values(facts).filter(({ text }) => text).length;
  // What was answered and says nothing is asked of the reader, with the reason beside the question.
  const why = new Set(["stars", "file_readme", "commits_12_months", "badge_level"]
    .filter((key) => facts[key].failed).map((key) => facts[key].why));
  tell([`${known} facts measured: GitHub was asked ${times(spent.github)}, the badge service ${times(spent.badge)}.`,
    ...(facts.stars.note ? [`${capital(facts.stars.note)}.`] : []),
    ...[...why].map((reason) => `Not known: ${reason}.`)]);
  return { facts, named, left };
};
