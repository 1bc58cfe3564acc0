"""What a reader can do with a page's text: scroll code by keyboard, write to an address; and
headings that follow one another."""

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from pygments.formatters.html import HtmlFormatter  # type: ignore[import-untyped]
from sphinx.application import Sphinx

from handbook.elements import above, below, classes, is_a, parted, texts
from handbook.parts import el
from handbook.stored_html import open_up

# The foundation's addresses are those of offices and lists, and no person's: the data has no other.
ROLE_ADDRESS = re.compile(r"\b[a-z-]+@(?:lists\.)?lfaidata\.foundation\b")
IS_LINKED = ("a", "pre", "code")


class Scrollable(HtmlFormatter):
    """Code in a box that the keyboard can reach, and so scroll."""

    def wrap(self, source: Any) -> Iterator[Any]:
        # The empty span keeps an empty first line, as in the formatter that this one is made from.
        yield 0, '<pre tabindex="0"><span></span>'
        yield from source
        yield 0, "</pre>"


def scroll_code(app: Sphinx) -> None:
    if app.builder.format == "html":
        app.builder.highlighter.formatter = Scrollable  # type: ignore[attr-defined]


def complete(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html":
        return
    for output in doctree.findall(nodes.container):
        if "cell_output" not in classes(output):
            continue
        for raw in list(output.findall(nodes.raw)):
            if "<h4" in raw.astext() or ROLE_ADDRESS.search(raw.astext()):
                open_up(raw)
        for heading in below(output, "h4"):
            heading["tag"] = "h3"  # an output stands below the heading of a section
    for text in list(texts(doctree)):
        if ROLE_ADDRESS.search(text) and not any(_is_no_text(place) for place in above(text)):
            text.parent.replace(text, [_linked(*piece) for piece in parted(text, ROLE_ADDRESS)])


def _is_no_text(place: nodes.Element) -> bool:
    within = (nodes.reference, nodes.literal, nodes.literal_block, nodes.Invisible)
    return isinstance(place, within) or is_a(place, *IS_LINKED)


def _linked(text: str, is_address: bool) -> nodes.Node:
    return el("a", text, href=f"mailto:{text}") if is_address else nodes.Text(text)


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", scroll_code)
    app.connect("doctree-resolved", complete, priority=790)
