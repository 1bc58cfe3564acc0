// Text as Markdown shows it as it is, sign for sign as the command line writes it.
const escaped = (text) => text
  .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
  .replace(/[\\`*_{}[\]()#|~!^$]/g, "\\$&").replace(/^(\s*\d*)([-+=.])/, "$1\\$2")
  .replaceAll("@", "&#64;").replaceAll("://", "&#58;//").replace(/\b(www)\./gi, "$1&#46;");
