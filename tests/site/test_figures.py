"""No words of a figure are struck through, cut off, or under other words, at either width.

The figures of all pages are put into the column of one page, so that one browser measures them all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from handbook import head
from tests.site.conftest import window
from tests.site.drawn import drawn

pytestmark = pytest.mark.browser

HOST = "book/hosting/review.html"  # a page with the column that figures stand in
WIDTHS = (375, 1280)

#: What is wrong with the figures of a page, each as a sentence. A shape of class "ground" is behind
#: everything, and faint lines are the grid: words may stand on both.
MEASURE = """() => {
  const faults = [];
  const inset = (box) => {
    // The box of a text has room above and below its letters.
    const up = Math.min(4, box.height / 4), across = 1;
    return {left: box.left + across, right: box.right - across,
            top: box.top + up, bottom: box.bottom - up};
  };
  const meet = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  // Side by side without a gap, two years read as one number.
  const touch = (a, b) => Math.abs(a.bottom - b.bottom) < 3 &&
    Math.max(a.left, b.left) - Math.min(a.right, b.right) < 5;
  const inside = (p, b) => p.x > b.left && p.x < b.right && p.y > b.top && p.y < b.bottom;
  for (const svg of document.querySelectorAll("article svg[role=img]")) {
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue;
    const page = svg.closest("[data-page]")?.dataset.page ?? "";
    const say = (words) => faults.push(`${page}: ${words}`);
    const texts = [...svg.querySelectorAll("text")]
      .filter((t) => t.textContent.trim())
      .map((t) => ({words: t.textContent.trim(), box: inset(t.getBoundingClientRect())}));
    texts.forEach((label, n) => {
      for (const other of texts.slice(n + 1))
        if (meet(label.box, other.box)) say(`"${label.words}" is over "${other.words}"`);
        else if (touch(label.box, other.box)) say(`"${label.words}" runs into "${other.words}"`);
      const {box} = label;
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 ||
          box.bottom > frame.bottom + 1) say(`"${label.words}" is cut off`);
    });
    for (const shape of svg.querySelectorAll("path, line, polyline, polygon, rect, circle")) {
      if (shape.closest("defs, clipPath, .ground") || shape.matches(".ground")) continue;
      const around = shape.getBoundingClientRect();
      const near = texts.filter((label) => meet(label.box, {left: around.left - 1,
        right: around.right + 1, top: around.top - 1, bottom: around.bottom + 1}));
      if (!near.length) continue;
      const style = getComputedStyle(shape);
      const ctm = shape.getScreenCTM(), back = ctm.inverse();
      const strength = (paint, opacity) => paint === "none" ? 0 : +opacity * +style.opacity;
      if (strength(style.stroke, style.strokeOpacity) > 0.3 && parseFloat(style.strokeWidth)) {
        const length = shape.getTotalLength();
        for (let at = 0; at <= length; at += 1) {
          const p = shape.getPointAtLength(at).matrixTransform(ctm);
          const struck = near.find((label) => !label.struck && inside(p, label.box));
          if (struck) {
            struck.struck = true;
            say(`"${struck.words}" is struck through by a line`);
          }
        }
      }
      if (strength(style.fill, style.fillOpacity) > 0.2)
        for (const label of near) {
          const {left, right, top, bottom} = label.box;
          const points = [0, 0.25, 0.5, 0.75, 1].map((part) =>
            new DOMPoint(left + (right - left) * part, (top + bottom) / 2).matrixTransform(back));
          if (!label.covered && points.some((p) => shape.isPointInFill(p))) {
            label.covered = true;
            say(`"${label.words}" is over a bar or a mark`);
          }
        }
    }
  }
  return faults;
}"""


@dataclass(frozen=True)
class Figures:
    """The figures of the site as their pages have them, and a browser to look at them."""

    html: dict[str, str]
    chromium: Browser
    address: str

    def faults(self, width: int, figures: dict[str, str]) -> list[str]:
        with window(self.chromium, viewport={"width": width, "height": 900}) as tab:
            tab.page.goto(f"{self.address}{HOST}")
            self._put(tab.page, figures)
            drawn(tab.page)
            problems: list[str] = tab.page.evaluate(MEASURE)
        return problems

    @staticmethod
    def _put(page: Page, figures: dict[str, str]) -> None:
        page.evaluate(
            """(figures) => {
              const column = document.querySelector("article section") ??
                document.querySelector("article");
              column.innerHTML = Object.entries(figures).map(([page, html]) =>
                `<div class="shown" data-page="${page}">${html}</div>`).join("");
            }""",
            figures,
        )


def drawings(html: str) -> Iterator[str]:
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select("article figure.chart, article svg[role=img]"):
        if element.name == "figure" or element.find_parent("figure", class_="chart") is None:
            yield str(element)


@pytest.fixture(scope="module")
def figures(site: Path, address: str, chromium: Browser) -> Figures:
    html: dict[str, str] = {}
    for path in head.pages(site):
        text = path.read_text(encoding="utf-8")
        if 'role="img"' in text and path.parent != site and (parts := list(drawings(text))):
            html[str(path.relative_to(site))] = "".join(parts)
    assert len(html) > 80, "every project has a figure"
    return Figures(html, chromium, address)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_words_of_a_figure_are_struck_through_or_cut_off(figures: Figures, width: int) -> None:
    assert figures.faults(width, figures.html) == []


PLANTED = {
    "runs into": '<text x="20" y="40">2025</text><text x="20" y="40" dx="36">2026</text>',
    "is over": '<text x="20" y="40">a label</text><text x="40" y="44">another label</text>',
    "struck through": '<text x="20" y="40">a label</text>'
    '<path d="M0 36 L200 36" stroke="currentColor" fill="none" stroke-width="2"/>',
    "over a bar": '<text x="20" y="40">a label</text>'
    '<rect x="30" y="20" width="50" height="30" fill="currentColor"/>',
    "cut off": '<text x="280" y="40">a label that is too long</text>',
}


@pytest.mark.parametrize("fault", PLANTED)
def test_what_is_planted_is_seen(figures: Figures, fault: str) -> None:
    svg = (
        '<svg role="img" viewBox="0 0 300 80" width="300" height="80" font-size="13px">'
        f"{PLANTED[fault]}</svg>"
    )
    (problem,) = figures.faults(375, {"planted": svg})
    assert fault in problem


def test_what_is_behind_everything_is_no_fault(figures: Figures) -> None:
    svg = (
        '<svg role="img" viewBox="0 0 300 80" width="300" height="80" font-size="13px">'
        '<rect class="ground" x="0" y="0" width="60" height="80" fill="currentColor"/>'
        '<line x1="0" y1="36" x2="300" y2="36" stroke="currentColor" stroke-opacity="0.25"/>'
        '<text x="20" y="40">a label</text></svg>'
    )
    assert figures.faults(375, {"ground": svg}) == []


def test_each_figure_of_the_book_has_a_finding_a_measure_and_its_numbers(
    figures: Figures,
) -> None:
    missing: list[Any] = []
    for page, html in figures.html.items():
        soup = BeautifulSoup(html, "html.parser")
        for svg in soup.select("svg[role=img]"):
            figure = svg.find_parent("figure", class_="chart")
            whole = figure and all(
                figure.select_one(part)
                for part in ("figcaption strong", "figcaption span", "a[download$='.csv']")
            )
            if not whole:
                missing.append((page, " ".join(str(svg.get("aria-label")).split())[:60]))
    assert missing == []
