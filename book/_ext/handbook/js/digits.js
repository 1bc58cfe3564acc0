// Full-width signs, and spaces of other widths, become the plain ones.
const plain = (text) => text.replace(/\s+/g, " ").trim()
  .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));

// The digits of a whole number as people write it: 1999, 1,999, 1 999, 2.3k. None where it is none.
function digitsOf(typed) {
  const [, thousands, rest = ""] = /^(\d{1,9})(?:\.(\d{1,3}))? ?k$/i.exec(typed) ?? [];
  if (thousands) return thousands + rest.padEnd(3, "0");
  return /^\d+$|^\d{1,3}([,'’ ])\d{3}(\1\d{3})*$/.test(typed) ? typed.replace(/\D/g, "") : "";
}
