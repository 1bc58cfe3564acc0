// A page on several ways keeps the one by which the reader came: named in the address, or remembered
// from a link of a way. Where neither is known all of them stay.
const KEY = "handbook-way";
let way = new URLSearchParams(location.search).get("path");
try {
  way ??= sessionStorage.getItem(KEY);
  if (way) sessionStorage.setItem(KEY, way);
  for (const link of document.querySelectorAll("[data-way] a")) {
    link.addEventListener("click", () =>
      sessionStorage.setItem(KEY, link.closest("[data-way]").dataset.way));
  }
} catch { /* nothing can be kept here; the address still names the way */ }
const ways = [...document.querySelectorAll("nav.way")];
if (ways.some(({ dataset }) => dataset.way === way)) {
  for (const nav of ways) nav.hidden = nav.dataset.way !== way;
}
