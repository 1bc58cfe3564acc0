"""HTML that is there as text, as nodes: what a notebook has stored, and what a face of the package
writes for one.

It is read here, once, so that whatever the book does to a table or an address it does to nodes.
Drawings, styles and scripts stay as they are written.
"""

from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString
from docutils import nodes

from handbook.elements import Element

AS_WRITTEN = ("svg", "style", "script")


def as_nodes(html: str) -> list[nodes.Node]:
    return list(_nodes(BeautifulSoup(html, "html.parser")))


def open_up(raw: nodes.raw) -> None:
    """Put nodes in its place; with classes of its own it is written as a box, and stays one."""
    inner = as_nodes(raw.astext())
    if raw["classes"]:
        names = {"class": " ".join(raw["classes"])}
        inner = [Element("", "", *inner, tag="div", attributes=names)]
    raw.parent.replace(raw, inner)


def _nodes(tag: Tag) -> Iterator[nodes.Node]:
    for part in tag.children:
        if isinstance(part, Tag) and part.name in AS_WRITTEN:
            yield nodes.raw("", str(part), format="html", tag=part.name)
        elif isinstance(part, Tag):
            attributes = {
                name: " ".join(value) if isinstance(value, list) else str(value)
                for name, value in part.attrs.items()
            }
            yield Element("", "", *_nodes(part), tag=part.name, attributes=attributes)
        elif isinstance(part, NavigableString) and not isinstance(part, PreformattedString):
            yield nodes.Text(str(part))  # the others are remarks, which nobody sees
