"""An address without a page: the book's own page says so, looks like the book, and leads on."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from handbook.head import from_anywhere
from tests.site.conftest import Watched


@pytest.mark.browser
@pytest.mark.parametrize("path", ["none.html", "book/joining/none.html", "a/b/c/d"])
def test_from_any_depth_it_looks_like_the_book_and_its_search_works(
    watched: Watched, address: str, path: str
) -> None:
    page = watched.page
    answers: dict[str, int] = {}
    page.on("response", lambda got: answers.update({got.url: got.status}))
    page.goto(address + path)
    assert answers.pop(address + path) == 404
    assert answers
    assert set(answers.values()) == {200}
    assert page.locator("nav[aria-label='The book']").is_visible()
    page.get_by_label("Words, a rule's id, or a question").fill("quorum")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page).to_have_url(f"{address}search.html?q=quorum")
    expect(page.locator("#search-results a").first).to_be_visible()
    assert watched.elsewhere == []


def test_every_way_on_leads_to_a_page(site: Path) -> None:
    soup = BeautifulSoup((site / "404.html").read_text(encoding="utf-8"), "html.parser")
    ways = [a["href"] for a in soup.select("a[href]") if not a["href"].startswith(("#", "https:"))]
    assert len(ways) > 60
    for way in ways:
        assert way.startswith("/")
        assert (site / way.lstrip("/").partition("#")[0]).is_file(), way


def test_below_another_address_its_ways_begin_there() -> None:
    html = '<a href="a.html"></a><a href="#b"></a><a href="https://c"></a><img src="_static/d.png">'
    there = html.replace('"a.html"', '"/book/a.html"').replace('"_static', '"/book/_static')
    assert from_anywhere(html, "https://people.example/book/") == there
    assert from_anywhere(html, "") == there.replace("/book/", "/")
