"""A value of a rule or a word of the glossary can be touched: a card says where it comes from."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Locator, Page, expect

from handbook import page_tools
from lfai_nb.policy import load
from tests.site.conftest import ROOT, window
from tests.site.drawn import drawn, hold_timers, let_go, timers
from tests.site.test_access import violations

SITE = Path(os.environ.get("LFAI_NB_SITE", ROOT / "_build" / "html"))
PAGE = "book/index.html"
VALUE = load().at(date(2026, 11, 20)).in_force("INC-STARS")


def stars(page: Page) -> Locator:
    return page.locator('article a[data-card^="INC-STARS "]').first


def test_the_script_of_the_cards_stays_small() -> None:
    assert len(page_tools.script("fact_cards").encode()) < 6_000


def test_a_value_whose_card_there_is_leads_to_its_rule_without_scripts(site: Path) -> None:
    soup = BeautifulSoup((site / PAGE).read_text("utf-8"), "html.parser")
    link = soup.select_one('a[data-card^="INC-STARS "]')
    assert link is not None
    assert link["href"].endswith("rules/incubation.html#INC-STARS")
    assert not link.has_attr("title"), "the card says it, and a second box would cover it"


def test_no_page_keeps_a_mark_that_its_cards_do_not_know(site: Path) -> None:
    for path in (site / "book").rglob("*.html"):
        html = path.read_text("utf-8")
        marks = set(re.findall(r'data-card="([^"]+)"', html))
        assert "data-since" not in html, path
        data = re.search(r'id="fact-cards">(.*?)</script>', html, re.DOTALL)
        assert bool(marks) == bool(data), path
        assert all(f'"{mark}":' in data[1] for mark in marks if data), path


@pytest.mark.browser
@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_key_opens_the_card_escape_closes_it_and_the_focus_returns(
    reader: Page, address: str, key: str
) -> None:
    reader.goto(address + PAGE)
    stars(reader).focus()
    reader.keyboard.press(key)
    card = reader.get_by_role("dialog", name=load()["INC-STARS"].title)
    expect(card).to_be_focused()
    expect(card).to_contain_text(f"“{VALUE.quote}”")
    expect(card).to_contain_text("since 1 June 2023")
    expect(card).to_contain_text(VALUE.source.title)
    expect(stars(reader)).to_have_attribute("aria-expanded", "true")
    reader.keyboard.press("Tab")
    expect(card.get_by_role("link", name="All values since")).to_be_focused()
    reader.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(stars(reader)).to_be_focused()
    expect(stars(reader)).to_have_attribute("aria-expanded", "false")


@pytest.mark.browser
def test_pointing_opens_the_card_and_leaving_closes_it(page: Page, address: str) -> None:
    page.goto(address + PAGE)
    stars(page).hover()
    card = page.get_by_role("dialog")
    expect(card).to_be_visible()
    hold_timers(page)
    card.hover()
    drawn(page)
    assert timers(page) == 0, "the way into the card does not close it"
    page.mouse.move(0, 0)
    let_go(page)
    expect(card).to_be_hidden()


@pytest.mark.browser
def test_a_finger_opens_the_card_and_its_link_leads_to_every_value(
    chromium: Browser, address: str
) -> None:
    with window(chromium, has_touch=True, viewport={"width": 375, "height": 700}) as phone:
        page = phone.page
        page.goto(address + PAGE)
        stars(page).tap()
        card = page.get_by_role("dialog")
        expect(card).to_be_visible()
        box = card.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 375
        card.get_by_role("link", name="All values since").tap()
        expect(page).to_have_url(re.compile(r"incubation\.html#INC-STARS$"))
        assert phone.is_quiet()


@pytest.mark.browser
def test_the_next_tab_after_the_card_goes_on_in_the_text(reader: Page, address: str) -> None:
    reader.goto(address + PAGE)
    stars(reader).focus()
    reader.keyboard.press("Enter")
    card = reader.get_by_role("dialog")
    for _ in range(card.get_by_role("link").count() + 1):
        reader.keyboard.press("Tab")
    expect(card).to_be_hidden()
    # The next link of the text.
    expect(reader.locator(":focus")).to_have_text("we show both readings")


@pytest.mark.browser
def test_a_word_of_the_glossary_shows_its_definition(reader: Page, address: str) -> None:
    reader.goto(address + PAGE)
    reader.locator('article a[data-card="term-Incubation"]').first.click()
    card = reader.get_by_role("dialog", name="Incubation")
    expect(card.locator(".value")).not_to_be_empty()
    card.get_by_role("link", name="In the glossary").click()
    expect(reader).to_have_url(re.compile(r"glossary\.html#term-Incubation$"))


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_open_card_is_accessible(page: Page, address: str, axe: str, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(address + PAGE)
    stars(page).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page, axe) == []
