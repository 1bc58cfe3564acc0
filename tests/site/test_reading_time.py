"""The time that a path takes is counted from what its pages show, and is never promised short."""

import doctest
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from handbook import reading_time, ways
from handbook.parts import el
from handbook.reading_time import STEP, WORDS_A_MINUTE, minutes, pages, place, words
from tests.book.markdown import BOOK


def test_the_examples_of_the_module_hold() -> None:
    results = doctest.testmod(reading_time)
    assert results.attempted >= 2
    assert results.failed == 0


def test_lists_made_of_the_data_are_read_and_tables_and_code_are_looked_at() -> None:
    page = nodes.section("", nodes.paragraph("", "Read this."))
    page += el("ul", el("li", "Three more words."))
    assert words(page) == 5
    page += el("table", el("tr", el("td", "not these")))
    page += el("details", el("summary", "nor these"))
    page += nodes.literal_block("", "nor this")
    page += nodes.raw("", "<p>nor this</p>", format="html")
    assert words(page) == 5


def test_a_longer_page_takes_longer_and_a_time_is_rounded_up() -> None:
    assert minutes(WORDS_A_MINUTE * 20) == 20
    assert minutes(WORDS_A_MINUTE * 20 + 1) == 25
    assert minutes(WORDS_A_MINUTE * 40) == 2 * minutes(WORDS_A_MINUTE * 20)


def test_a_folder_is_all_its_pages_and_a_page_is_itself() -> None:
    assert pages(BOOK, "joining") == sorted((BOOK / "joining").glob("*.md"))
    assert pages(BOOK, "joining/how, hosting/steps") == [
        BOOK / "joining" / "how.md",
        BOOK / "hosting" / "steps.md",
    ]


@pytest.mark.parametrize("names", ["", "joining/nothing", "joining,, hosting"])
def test_a_page_that_is_not_there_is_an_error(names: str) -> None:
    with pytest.raises(LookupError, match="no page and no folder"):
        pages(BOOK, names)


def test_every_page_that_promises_a_time_names_pages_that_are_there() -> None:
    promised = [
        names
        for page in BOOK.rglob("*.md")
        for names in re.findall(r"\{reading-time\}`([^`]+)`", page.read_text("utf-8"))
    ]
    assert promised
    for names in promised:
        assert pages(BOOK, names)


@pytest.mark.browser
def test_each_path_promises_no_less_than_the_words_of_its_built_pages(site: Path) -> None:
    first = BeautifulSoup((site / "book" / "index.html").read_text("utf-8"), "html.parser")
    cards = [link.get_text() for link in first.select(".start-cards .go a")]
    for way, card in zip(ways.read(BOOK), cards, strict=True):
        read = sum(words_of(site / "book" / f"{page}.html") for page in way.pages)
        section = first.find(id=way.id)
        assert section is not None
        promised = re.findall(r"(\d+) minutes", f"{card} {section.get_text()}")
        assert len(set(promised)) == 1, "the card and the list promise the same"
        needed = read / WORDS_A_MINUTE
        # A few words differ between a page as it was read and as it was written.
        assert 0.98 * needed <= int(promised[0]) < needed + STEP + 1, f"{way.title}: {read}"
    search = (site / "search-index.js").read_text("utf-8")
    for text in (str(first), search):
        assert place(["x"])[0] not in text, "each place has its time"


def words_of(page: Path) -> int:
    """As a reader has them: without tables, figures, tools, code, and what stands on every page."""
    article = BeautifulSoup(page.read_text("utf-8"), "html.parser").article
    assert article is not None
    for part in article.select(
        "table, figure, svg, pre, form, details, script, style, .headerlink"
    ):
        part.decompose()
    for tool in article.select(".tool"):
        tool.decompose()
    return len(reading_time.WORD.findall(article.get_text(" ")))
