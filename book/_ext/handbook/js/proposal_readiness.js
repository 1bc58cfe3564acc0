// The readiness report beside the proposal, once its reader opens it.

proposal.judge = (body, packet, saved) => {
  const { known } = packet;
  const { headline, counts, rows } = readinessOf(rulesData, known, packet);
  const markdown = `${readinessMarkdown(rulesData, known, packet)}\n`;
  const place = (row) => el("a", { href: placeOf(row) }, row.title);
  body.replaceChildren(el("p", {}, el("strong", {}, headline), ` ${counts}`),
    el("p", { class: "tool-buttons" }, saved("Save the readiness report", markdown),
      copyButton("Copy it as Markdown", () => markdown)),
    table("Each requirement", ["Requirement", "State", "Needed", "Known", "What is missing"], rows.map((row) =>
      [place(row), SIGNS[row.state], row.needed, row.known ?? "unknown", row.state === MET ? "" : row.distance])),
    el("p", {}, "To change an answer, ", el("a", { href: "readiness.html" }, "open the facts in the readiness page"), "."));
};
