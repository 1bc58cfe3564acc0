"""The whole book on one page: complete, in order, every link leads somewhere, fit to print."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from handbook import single_page
from tests.site.conftest import ROOT

pytestmark = pytest.mark.browser

TOO_WIDE = """() => [...document.querySelectorAll("main > article")]
  .filter((block) => block.getBoundingClientRect().left + block.scrollWidth > innerWidth)
  .map((block) => block.id)"""


def in_order() -> list[str]:
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))

    def files(chapters: list[dict[str, object]]) -> list[str]:
        names: list[str] = []
        for chapter in chapters:
            if "glob" in chapter:  # the pages of the projects are apart
                continue
            names += [str(chapter["file"]), *files(chapter.get("sections", []))]  # type: ignore[arg-type]
        return names

    return [toc["root"], *(f for part in toc["parts"] for f in files(part["chapters"]))]


@pytest.fixture(scope="module")
def soup(site: Path) -> BeautifulSoup:
    return BeautifulSoup((site / single_page.NAME).read_text(encoding="utf-8"), "html.parser")


def test_every_page_is_there_in_the_order_of_the_book(soup: BeautifulSoup) -> None:
    articles = [article["id"] for article in soup.select("main > article")]
    assert articles == [single_page.key(name) for name in in_order()]
    assert all(article.find("h1") for article in soup.select("main > article"))


def test_links_and_figures_lead_somewhere(soup: BeautifulSoup, site: Path) -> None:
    ids = Counter(tag["id"] for tag in soup.find_all(id=True))
    assert not {place for place, times in ids.items() if times > 1}
    for tag in soup.select("a[href], link[href], img[src]"):
        address = str(tag.get("href") or tag.get("src"))
        if address.startswith(("https:", "http:", "data:", "mailto:")):
            continue
        path, _, place = address.partition("#")
        if not path:
            assert not place or place in ids, address
        elif not path.startswith("lite/"):
            assert (site / path.partition("?")[0]).exists(), address


def test_it_opens_quietly_and_prints(page: Page, address: str) -> None:
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url))
    page.on("console", lambda message: elsewhere.append(message.text))
    page.goto(address + single_page.NAME)
    expect(page.locator("main > article").first).to_be_visible()
    assert [url for url in elsewhere if not url.startswith(address)] == []
    assert page.locator("form:visible").count() == 0
    # In a page, too, what is wider than the screen would be cut off: all texts of the book at once.
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(TOO_WIDE) == []
    printed = page.pdf(format="A4")
    assert printed.count(b"/Type /Page\n") > 100


def test_every_page_leads_to_it(page: Page, address: str) -> None:
    page.goto(f"{address}book/joining/dues.html")
    page.get_by_role("link", name="the whole book on one page").click()
    expect(page).to_have_title("The whole book - LF AI & Data Handbook")
