// What is known of a project, in the fields of a proposal: claims.py and packet.py in lfai_nb/hosting.
// A fact is { value, text, why, source, url, method, day, attested }; without a value it is unknown.

function claimsOf(data, { name, repository, facts }, stage) {
  const say = (id, words = {}) => filled(data.claims[id], words);
  const value = (key) => facts[key]?.value;
  const many = (known, unit) => {
    if (Number.isInteger(known)) return counted(data, known, unit);
    const { low, high } = known;
    const most = counted(data, high ?? low, unit);
    if (high === null) return say("or_more", { known: most });
    return low === high ? most : say("range", { low, high: most });
  };
  const claim = (text, keys = [], left = "") => ({ text, keys, left });
  const flag = (field, key) => value(key) !== undefined &&
    claim(say(`${field}_${value(key) ? "yes" : "no"}`), [key]);
  const file = (field, key) => {
    if (value(key) === undefined) return undefined;
    const words = { name: say(field), url: facts[key].url };
    if (!value(key)) return claim(say("file_no", words), [key], say(`${field}_left`));
    return facts[key].attested ? claim(say("file_stated", words), [key], say("file_stated_left"))
      : claim(say("file_at", words), [key]);
  };
  return {
    name: () => claim(name),
    level: () => claim(capital(stage)),
    license: () => {
      const [license, text] = [value("license_spdx"), facts.file_license];
      if (license === undefined) return undefined;
      return text?.value && !text.attested
        ? claim(say("license_at", { license, url: text.url }), ["license_spdx", "file_license"])
        : claim(say("license", { license }), ["license_spdx"], say("license_left"));
    },
    "source-control": () => {
      const on = githubAddress(repository);
      return on && claim(say("source-control", { url: `https://github.com/${on.owner}/${on.name}` }));
    },
    "own-org": () => flag("own-org", "own_github_org"),
    dco: () => flag("dco", "dco_enforced"),
    committers: () => {
      const keys = ["committers", "committer_organizations"].filter((key) => value(key) !== undefined);
      const [people, from] = [value("committers"), value("committer_organizations")];
      const words = { people: many(people ?? 0, "people"), organisations: from ? many(from, "organisations") : "" };
      const template = keys[1] ? "committers_of" : from ? "committers_from" : "committers";
      return keys[0] && claim(say(template, words), keys, say("committers_left"));
    },
    contributors: () => {
      const from = value("contributing_organizations");
      return from && claim(say("contributors", { organisations: many(from, "organisations") }),
        ["contributing_organizations"], say("contributors_left"));
    },
    release: () => {
      const [there, count] = [value("file_release"), value("releases")];
      if (there === undefined) return undefined;
      const [text, left] = there ? [say("release_yes"), ""] : [say("release_no"), say("release_left")];
      return count === undefined ? claim(text, ["file_release"], left)
        : claim(say("release_so_far", { text, releases: many(count, "releases") }), ["file_release", "releases"], left);
    },
    "code-of-conduct": () => file("code-of-conduct", "file_code_of_conduct"),
    badge: () => {
      const level = value("badge_level");
      // Known from below alone: of a level without words of its own it is one, or more.
      const { low } = level ?? {};
      if (low) return data.claims[`badge_${low}`] ? undefined : claim(say("badge", { level: `${low} or higher` }), ["badge_level"]);
      return level && claim(filled(data.claims[`badge_${level}`] ?? data.claims.badge, { level }), ["badge_level"]);
    },
    governance: () => file("governance", "file_governance"),
  };
}

function fieldsOf(data, project, stage) {
  const { facts, words } = project;
  const claims = claimsOf(data, project, stage);
  return data.fields.map(({ id, text: field, optional, rests }, n) => {
    const [known, own] = [claims[id]?.() || undefined, words[id] ?? ""];
    const row = { id, field, reviewers: data.reviewers[stage][n] };
    if (!known) {
      const looked = rests.map((key) => facts[key]?.why).filter((why) => why && why !== data.nobody)
        .map((reason) => filled(data.sentences.looked_up, { reason }));
      const wanted = optional ? filled(data.sentences.if_none, { text: field }) : field;
      return { ...row, state: own ? "filled" : "open", claim: own, evidence: [],
        left: own ? "" : [wanted, ...looked].join(" ") };
    }
    const left = own ? "" : known.left;
    return { ...row, state: left ? "partly" : "filled", claim: own ? `${known.text}\n\n${own}` : known.text, left,
      evidence: known.keys.map((fact) => {
        const { source, url, method, day } = facts[fact];
        return { fact, source, url, method, day };
      }) };
  });
}

// What is known for each subject of a deck.
function deckOf(data, project, stage) {
  const { repository, facts, words } = project;
  const contributors = claimsOf(data, project, stage).contributors();
  const known = {
    request: () => [filled(data.sentences.request, { stage: capital(stage), repository })],
    community: () => [...Object.keys(data.counts).filter((key) => facts[key]?.value !== undefined)
      .map((key) => {
        const { value } = facts[key];
        const number = value.low === undefined ? grouped(value) : `${grouped(value.low)} or more`;
        return filled(data.sentences.counted, { what: data.counts[key], number });
      }),
    ...(contributors ? [contributors.text] : [])],
  };
  return data.subjects.map(({ id, words: field }) =>
    [...(known[id]?.() ?? []), ...(words[field] ? [words[field]] : [])]);
}
