// What is known of the projects of the record, from the texts that their facts share.

const asField = (value) => (typeof value === "boolean" ? (value ? "yes" : "no")
  : value?.low === undefined ? String(value ?? "")
    : value.high === null ? `${value.low} or more` : value.low === value.high ? String(value.low) : `${value.low}-${value.high}`);

export function unpacked({ keys, texts, projects }) {
  return Object.fromEntries(Object.entries(projects).map(([id, { name, repository, approved, known, unknown }]) => {
    const facts = {};
    for (const [key, value, ...from] of known) {
      const [source, url, method, day] = from.map((at) => texts[at]);
      facts[keys[key]] = { value, text: asField(value), source, url, method, day };
    }
    for (const [key, why] of unknown) facts[keys[key]] = { text: "", why: texts[why] };
    if (facts.license_spdx) facts.license_spdx.approved = approved;
    return [id, { name, repository, facts, words: {} }];
  }));
}
