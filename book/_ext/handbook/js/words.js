// How templates of the rules are filled.

const filled = (template, words) =>
  template.replace(/\{(\w+)\}/g, (hole, name) => words[name] ?? hole);

const counted = (data, n, unit) => `${grouped(n)} ${n === 1 ? data.units[unit] : unit}`;
