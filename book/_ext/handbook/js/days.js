// Days as the rules count them: dates without a clock, in UTC.

const DAY = 86400000;
const iso = (time) => new Date(time).toISOString().slice(0, 10);
const later = (day, days) => iso(Date.parse(day) + days * DAY);
const between = (a, b) => (Date.parse(b) - Date.parse(a)) / DAY;

// The same day so many months later, or the last day of that month.
function monthsAfter(day, months) {
  const [y, m, d] = day.split("-").map(Number);
  const last = new Date(Date.UTC(y, m + months, 0)).getUTCDate();
  return iso(Date.UTC(y, m - 1 + months, Math.min(d, last)));
}
