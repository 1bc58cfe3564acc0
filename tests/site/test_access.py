"""Who uses a narrow screen, a dark one, a keyboard or a screen reader gets all of a page.

The whole grid, every page at every width in both themes, is ``make audit``. ``make test`` holds one
page of each kind to all rules at each width and in each theme, and on a narrow light screen as many
others as it takes to see each part that pages are made of on two of them. That no text of the other
pages is wider than a screen is seen in ``test_whole.py``.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

from handbook import head
from tests.site.conftest import ROOT
from tests.site.drawn import drawn, screen

SITE = Path(os.environ.get("LFAI_NB_SITE", ROOT / "_build" / "html"))
# The root leads on at once; whole.html is the articles of all other pages once more.
LEFT_OUT = ("index.html", "whole.html")
NAMES = [name for p in head.pages(SITE) if (name := str(p.relative_to(SITE))) not in LEFT_OUT]
WIDTHS = (320, 768, 1280, 1440)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
KINDS = {
    "first page": "book/index.html",
    "text and a figure": "book/foundation/structure.html",
    "tool": "book/joining/dues.html",
    "tool with many fields": "book/hosting/readiness.html",
    "table to filter": "book/hosting/projects.html",
    "project": "book/hosting/projects/bitol.html",
    "record of rules": "book/reference/rules/incubation.html",
    "notebook that runs here": "notebooks/dues.html",
    "notebook with pictures": "notebooks/portfolio.html",
    "search": "search.html",
    "not found": "404.html",
}
EVERY = pytest.mark.parametrize("name", NAMES)
TAG = re.compile(r"<([a-z][a-z0-9]*)\b([^>]*)>")
SAID = re.compile(r'\b(class|role)="([^"]*)"')


def parts(name: str) -> set[str]:
    """The kinds of elements that the text of a page is made of: their names, classes and roles."""
    html = (SITE / name).read_text("utf-8")
    text = html.partition("<article")[2].partition("</article>")[0] or html
    return {f"{tag} {sorted(SAID.findall(rest))}" for tag, rest in TAG.findall(text)}


def some_more(names: list[str], seen: Iterable[str], times: int) -> list[str]:
    """As few others as it takes to see each part as many times, or as often as it is there."""
    made = {name: parts(name) for name in sorted(names)}
    there = Counter(part for each in made.values() for part in each)
    missing = Counter({part: min(times, count) for part, count in there.items()})
    for name in {*seen} & made.keys():
        missing.subtract(made.pop(name))
    chosen: list[str] = []
    while missing := +missing:
        most = max(made, key=lambda name: len(made[name] & missing.keys()))
        missing.subtract(made.pop(most))
        chosen.append(most)
    return chosen


# Each width and each theme, and both themes where the layout is another one.
SCREENS: tuple[tuple[int, Literal["light", "dark"]], ...] = (
    (320, "light"),
    (320, "dark"),
    (768, "light"),
    (1280, "dark"),
    (1440, "light"),
)
EACH_KIND = pytest.mark.parametrize("name", KINDS.values(), ids=KINDS)


def violations(page: Page, axe: str) -> list[str]:
    """What all rules find, with that for the size of targets, which axe leaves out by itself."""
    # Evaluated by the driver, which the page's Content-Security-Policy does not bind.
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"(() => {{ {axe} }})()")
    faults = page.evaluate(
        """async () => (await axe.run(document, {
             rules: { "target-size": { enabled: true } }, resultTypes: ["violations"],
           })).violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}`))"""
    )
    return [str(fault) for fault in faults]


def look(page: Page, axe: str, width: int, theme: Literal["light", "dark"]) -> list[str]:
    screen(page, width, theme)
    return [f"{width} {theme}: {fault}" for fault in violations(page, axe) + too_wide(page, width)]


def too_wide(page: Page, width: int) -> list[str]:
    # The theme cuts off what is wider than the window, and lets the text scroll in itself.
    wide = page.evaluate(
        """Math.max(document.documentElement.scrollWidth,
             ...[...document.querySelectorAll(".content, article")].map((e) => e.scrollWidth))"""
    )
    return [f"the page is {wide} pixels wide"] if wide > width else []


@pytest.mark.audit
@EVERY
def test_a_page_is_accessible_at_every_width_in_light_and_dark(
    reader: Page, address: str, axe: str, name: str
) -> None:
    reader.goto(address + name)
    assert [fault for w in WIDTHS for t in THEMES for fault in look(reader, axe, w, t)] == []


@pytest.mark.browser
@EACH_KIND
def test_a_kind_of_page_is_accessible_at_each_width_in_light_and_dark(
    reader: Page, address: str, axe: str, name: str
) -> None:
    reader.goto(address + name)
    assert [fault for screen in SCREENS for fault in look(reader, axe, *screen)] == []


@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(some_more(NAMES, KINDS.values(), 2)))
def test_a_page_is_accessible_on_a_narrow_screen_and_fits_a_wide_one(
    reader: Page, address: str, axe: str, name: str
) -> None:
    reader.goto(address + name)
    faults = look(reader, axe, WIDTHS[0], "light")
    reader.set_viewport_size({"width": WIDTHS[-1], "height": 900})
    assert [*faults, *too_wide(reader, WIDTHS[-1])] == []


@pytest.mark.browser
def test_the_search_beside_the_text_shows_that_it_has_the_focus(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address + KINDS["first page"])
    field = page.locator(".sidebar-search")
    while not field.evaluate("(field) => field === document.activeElement"):
        page.keyboard.press("Tab")
    outline = field.evaluate(
        "(f) => [getComputedStyle(f).outlineStyle, f.matches(':focus-visible')]"
    )
    assert outline == ["solid", True]
    assert field.evaluate("(field) => parseFloat(getComputedStyle(field).outlineWidth)") >= 2


# Of what has the focus: whether it is in sight, its middle under nothing else. What is taller than
# the window is in sight where its first line is.
IN_SIGHT = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return "";
  const box = focused.getClientRects()[0];
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height, innerHeight / 2) / 2];
  const top = document.elementFromPoint(x, y);
  if (focused.contains(top) || top?.contains(focused)) return "";
  const name = focused.id || focused.textContent.trim() || focused.outerHTML.slice(0, 80);
  return `${name} at ${Math.round(y)} is under ${top?.outerHTML.slice(0, 60) ?? "the edge"}`;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", [KINDS["tool"], KINDS["tool with many fields"]])
def test_what_has_the_focus_is_never_hidden(
    page: Page, address: str, name: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(reduced_motion="reduce")  # nothing glides: it is where it will be
    page.goto(f"{address}{name}?name=Acme")
    stops = "article :is(a[href], button, input, select, summary, [tabindex='0'])"
    count = page.locator(stops).count()
    hidden = set()
    for key, start in (("Tab", "article a"), ("Shift+Tab", "footer a")):
        page.locator(start).first.focus()
        for _ in range(count):
            page.keyboard.press(key)
            hidden.add(page.evaluate(IN_SIGHT))
    assert hidden == {""}


@pytest.mark.browser
@EACH_KIND
def test_what_scrolls_sideways_scrolls_by_keyboard_and_says_what_it_is(
    page: Page, address: str, name: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(address + name)
    page.evaluate(
        """() => {
          // What is folded away is of no account until it is opened.
          for (const part of document.querySelectorAll("details")) part.open = true;
        }"""
    )
    drawn(page)
    unreached = page.evaluate(
        """() => [...document.querySelectorAll("article *")]
           .filter((e) => e.scrollWidth > e.clientWidth + 1 &&
             ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
           .filter((e) => e.tabIndex < 0 || (e.localName !== "pre" &&
             !(e.getAttribute("role") === "region" && e.getAttribute("aria-label"))))
           .map((e) => e.outerHTML.slice(0, 150))"""
    )
    assert unreached == []
