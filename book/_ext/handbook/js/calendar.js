// A day as people write it: with its month in digits as 2026-09-03, or by its name as 3 Sept 2026. The same
// are read as on the command line (quantities.py). A script in front of whatever reads a day.
{
const MONTH = "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?" +
  "|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
const OF_MONTH = "(\\d{1,2})(?:st|nd|rd|th)?";
const DAY = new RegExp(`(?<!\\d)(?:(\\d{4})-(\\d{2})-(\\d{2})|${OF_MONTH}[ -]${MONTH},?[ -](\\d{4})` +
  `|\\b${MONTH} ${OF_MONTH},? (\\d{4}))(?!\\d)`, "i");
const tidied = (text) => text.replace(/\s+/g, " ").trim()
  .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));

// The first day in a text, as it is written there, in the calendar or not; "" for none.
globalThis.dayWithin = (text) => DAY.exec(tidied(text))?.[0] ?? "";

// As 2026-09-03; "" where it is no day of the calendar.
globalThis.calendarDay = (text) => {
  const [whole, year, month, ...rest] = DAY.exec(tidied(text)) ?? [];
  if (!whole || whole !== tidied(text)) return "";
  const [day, dayFirst, after, ofIt, before, daySecond, ofThat] = rest;
  const name = (after ?? before ?? "").slice(0, 3).toLowerCase();
  const place = month ?? "jan feb mar apr may jun jul aug sep oct nov dec".indexOf(name) / 4 + 1;
  const parts = [day ?? dayFirst ?? daySecond, place].map((part) => String(part).padStart(2, "0"));
  const iso = [year ?? ofIt ?? ofThat, ...parts.reverse()].join("-");
  const known = !iso.startsWith("0000") && !Number.isNaN(Date.parse(iso)) && new Date(iso).toISOString().startsWith(iso);
  return known ? iso : "";
};
}
