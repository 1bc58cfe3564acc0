"""Python on a page that the reader can change and run in place: ``{try}``.

The build runs it too, so that the page shows what it says to whoever does not run it.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from handbook.in_page.cells import Cells

#: On each cell that runs alone: the cells above it are other examples, and not its beginning.
ALONE = "try-cell"


class TryCell(SphinxDirective):
    """A cell that stands alone, with what it brings."""

    has_content = True
    option_spec: ClassVar[dict[str, object]] = {}

    def run(self) -> list[nodes.Node]:
        source = "\n".join(self.content)
        listing = nodes.literal_block(source, source, language="python")
        # What it brings is an ingredient of the page: it changes with the data and the package.
        cell = nodes.container("", classes=["cell", ALONE], cell=source)
        cell += nodes.container("", listing, classes=["cell_input"])
        try:
            brought = list(outputs(source))
        except ExampleFails as error:
            raise self.error(f"the example does not run: {error}") from None
        if brought:
            cell += nodes.container("", *brought, classes=["cell_output"])
        return [cell]


class ExampleFails(Exception):
    """An example ended in an error; the message is what Python says."""


@cache
def brought_alone(source: str) -> tuple[tuple[str, str], ...]:
    """What the cell brings when it is run alone, each with its kind."""
    brought: list[tuple[str, str, str]] = []
    with own_main():
        fine = Cells().run(source, "cell", lambda *output: brought.append(output))
    if not fine:
        raise ExampleFails(" ".join(brought[-1][1:]))
    return tuple(joined(brought))


def outputs(source: str) -> Iterator[nodes.Node]:
    """What the cell brings, as nodes."""
    for kind, text in brought_alone(source):
        if kind == "html":
            inner: nodes.Node = nodes.raw("", text, format="html")
            yield nodes.container("", inner, classes=["output", "text_html"])
        else:
            inner = nodes.literal_block(text, text, language="none")
            style = "stream" if kind == "printed" else "text_plain"
            yield nodes.container("", inner, classes=["output", style])


def joined(brought: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    """What was printed in pieces as one text."""
    last: tuple[str, str] | None = None
    for kind, text, _ in brought:
        if last and kind == last[0] == "printed":
            last = (kind, last[1] + text)
            continue
        if last:
            yield last
        last = (kind, text)
    if last:
        yield last


@contextmanager
def own_main() -> Iterator[None]:
    """A cell's names are those of ``__main__``; the build's own comes back."""
    main = sys.modules["__main__"]
    try:
        yield
    finally:
        sys.modules["__main__"] = main
