// A fact as it was typed: {low, high} for whatever counts, undefined where nothing was said.
function fact(data, key, text = "") {
  const typed = text.trim();
  const { kind, accepted, max, meaning } = data.facts[key];
  const refuse = (why = accepted) => {
    throw new Refused(`${meaning.replace(/\.$/, "")}: ${why}, not ${shown(text)}.`, key);
  };
  if (typed === "") return undefined;
  if (kind === "text") {
    const said = licence(data, typed);
    return { ...said, kind, known: said.text };
  }
  if (kind === "flag") {
    return /^(yes|no)$/.test(typed) ? { kind, yes: typed === "yes", known: typed } : refuse();
  }
  if (kind === "level") {
    const level = data.levels.indexOf(typed);
    return level < 0 ? refuse() : { kind, low: level, high: level, known: typed };
  }
  const most = plain(typed).match(/^(\d+) or more$/);
  if (most && kind === "interval") return { kind, low: +most[1], high: Infinity, known: most[0] };
  const ends = plain(typed).split(kind === "interval" ? / *(?:\.\.|[-–]|to) */i : /$^/);
  const [low, high = low] = ends.map((end) => Number(digitsOf(end) || refuse()));
  if (ends.length > 2 || low > high) refuse();
  if (Math.max(low, high) > max) refuse(data.smaller);
  return { kind, low, high, known: low === high ? grouped(low) : `${low}..${high}` };
}
