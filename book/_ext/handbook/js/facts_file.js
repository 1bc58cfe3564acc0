// A facts file, as `lfai-nb readiness` reads and writes it: what a page takes in, and gives out.

const plainTable = (value) => typeof value === "object" && value !== null && !Array.isArray(value) && !value.day;
const filledText = (value) => typeof value === "string" && value.trim() !== "";

const TOP = ["name", "repository", "stage", "attested", "facts", "proposal", "review"];
// Who is logged in with which password is nobody's affair.
const shareable = (address) => address.replace(/(?<=\/\/)[^/\s]*@/, "");

// What a fact is, from what was read of its field: as the file has it, by its ends what is known to
// lie between them or from below alone.
function asValue({ levels }, { kind, yes, low, high }, given) {
  if (kind === "flag") return yes;
  if (high === Infinity) return { low: kind === "level" ? levels[low] : low, high: null };
  if (kind === "count") return low;
  return kind === "interval" ? { low, high } : given;
}

// As it is typed into its field; undefined where it is of another kind.
function asTyped({ kind }, value) {
  if (kind === "flag") return typeof value === "boolean" ? (value ? "yes" : "no") : undefined;
  if (kind === "text") return filledText(value) ? value : undefined;
  if (plainTable(value)) {
    const { low, high } = value;
    if (kind === "level") return filledText(low) && high === undefined ? `${low} or higher` : undefined;
    if (!Number.isSafeInteger(low)) return undefined;
    if (high === undefined) return `${low} or more`;
    return kind === "interval" && Number.isSafeInteger(high) ? `${low}-${high}` : undefined;
  }
  if (kind === "level") return filledText(value) ? value : undefined;
  if (typeof value === "string" && (kind === "interval" || /^at least | or (?:more|higher)$/i.test(plain(value)))) return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

// Of a file's text the project and its facts; all that is wrong with it at once.
export function readFacts(data, text, on, wordsOf = {}) {
  const file = readToml(text);
  const errors = [];
  const facts = {};
  for (const key of Object.keys(file).filter((name) => !TOP.includes(name))) errors.push(`${quote(key)} does not belong in a file of facts`);
  const word = file.attested;
  const holds = (attestation, where) => {
    const missing = ["who", "link"].filter((key) => !filledText(attestation?.[key]));
    if (!attestation?.when?.day) missing.push("when");
    if (missing.length) errors.push(`${where} needs ${missing.join(" and ")}`);
    return !missing.length;
  };
  if (!filledText(file.name)) errors.push("name is missing: the project's name");
  if (!filledText(file.repository)) errors.push("repository is missing: its address, or the path of a clone");
  if (word !== undefined) holds(word, "[attested]");
  for (const [key, given] of Object.entries(file.facts ?? {})) {
    const about = data.facts[key];
    if (!Object.hasOwn(data.facts, key)) {
      errors.push(`${quote(key)} is not a fact we know`);
      continue;
    }
    const long = plainTable(given) && Object.keys(given).some((part) => !["low", "high"].includes(part));
    const entry = long ? given : { value: given, attested: word };
    const by = entry.attested;
    if (!long && word === undefined) errors.push(`${key}: nobody stands behind this answer; add an [attested] table`);
    if (long && by && !holds(by, `${key}: attested`)) continue;
    if (long && !by && "value" in entry) {
      const missing = ["source", "url", "method"].filter((part) => !filledText(entry[part]));
      if (!entry.retrieved?.day) missing.push("retrieved");
      if (missing.length) errors.push(`${key} needs ${missing.join(" and ")}`);
    }
    if (long && ("value" in entry) === ("unknown" in entry)) {
      errors.push(`${key}: give either value, or unknown with the reason`);
      continue;
    }
    const source = by ? `stated by ${by.who}` : entry.source ?? "the file";
    const day = entry.retrieved?.day ?? by?.when.day;
    const origin = { source: entry.source ?? (by ? "attestation" : source), url: shareable(entry.url ?? by?.link ?? ""),
      method: entry.method ?? source, day: entry.retrieved?.time ?? day, attested: Boolean(by),
      from: day ? `${source}, ${dayInWords(day)}` : source };
    if ("unknown" in entry) {
      facts[key] = { text: "", why: String(entry.unknown), ...origin };
    } else if (by?.until?.day && by.until.day < on) {
      facts[key] = { text: "", ...origin,
        why: `the attestation by ${by.who} of ${by.when.day} expired on ${by.until.day}; ask for a new one` };
    } else {
      const typed = asTyped(about, entry.value);
      try {
        if (typed === undefined) throw new Refused(`${about.meaning}: ${about.accepted}`);
        const known = fact(data, key, typed);
        facts[key] = { text: typed, value: asValue(data, known, entry.value), approved: known.approved, ...origin,
          ...(filledText(entry.note) && { note: entry.note }) };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        errors.push(`${key}: ${error.message}`);
      }
    }
  }
  const words = {};
  for (const [table, ids] of Object.entries(wordsOf)) {
    for (const [id, own] of Object.entries(file[table] ?? {})) {
      if (!ids.includes(id)) errors.push(`${quote(id)} is not an entry of [${table}]; the entries are ${ids.join(", ")}`);
      else if (typeof own !== "string") errors.push(`[${table}] ${id} needs a text`);
      else if (own.trim()) words[id] = own.trim();
    }
  }
  if (errors.length) throw new Refused(`The file cannot be used. ${errors.map((error) => `${error}.`).join(" ")}`);
  return { name: file.name, repository: shareable(file.repository), stage: file.stage, facts, words };
}

const quoted = (text) => JSON.stringify(String(text).toWellFormed()).replaceAll("\x7f", "\\u007f");

function asToml(data, key, text) {
  const { kind, yes, low, high } = fact(data, key, text);
  if (kind === "flag") return String(yes);
  if (high === Infinity) return `{ low = ${kind === "level" ? quoted(data.levels[low]) : low} }`;
  if (kind === "text" || kind === "level") return quoted(text.trim());
  return kind === "count" ? String(low) : `{ low = ${low}, high = ${high} }`;
}

// What the page knows, each fact with where it is from; what was typed has nobody's word.
export function writeFacts(data, { name, repository, stage, given, facts, page, day }) {
  const head = [`name = ${quoted(name)}`, `repository = ${quoted(repository)}`, ...(stage ? [`stage = ${quoted(stage)}`] : [])];
  const blocks = Object.keys(data.facts).flatMap((key) => {
    const [text, known = {}] = [given[key] ?? "", facts[key]];
    const same = text === (known.text ?? "");
    if (!text && !(same && known.why)) return [];
    const typed = { source: "the readiness page", url: page, day, method: "typed into the page; nobody's attestation" };
    const { source, url, day: retrieved, method, note } = same ? known : typed;
    return [[`[facts.${key}]`, text ? `value = ${asToml(data, key, text)}` : `unknown = ${quoted(known.why)}`,
      `source = ${quoted(source)}`, `url = ${quoted(url || repository)}`,
      ...(retrieved ? [`retrieved = ${retrieved}`] : []),
      `method = ${quoted(method || "as the record of the handbook has it")}`,
      ...(note ? [`note = ${quoted(note)}`] : [])].join("\n")];
  });
  return `${[head.join("\n"), ...blocks].join("\n\n")}\n`;
}
