"""Plain text for a terminal: wrapped paragraphs and tables, with nothing in them that steers it."""

import html
import textwrap
from collections.abc import Iterable, Sequence

from lfai_nb.errors import one_line

WIDTH = 88


def escape(text: str) -> str:
    """Text as HTML and SVG show it: no markup comes of it, and no control character is left."""
    return html.escape(one_line(text))


def paragraph(text: str, indent: str = "", first: str | None = None) -> str:
    return textwrap.fill(
        one_line(text),
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """A table with aligned columns; those numbered in ``right`` are set flush right."""
    lines = [[one_line(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        set_cells = [
            c.rjust(w) if n in right else c.ljust(w)
            for n, (c, w) in enumerate(zip(cells, widths, strict=True))
        ]
        return "  ".join(set_cells).rstrip()

    rule = "  ".join("-" * width for width in widths).rstrip()
    return "\n".join([line(lines[0]), rule, *map(line, lines[1:])])
