// A whole number as people write it: 1999, 1,999, 2.3k, １９９９. The same are read as on the command
// line (quantities.py): only what can mean one number, for one head more is another band.

const DOTTED = /^\d{1,3}(?:\.\d{3})+$/;

// The number, or a sentence on how to write it.
function wholeNumber(text, what, field) {
  const typed = plain(text);
  if (DOTTED.test(typed)) {
    const digits = typed.replaceAll(".", "");
    throw new Refused(`${quote(text)} can mean two numbers. ` +
      `Write ${digits} or ${grouped(digits)} if it is that many.`, field);
  }
  const digits = digitsOf(typed);
  if (digits === "" || Number(digits) < 1) {
    throw new Refused(`${quote(text)} is not a whole number of 1 or more. ` +
      `Write ${what} in digits, such as 1200 or 1,200.`, field);
  }
  if (Number.isSafeInteger(Number(digits))) return Number(digits);
  throw new Refused(`${quote(text)} is more than this page can count: it gets as far as ` +
    `${grouped(Number.MAX_SAFE_INTEGER)}.`, field);
}
