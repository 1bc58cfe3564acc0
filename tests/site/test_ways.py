"""The three ways of the first page lead from step to step, on each page that is on one."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from handbook import page_tools, ways
from tests.book.markdown import BOOK

WAYS = ways.read(BOOK)
ON_TWO = "book/hosting/stages.html"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.id)
def test_each_page_of_a_way_says_its_step_and_leads_to_the_next(site: Path, way: ways.Way) -> None:
    for number, page in enumerate(way.pages):
        soup = BeautifulSoup((site / f"book/{page}.html").read_text("utf-8"), "html.parser")
        (steps,) = soup.select(f'nav.way[data-way="{way.id}"]')
        assert steps.p is not None
        assert steps.p.get_text() == f"{way.title}: {number + 1} of {len(way.pages)}"
        expected = [*way.pages[max(0, number - 1) : number], *way.pages[number + 1 : number + 2]]
        for link, name in zip(steps.select("a"), expected, strict=True):
            path, _, query = str(link["href"]).partition("?")
            assert (site / f"book/{page}.html").parent.joinpath(path).resolve() == (
                site / f"book/{name}.html"
            )
            assert query == f"path={way.id}"


def test_a_page_on_no_way_has_no_steps(site: Path) -> None:
    assert 'class="way"' not in (site / "book/reference/sources.html").read_text("utf-8")


def test_the_script_of_the_ways_stays_small() -> None:
    assert len(page_tools.script("ways").encode()) < 2_000


@pytest.mark.browser
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.id)
def test_a_way_is_walked_by_its_next_from_the_first_page(
    page: Page, address: str, way: ways.Way
) -> None:
    page.goto(f"{address}book/index.html")
    page.locator(f'div[data-way="{way.id}"] li a').first.click()
    for number, name in enumerate(way.pages):
        expect(page).to_have_url(re.compile(rf"book/{name}\.html"))
        steps = page.locator("nav.way:visible")
        expect(steps).to_have_count(1)
        expect(steps).to_contain_text(f"{number + 1} of {len(way.pages)}")
        if number + 1 < len(way.pages):
            steps.locator("a.next").click()


@pytest.mark.browser
def test_who_came_by_no_way_sees_all_that_the_page_is_on(page: Page, address: str) -> None:
    page.goto(address + ON_TWO)
    on = sum("hosting/stages" in way.pages for way in WAYS)
    expect(page.locator("nav.way:visible")).to_have_count(on)
