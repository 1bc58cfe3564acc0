// A fact as it was typed: {low, high} for whatever counts, undefined where nothing was said.
function fact(data, key, text = "") {
  const typed = text.trim();
  const { kind, accepted, max, meaning } = data.facts[key];
  const refuse = (why = accepted) => {
    throw new Refused(`${meaning}: ${why}, not ${quote(text)}.`, key);
  };
  if (typed === "") return undefined;
  // Known from below alone: so many or more, at least silver (at_least of quantities.py).
  const words = plain(typed).toLowerCase();
  const bound = words.replace(/^at least /, "").replace(/ or more$/, "").replace(/ or higher$/, "");
  const open = bound !== words;
  if (kind === "text") {
    const terms = licence(data, typed);
    return { ...terms, kind, known: terms.text };
  }
  if (kind === "flag") {
    return /^(yes|no)$/.test(typed) ? { kind, yes: typed === "yes", known: typed } : refuse();
  }
  if (kind === "level") {
    const level = data.levels.indexOf(open ? bound : typed);
    // None or higher says nothing, and nothing is higher than the last.
    if (level < 0 || (open && [0, data.levels.length - 1].includes(level))) refuse();
    return { kind, low: level, high: open ? Infinity : level, known: open ? `${bound} or higher` : bound };
  }
  const ends = (open ? bound : plain(typed)).split(kind === "interval" && !open ? / *(?:\.\.|[-–]|to) */i : /$^/);
  const [low, high = low] = ends.map((end) => Number(digitsOf(end) || refuse()));
  if (ends.length > 2 || low > high) refuse();
  if (Math.max(low, high) > max) refuse(data.smaller);
  if (open) return { kind, low, high: Infinity, known: `${grouped(low)} or more` };
  return { kind, low, high, known: low === high ? grouped(low) : `${grouped(low)}..${grouped(high)}` };
}
