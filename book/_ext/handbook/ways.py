"""The ways through the book, one for each kind of reader, as the first page lists them.

The first page is their only home: a heading, how long it takes, and the pages in their order.

    ### I am new here

    About {reading-time}`foundation/what-it-is, foundation/mission`.

    1. [What the foundation is](foundation/what-it-is)

A page that is on a way has the way's own steps below it. A page on two has both; ``js/ways.js``
leaves the one by which the reader came.
"""

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from handbook import page_tools
from handbook.parts import el

FIRST_PAGE = "index.md"
WAY = re.compile(r"^### (?P<title>.+?)$(?P<text>.*?)(?=^#{2,3} |\Z)", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^\d+\. \[[^]]*\]\((?P<page>[^)#]+)\)", re.MULTILINE)
LISTS = (nodes.bullet_list, nodes.enumerated_list)
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
        Way(match["title"], tuple(STEP.findall(match["text"])))
        for match in WAY.finditer((book / FIRST_PAGE).read_text("utf-8"))
    )
    return tuple(way for way in ways if way.pages)


def steps(app: Sphinx, pagename: str) -> str:
    """Where a page is on each of its ways, and the pages before and after it there."""
    return "".join(
        _steps(app, pagename, way)
        for way in read(Path(app.srcdir) / "book")
        if pagename.removeprefix("book/") in way.pages
    )


def _steps(app: Sphinx, pagename: str, way: Way) -> str:
    number = way.pages.index(pagename.removeprefix("book/"))

    def step(kind: str, place: int) -> str:
        if not 0 <= place < len(way.pages):
            return ""
        name = f"book/{way.pages[place]}"
        href = f"{app.builder.get_relative_uri(pagename, name)}?path={way.id}"
        title = escape(app.env.titles[name].astext())
        return f'<a class="{kind.lower()}" href="{href}"><small>{kind}</small> {title}</a>'

    where = f"{escape(way.title)}: {number + 1} of {len(way.pages)}"
    return (
        f'<nav class="way" data-way="{way.id}" aria-label="{where}"><p>{where}</p>'
        f"{step('Previous', number - 1)}{step('Next', number + 1)}</nav>"
    )


def add(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    context["handbook_ways"] = steps(app, pagename)
    context["handbook_ways_script"] = page_tools.script("ways")


def mark(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """What is followed from a list of the first page is followed as that way."""
    if docname != app.config.root_doc:
        return
    ways = {way.id for way in read(Path(app.srcdir) / "book")}
    for section in doctree.findall(nodes.section):
        for way in ways & set(section["ids"]):
            for listed in [child for child in section.children if isinstance(child, LISTS)]:
                box = el("div", **{"data-way": way})
                section.replace(listed, box)
                box += listed


def write_anew(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages of the ways, when the ways are other than when they were written."""
    now = read(Path(app.srcdir) / "book")
    before = getattr(env, "handbook_ways", now)
    env.handbook_ways = now  # type: ignore[attr-defined]
    changed = {f"book/{page}" for way in {*before} ^ {*now} for page in way.pages}
    return sorted(changed & env.found_docs)


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", add, priority=950)
    app.connect("doctree-resolved", mark)
    app.connect("env-updated", write_anew)
