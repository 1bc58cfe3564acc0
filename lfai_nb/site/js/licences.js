// What a text says of a licence. It is approved, or known and not approved, or (null) the text does
// not settle it: only a known identifier can say no.

const OPERATORS = ["AND", "OR", "WITH"];
const LONGEST = 800;
const MOST_MEANT = 3;

// Without the words that people add or leave out, and without all that is no letter or figure.
const bare = (text) => text.toLowerCase()
  .replace(/\b(?:the|licen[cs]e|version)\b|v\.? ?(?=\d)|[^a-z0-9+]/g, "");

function split(parts, operator) {
  const found = [[]];
  for (const part of parts) {
    if (part === operator) found.push([]);
    else found.at(-1).push(part);
  }
  return found;
}

// undefined: it is no SPDX expression.
function judged(parts, approvedId) {
  const sum = (found, decisive) => (found.includes(undefined) ? undefined
    : found.includes(decisive) ? decisive : found.includes(null) ? null : !decisive);
  const one = (term) => {
    const [part, sign, exception] = term;
    if (term.length === 3 && sign === "WITH" && !OPERATORS.includes(exception)) {
      return one([part]) && null;
    }
    if (term.length !== 1 || [...OPERATORS, "(", ")"].includes(part)) return undefined;
    return typeof part === "string" ? approvedId(part) : part;
  };
  const flat = (inner) => sum(split(inner, "OR")
    .map((choice) => sum(split(choice, "AND").map(one), false)), true);
  let left = parts;
  while (left.includes("(")) {
    const start = left.lastIndexOf("(");
    const end = left.indexOf(")", start);
    if (end < 0) return undefined;
    left = [...left.slice(0, start), flat(left.slice(start + 1, end)), ...left.slice(end + 1)];
  }
  return flat(left);
}

export function licence({ licences: { approved, other, deprecated } }, typed) {
  const ids = [...Object.keys(approved), ...other];
  const isApproved = (id) => ids.indexOf(id) < ids.length - other.length;
  const named = (token) => ids.find((id) => id.toLowerCase() === token.toLowerCase());
  const base = (token) => named(token) ?? named(token.replace(/\+$/, ""));
  const known = (token) => named(token) ?? (base(token) ? `${base(token)}+` : token);
  const tokens = ((typed.length <= LONGEST && typed.match(/[()]|[^\s()]+/g)) || [])
    .map((token) => (OPERATORS.includes(token.toUpperCase()) ? token.toUpperCase() : known(token)));
  const verdict = judged(tokens, (id) => (base(id) ? isApproved(base(id)) : null));
  if (verdict !== undefined && (tokens.length > 1 || verdict !== null)) {
    const text = tokens.join(" ").replaceAll("( ", "(").replaceAll(" )", ")");
    return { text, approved: verdict, meant: [] };
  }
  const like = bare(typed.slice(0, LONGEST));
  const forms = (id) => [bare(id), bare(approved[id] ?? "")];
  const current = ids.filter((id) => !deprecated.includes(id));
  const exact = like && current.filter((id) => forms(id).includes(like));
  const starts = current.filter((id) => isApproved(id) && forms(id).some((f) => f.startsWith(like)));
  const meant = exact[0] ? exact.slice(0, MOST_MEANT) : starts.length > MOST_MEANT ? [] : starts;
  return { text: typed.trim(), approved: null, meant };
}
