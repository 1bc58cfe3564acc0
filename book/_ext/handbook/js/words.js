// How templates of the rules are filled, and how what an address says is checked.

// One of those that the form offers; an address may say anything, or nothing.
function choice(given, allowed, fault, choose) {
  if (allowed.includes(given)) return given;
  throw new Refused(given ? `${shown(given)} ${fault}. ${choose}` : choose);
}

const filled = (template, words) =>
  Object.entries(words).reduce((text, [name, word]) => text.replace(`{${name}}`, () => word), template);

const counted = (data, n, unit) => `${grouped(n)} ${n === 1 ? data.units[unit] : unit}`;
