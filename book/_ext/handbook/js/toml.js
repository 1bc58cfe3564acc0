// Reads TOML, as much of it as a facts file may have: tables, texts, numbers, days, inline tables.

export function readToml(text) {
  let at = 0;
  const fail = (why) => {
    throw new Refused(`Line ${text.slice(0, at).split("\n").length} of the file ${why}.`);
  };
  const odd = text.search(/[\0-\x08\v\f\x0e-\x1f\x7f]/);
  if (odd >= 0) {
    at = odd;
    fail("has a sign that no text has, such as NUL");
  }
  const match = (pattern) => {
    const sticky = new RegExp(pattern, "y");
    sticky.lastIndex = at;
    const [whole, part = whole] = sticky.exec(text) ?? [];
    if (whole !== undefined) at += whole.length;
    return part;
  };
  const blank = () => match("[ \\t]*");
  const gap = () => match("(?:[ \\t\\r\\n]|#[^\\n]*)*");
  const ESCAPES = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", e: "\x1b", '"': '"', "\\": "\\" };
  const unescaped = (raw) => raw.replace(/\\(u[\da-fA-F]{4}|U[\da-fA-F]{8}|.)/gs, (_, code) => {
    const number = parseInt(code.slice(1), 16);
    if (code.length > 1) return number <= 0x10ffff ? String.fromCodePoint(number) : fail("has a sign that does not exist");
    return ESCAPES[code] ?? fail(`has \\${code}, which no text may have`);
  });

  function string() {
    const long = match('"""\\r?\\n?((?:[^\\\\]|\\\\[^])*?)"""(?!")');
    if (long !== undefined) return unescaped(long.replace(/\\[ \t]*\r?\n\s*/g, ""));
    const short = match('"((?:[^"\\\\\\n]|\\\\.)*)"');
    if (short !== undefined) return unescaped(short);
    return match("'''\\r?\\n?([^]*?)'''") ?? match("'([^'\\n]*)'");
  }

  function keys() {
    const path = [];
    do {
      blank();
      path.push(match("[A-Za-z0-9_-]+") ?? string() ?? fail("has no key where one belongs"));
      blank();
    } while (match("\\."));
    return path;
  }

  function put(table, path, value) {
    const last = path.at(-1);
    for (const key of path.slice(0, -1)) table = child(table, key);
    if (Object.hasOwn(table, last)) fail(`gives ${last} a second time`);
    table[last] = value;
  }
  function child(table, key) {
    if (!Object.hasOwn(table, key)) table[key] = Object.create(null);
    const inner = table[key];
    if (typeof inner !== "object" || inner.day || Array.isArray(inner)) fail(`makes a table of ${key}, which is a value`);
    return inner;
  }
  function pair(table) {
    const path = keys();
    if (!match("=")) fail("has no = after the key");
    blank();
    put(table, path, value());
  }

  function several(close, item) {
    for (gap(); !match(close); gap()) {
      item();
      gap();
      if (match(",")) continue;
      gap();
      if (match(close)) return;
      fail("does not go on with a comma, or end");
    }
  }

  function value() {
    const written = string();
    if (written !== undefined) return written;
    if (match("\\{")) {
      const table = Object.create(null);
      several("\\}", () => pair(table));
      return table;
    }
    if (match("\\[")) {
      const list = [];
      several("\\]", () => list.push(value()));
      return list;
    }
    const day = match("\\d{4}-\\d\\d-\\d\\d(?:[Tt ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:[Zz]|[+-]\\d\\d:\\d\\d)?)?");
    if (day) return { day: day.slice(0, 10), time: day.replace(" ", "T").toUpperCase() };
    const word = match("[+-]?\\d+(?:_\\d+)*(?![\\d.eE_xob:-])|true(?!\\w)|false(?!\\w)") ??
      fail("has a value that is not text, a whole number, a day, true or false");
    return /^[tf]/.test(word) ? word === "true" : Number(word.replaceAll("_", ""));
  }

  const whole = Object.create(null);
  const opened = new Set();
  let table = whole;
  for (gap(); at < text.length; gap()) {
    if (match("\\[(?!\\[)")) {
      const path = keys();
      if (!match("\\]")) fail("does not close its bracket");
      if (opened.has(path.join("\0"))) fail(`opens [${path.join(".")}] a second time`);
      opened.add(path.join("\0"));
      table = path.reduce(child, whole);
    } else pair(table);
    blank();
    match("#[^\\n]*");
    if (at < text.length && match("\\r?\\n") === undefined) fail("has more than a value");
  }
  return whole;
}
