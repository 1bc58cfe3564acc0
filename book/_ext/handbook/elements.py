"""The one node that this book adds for what docutils has no node for, and how to look into one."""

import re
from collections.abc import Iterator
from typing import TypeGuard

from docutils import nodes


class Element(nodes.General, nodes.Special, nodes.TextElement):
    """An element of HTML with its attributes: tables with the heads of their columns in each cell,
    what is inserted, quoted or small, for which docutils has no node or writes another element.

    `Special`, so that quotation marks stay as the sources have them.
    """

    child_text_separator = " "


def is_a(node: nodes.Node, *tags: str) -> TypeGuard[Element]:
    return isinstance(node, Element) and node["tag"] in tags


def below(node: nodes.Node, *tags: str) -> list[Element]:
    """The elements with one of these tags, or all, wherever below the node, in their order."""
    every = (element for element in node.findall(Element) if element is not node)
    return [element for element in every if not tags or element["tag"] in tags]


def above(node: nodes.Node) -> Iterator[nodes.Element]:
    """What the node is in, from the nearest to the document."""
    at = node.parent
    while at is not None:
        yield at
        at = at.parent


def texts(node: nodes.Node) -> Iterator[nodes.Text]:
    """The words that a reader sees: not the markup of what is written as it is."""
    for text in node.findall(nodes.Text):
        if not isinstance(text.parent, nodes.raw):
            yield text


def parted(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """The text piece by piece, each with whether the pattern has found it.

    >>> list(parted("From 1 to 22", re.compile(r"\\d+")))
    [('From ', False), ('1', True), (' to ', False), ('22', True)]
    """
    at = 0
    for match in pattern.finditer(text):
        yield text[at : match.start()], False
        yield match[0], True
        at = match.end()
    if text[at:]:
        yield text[at:], False


def classes(node: nodes.Node) -> list[str]:
    if isinstance(node, Element):
        return str(node["attributes"].get("class", "")).split()
    return list(node["classes"]) if isinstance(node, nodes.Element) else []


def set_classes(element: Element, names: list[str]) -> None:
    element["attributes"]["class"] = " ".join(names)


def add_class(element: Element, name: str) -> None:
    set_classes(element, [*classes(element), name])
