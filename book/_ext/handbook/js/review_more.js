// Where a reader hands in the files of facts.

const place = document.getElementById("review-files");
const tell = statusOf(place);
const file = (last, about, more) => filePanel(place, { ...more, about, tell,
  read: (text) => withScript(review.form, "file", () => review.read, () => review.read(text, last)) });
const written = [" Words for a slide go under ", el("code", {}, "[review]"), " in it, each by the id of its slide."];
file(false, ["What is known this year: the file that the ", el("a", { href: "readiness.html" }, "readiness page"),
  " writes.", ...written], { summary: "Open this year’s facts file", drop: review.form.closest(".tool") });
file(true, ["What was known last year: only what changed since is asked."],
  { summary: "Open last year’s facts file", label: "Choose a file" });
place.append(place.firstChild);
