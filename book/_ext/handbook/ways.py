"""The ways through the book, one for each kind of reader, as the first page lists them.

The first page is their only home: a heading, how long it takes, and the pages in their order.

    ### I am new here

    About {reading-time}`foundation/what-it-is, foundation/mission`.

    1. [What the foundation is](foundation/what-it-is)
"""

import re
from dataclasses import dataclass
from pathlib import Path

from handbook import reading_time

FIRST_PAGE = "index.md"
WAY = re.compile(r"^### (?P<title>.+?)$(?P<text>.*?)(?=^#{2,3} |\Z)", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^\d+\. \[[^]]*\]\((?P<page>[^)#]+)\)", re.MULTILINE)
COUNTED = (*("No", "One", "Two", "Three", "Four"), *("Five", "Six", "Seven", "Eight", "Nine"))


@dataclass(frozen=True, slots=True)
class Way:
    title: str
    pages: tuple[str, ...]  # as the first page names them: below book/, without an ending

    @property
    def id(self) -> str:
        """The place of its heading on the first page."""
        return re.sub(r"[^a-z]+", "-", self.title.lower()).strip("-")

    @property
    def length(self) -> str:
        """How many pages, as a sentence begins."""
        return COUNTED[len(self.pages)]


def read(book: Path) -> tuple[Way, ...]:
    """The ways of the book in this folder."""
    ways = (
        Way(found["title"], tuple(STEP.findall(found["text"])))
        for found in WAY.finditer((book / FIRST_PAGE).read_text("utf-8"))
    )
    return tuple(way for way in ways if way.pages)


def minutes(book: Path, way: Way) -> int:
    texts = (path.read_text("utf-8") for path in reading_time.pages(book, ", ".join(way.pages)))
    return reading_time.minutes(sum(map(reading_time.words, texts)))
