// A licence is approved, known and not approved, or (null) unknown: only a known identifier says no.
// Of the readiness page a script of its own beside the tool's, which calls `licence`.
{
const SIGNS_OF = { __proto__: null, AND: "&", OR: "|", WITH: "^", "(": "(", ")": ")" };

// T, F and U (unknown) with the signs between them, reduced to one; undefined: no SPDX expression.
function judged(signs) {
  const both = (a, b, decisive) => (a === b ? a : [a, b].includes(decisive) ? decisive : "U");
  for (let left = signs; ;) {
    const before = left;
    left = left.replace(/\((\w)\)/, "$1")
      .replace(/(?<!\^)(\w)\^\w(?!\^)/, (_, a) => (a === "F" ? a : "U"))
      .replace(/(\w)&(\w)(?!\^)/, (_, a, b) => both(a, b, "F"))
      .replace(/(?<![&^])(\w)\|(\w)(?![&^])/, (_, a, b) => both(a, b, "T"));
    if (left === before) return { T: true, F: false, U: null }[left];
  }
}

// Without the words that people add or leave out, and without all that is no letter or figure.
const bare = (text) => text.toLowerCase()
  .replace(/\b(?:the|licen[cs]e|version)\b|v\.? ?(?=\d)|[^a-z0-9+]/g, "");

globalThis.licence = ({ licences: { approved, other, deprecated } }, typed) => {
  const ids = [...Object.keys(approved), ...other];
  const named = (token) => ids.find((id) => id.toLowerCase() === token.toLowerCase());
  let signs = "";
  const tokens = typed.match(/[()]|[^\s()]+/g)?.map((token) => {
    const sign = SIGNS_OF[token.toUpperCase()];
    const id = sign ? token.toUpperCase() : named(token);
    const base = id ?? named(token.replace(/\+$/, ""));
    signs += sign ?? (!base ? "U" : approved[base] ? "T" : "F");
    return id ?? (base ? `${base}+` : token);
  });
  const verdict = judged(signs);
  if (verdict !== undefined && (tokens.length > 1 || verdict !== null)) {
    const text = tokens.join(" ").replace(/(?<=\() | (?=\))/g, "");
    return { text, approved: verdict, meant: [] };
  }
  const like = bare(typed);
  const near = (match) => ids.filter((id) => !deprecated.includes(id) &&
    [bare(id), bare(approved[id] ?? "")].some(match));
  const exact = near((form) => like && form === like);
  const starts = near((form) => form.startsWith(like)).filter((id) => approved[id]);
  const meant = exact[0] ? exact : starts.length > 3 ? [] : starts;
  return { text: typed.trim(), approved: null, meant };
};
}
