"""A table that shows itself: HTML in a notebook, its page and the lab, aligned text in a terminal.

It needs no library, so a cell that ends in it says the same wherever the cell runs. Where pandas is
installed, ``frame()`` hands the rows over to it.

>>> table = Table(("Stage", "Entries"), [("sandbox", 34), ("incubation", 43)], "Entries by stage")
>>> table
Entries by stage
Stage       Entries
----------  -------
sandbox          34
incubation       43
>>> table._repr_html_().startswith('<table class="stackable"><caption>Entries by stage</caption>')
True

On a narrow page each row becomes a list, so each cell carries the name of its column.
"""

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from lfai_nb.faces.text import escape
from lfai_nb.faces.text import table as aligned


class Table:
    """Rows under a head, with a caption; the first cell of a row names the row."""

    def __init__(
        self, head: Sequence[str], rows: Iterable[Sequence[object]], caption: str = ""
    ) -> None:
        self.head = tuple(head)
        self.rows = [tuple(row) for row in rows]
        self.caption = caption

    def frame(self) -> Any:
        """The same as a pandas DataFrame, for whoever wants to go on with it there."""
        return import_module("pandas").DataFrame(self.rows, columns=list(self.head))

    def _repr_html_(self) -> str:
        caption = f"<caption>{escape(self.caption)}</caption>" if self.caption else ""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.head)
        return (
            f'<table class="stackable">{caption}<thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(_row(self.head, row) for row in self.rows)}</tbody></table>"
        )

    def __repr__(self) -> str:
        numbers = [
            n
            for n in range(len(self.head))
            if self.rows and all(isinstance(row[n], int | float) for row in self.rows)
        ]
        text = aligned(self.head, [[str(cell) for cell in row] for row in self.rows], numbers)
        return f"{self.caption}\n{text}" if self.caption else text


def _row(head: Sequence[str], cells: Sequence[object]) -> str:
    name, *rest = (escape(str(cell)) for cell in cells)
    named = zip(head[1:], rest, strict=True)
    values = [f'<td data-label="{escape(label)}">{cell}</td>' for label, cell in named]
    return f'<tr><th scope="row">{name}</th>{"".join(values)}</tr>'
