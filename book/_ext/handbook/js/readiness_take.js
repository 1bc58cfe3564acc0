// For the project's own repository: a badge, and the Action that judges it every week. What both say is
// in data: lfai_nb/faces/badge.py draws the same badge.

const xml = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

export function badgeOf({ badge }, { stage, on }, { unmet, unknown, met }) {
  const [state, n] = unmet ? ["unmet", unmet] : unknown ? ["unknown", unknown] : ["met", met];
  const { words, colour } = badge.messages[state];
  const [label, message] = [filled(badge.label, { stage }), filled(words, { n, on })];
  const width = (text) => Math.floor((text.length * badge.letter) / 10);
  const [inner, outer] = [width(label), width(message)];
  const [left, right] = [inner + badge.padding, outer + badge.padding];
  const svg = filled(badge.svg, { label: xml(label), message: xml(message), colour, left, right,
    width: left + right, left_text: inner, right_start: left + badge.padding / 2, right_text: outer });
  return { label, message, colour, svg };
}

// As shields.io draws it from its address alone; a press on it leads to the answer, from a site.
export function badgeMarkdown({ label, message, colour }, page) {
  const part = (text) => encodeURIComponent(text.replace(/[-_]/g, "$&$&"));
  const address = `https://img.shields.io/badge/${part(label)}-${part(message)}-${colour.slice(1)}`;
  const image = `![${label}: ${message}](${address})`;
  return /^https?:/.test(page) ? `[${image}](${page.replace(/[()]/g, (sign) => `%${sign.charCodeAt().toString(16)}`)})` : image;
}

export const workflowFor = ({ workflow }, { stage }) => workflow.replace("{stage}", stage);

function forTheRepository(given, answer) {
  const badge = badgeOf(takeAwayData, given, answer);
  const picture = new DOMParser().parseFromString(badge.svg, "image/svg+xml").documentElement;
  const action = takeAwayData.workflow.match(/uses: (\S+)@VERSION/)[1];
  const blanks = action === "OWNER/HANDBOOK" ? ["the handbook's repository and a version", `${action}@VERSION`]
    : ["the version that you trust", "VERSION"];
  return [
    el("h3", {}, "For your repository"),
    el("p", { class: "badge" }, document.adoptNode(picture)),
    el("p", { class: "tool-buttons" },
      copyButton("Copy the badge for a README", () => badgeMarkdown(badge, location.href)),
      copyButton("Copy the badge as SVG", () => badge.svg),
      copyButton("Copy the weekly Action", () => workflowFor(takeAwayData, given))),
    el("p", {}, el("small", {}, "The badge has the answer of its day; in a README, img.shields.io draws it. The Action is a file for ",
      el("code", {}, ".github/workflows/"), ": it judges ", el("strong", {}, capital(given.stage)),
      ` every week, and says on a pull request what changes. Put ${blanks[0]} in the place of `,
      el("code", {}, blanks[1]), ". ", el("a", { href: "readiness-weekly.html" }, "All about it"), "."))];
}
