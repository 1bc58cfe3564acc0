"""The words of the built pages that only the whole site shows: singular and plural, capitals."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ONE_OF_MANY = re.compile(r"(?<![\w.,:/–-])1 [a-z]+s\b")
#: What ends in "s" and is not a plural.
REASONS = {
    "1 asks": "of pattern number 1",
    "1 does": "of the exit code 1",
    "1 ours": "of a batch of 1, and the next cell of the row",
    "1 transformers": "of a batch of 1, and the next cell of the row",
    "1 yes": "of Seat 1, and the next cell of the row",
}


def text_of(page: Path) -> str:
    html = page.read_text("utf-8")
    # What stands around the article is the same on every page, and is read on those without one.
    article = html.partition("<article")[2].partition("</article>")[0]
    words = Words()
    words.feed(f"<article{article}" if article else html)
    words.close()
    return " ".join(words.pieces)


class Words(HTMLParser):
    """What is read of a page; a tree of every page would take four times as long."""

    UNSAID = ("script", "style", "pre", "code")

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.within = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.within += tag in self.UNSAID

    def handle_endtag(self, tag: str) -> None:
        self.within -= tag in self.UNSAID

    def handle_data(self, data: str) -> None:
        if not self.within:
            self.pieces.append(data)


def pages(site: Path) -> list[Path]:
    paths = [path for path in site.rglob("*.html") if "lite" not in path.parts]
    assert len(paths) > 80
    return paths


def test_no_page_says_one_of_many(site: Path) -> None:
    uses = {
        (str(page.relative_to(site)), words)
        for page in pages(site)
        for words in ONE_OF_MANY.findall(" ".join(text_of(page).split()))
    }
    assert not [use for use in uses if use[1] not in REASONS]


@pytest.mark.parametrize(
    "words", ["1 collaborations", "For 1 weeks.", "needs 1 seats", "(1 years)", "of 1 business"]
)
def test_the_search_finds_one_of_many(words: str) -> None:
    assert ONE_OF_MANY.search(words)
