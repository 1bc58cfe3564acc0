// A whole number as people write it: 1999, 1,999, 1 999, １９９９, 2k.

const SEPARATED = /^\d{1,3}(?:([,'’ ])\d{3})(?:\1\d{3})*$/;
const DOTTED = /^\d{1,3}(?:\.\d{3})+$/;
const THOUSANDS = /^(\d{1,9})(?:\.(\d{1,3}))?k$/i;

// The number, or a sentence on how to write it. What could mean two numbers is not guessed at.
function wholeNumber(text, what) {
  // Full-width digits, and spaces of other widths, become the plain ones.
  const plain = text.normalize("NFKC").replace(/\s+/g, " ").trim();
  const digits = digitsOf(plain);
  if (DOTTED.test(plain) && plain.split(".").length === 2) {
    throw new Refused(`${shown(text)} can be read as ${Number(plain)} or as ` +
      `${grouped(digits)}. Write ${digits} or ${grouped(digits)} if you mean the larger one.`);
  }
  if (digits === "" || Number(digits) < 1) {
    throw new Refused(`${shown(text)} is not a whole number of 1 or more. ` +
      `Write ${what} in digits, such as 1200 or 1,200.`);
  }
  if (Number.isSafeInteger(Number(digits))) return Number(digits);
  throw new Refused(`${shown(text)} is more than this page can count: it gets as far as ` +
    `${grouped(Number.MAX_SAFE_INTEGER)}.`);
}

// The digits alone; none where it is no whole number.
function digitsOf(plain) {
  if (/^\d+$/.test(plain) || SEPARATED.test(plain) || DOTTED.test(plain)) {
    return plain.replace(/\D/g, "");
  }
  const [, whole, part = ""] = THOUSANDS.exec(plain) ?? [];
  return whole ? whole + part.padEnd(3, "0") : "";
}
