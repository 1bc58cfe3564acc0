// About levels of membership; a script beside the tool, with no need of what the tools share.

// What is wanted of membership, and the lowest level that gives all of it (desk.py).
function fitting(data, ask, offered) {
  const { wishes } = data.periods.findLast(({ from }) => from <= ask.on);
  const wants = wishes.filter(({ id }) => ask[`want_${id}`] === "yes");
  return { wants, lowest: offered.find(({ level }) => wants.every((wish) => wish.levels.includes(level))) };
}

// Where each amount is from and how old it is; what several have in common is said once.
function origins(offered) {
  const levels = new Map();
  for (const { level, source, figures: age } of offered) {
    const origin = `${source} ${age}`;
    levels.set(origin, [...(levels.get(origin) ?? []), level[0].toUpperCase() + level.slice(1)]);
  }
  if (levels.size === 1) return [...levels.keys()].map((origin) => `Source: ${origin}`);
  return [...levels].map(([origin, names]) => {
    const last = names.pop();
    return `Source of ${[names.join(", "), last].filter(Boolean).join(" and ")}: ${origin}`;
  });
}
