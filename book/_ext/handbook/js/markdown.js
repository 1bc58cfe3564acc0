// Line breaks and other signs that nobody sees are written out, as the command line does.
const oneLine = (text) => text.replace(/[\x00-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb]/g, (sign) => {
  const [at, known] = [sign.codePointAt(0), { "\n": "n", "\r": "r", "\t": "t" }[sign]];
  const [letter, width] = at < 0x100 ? ["x", 2] : ["u", 4];
  return `\\${known ?? letter + at.toString(16).padStart(width, "0")}`;
});

// Text as Markdown shows it as it is, sign for sign as the command line writes it.
const escaped = (text) => oneLine(text)
  .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
  .replace(/[\\`*_{}[\]()#|~!^$]/g, "\\$&").replace(/^(\s*\d*)([-+=.])/, "$1\\$2")
  .replaceAll("@", "&#64;").replaceAll("://", "&#58;//").replace(/\b(www)\./gi, "$1&#46;");
