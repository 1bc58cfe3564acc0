// What is known otherwise than a year ago, by the slide that it belongs on; unknown is no change.

export function changesOf(data, known, before, now) {
  const changed = {};
  for (const [key, { meaning }] of Object.entries(known.facts)) {
    const [a, b] = [before[key], now[key]];
    if (a?.value === undefined || b?.value === undefined) continue;
    if (JSON.stringify(a.value) === JSON.stringify(b.value)) continue;
    const line = filled(data.sentences.changed, { meaning, before: inFull(a), now: inFull(b) });
    const slide = data.slides_of[key] ?? "achievements";
    changed[slide] = [...(changed[slide] ?? []), line];
  }
  return changed;
}

const inFull = ({ value }) => {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value.low === undefined) return String(value);
  const [low, high] = [value.low, value.high].map((end) => (end === null ? "" : grouped(end)));
  if (!high) return `${low} or ${typeof value.low === "string" ? "higher" : "more"}`;
  return low === high ? low : `${low} to ${high}`;
};
