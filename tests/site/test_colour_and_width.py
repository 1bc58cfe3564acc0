"""Blue is for ways on, and nothing on a wide screen has to be scrolled sideways.

Some pages of each kind in ``make test``; all of them in ``make audit``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from handbook import head
from tests.site.conftest import window
from tests.site.drawn import drawn

pytestmark = pytest.mark.browser

#: Of a page's letters, in percent.
MOST_BLUE = 8.0
KINDS = (
    "404.html",
    "book/index.html",
    "book/joining/how.html",
    "book/joining/limits.html",
    "book/hosting/projects.html",
    "book/hosting/projects/adversarial-robustness-toolbox.html",
    "book/hosting/readiness.html",
    "book/reference/data.html",
    "book/reference/questions.html",
    "book/reference/rules/mission.html",
    "book/reference/sources.html",
    "book/reference/status.html",
    "notebooks/readiness.html",
)

MEASURE = """() => {
  const probe = document.createElement("span");
  probe.style.color = "var(--link)";
  document.body.append(probe);
  const blue = getComputedStyle(probe).color;
  probe.remove();
  let all = 0, ways = 0;
  const article = document.querySelector("article") ?? document.body;
  const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!element.checkVisibility({checkVisibilityCSS: true})) continue;
    const letters = texts.currentNode.textContent.replace(/\\s+/g, "").length;
    all += letters;
    if (getComputedStyle(element).color === blue) ways += letters;
  }
  const wide = [...article.querySelectorAll("*")].filter((box) =>
    ["auto", "scroll"].includes(getComputedStyle(box).overflowX) &&
    box.scrollWidth > box.clientWidth + 1 && !box.closest(".run-editor") &&
    box.checkVisibility({checkVisibilityCSS: true}));
  return {blue: 100 * ways / all, wide: wide.map((box) =>
    `${box.className || box.tagName}: ${box.scrollWidth} in ${box.clientWidth}, ` +
    (box.querySelector("caption") ?? box).textContent.trim().slice(0, 40))};
}"""


@pytest.fixture(scope="module")
def desktop(chromium: Browser) -> Iterator[Page]:
    with window(chromium, viewport={"width": 1280, "height": 900}) as tab:
        yield tab.page


def faults(page: Page, address: str, name: str) -> list[str]:
    page.goto(address + name)
    measured: dict[str, Any] = page.evaluate(MEASURE)
    problems = [f"{name}: {box}" for box in measured["wide"]]
    if measured["blue"] > MOST_BLUE:
        problems.append(f"{name}: {measured['blue']:.1f} % of its letters are blue")
    return problems


def test_pages_of_each_kind_are_not_blue_and_need_no_scrolling(desktop: Page, address: str) -> None:
    assert [fault for name in KINDS for fault in faults(desktop, address, name)] == []


@pytest.mark.audit
def test_no_page_is_blue_or_needs_scrolling(desktop: Page, address: str, site: Path) -> None:
    # The first page of the folder only leads on, and the whole book is read on paper.
    names = [str(page.relative_to(site)) for page in head.pages(site)]
    rest = [name for name in names if name not in ("index.html", "whole.html")]
    assert len(rest) > 150
    assert [fault for name in rest for fault in faults(desktop, address, name)] == []


def test_what_is_too_wide_or_too_blue_is_seen(desktop: Page, address: str) -> None:
    name = "book/joining/limits.html"
    desktop.goto(address + name)
    desktop.evaluate(
        """() => { document.querySelector("article").innerHTML =
          '<p><a class="reference" href="#">all of it is a link</a></p>' +
          '<div class="shown"><p style="inline-size: 2000px">wide</p></div>'; }"""
    )
    drawn(desktop)
    measured = desktop.evaluate(MEASURE)
    assert measured["blue"] > MOST_BLUE
    assert len(measured["wide"]) == 1
