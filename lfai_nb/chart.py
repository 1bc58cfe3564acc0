"""A figure as its reader meets it: a finding, the measure, the drawing, its numbers as a file.

    Chart(finding, measure, draw, head, rows)
    chart.html()    for a notebook, and for a widget; the book puts the same together from nodes
    chart.csv()     the numbers that are drawn
    numbers_file()  the same as a link, for what is not drawn

The finding is a sentence that is worked out from the data, so it is true after the data changed. A
figure is drawn twice, for a column of text and for a telephone: letters keep their size.
"""

import csv
import io
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote

from lfai_nb.frozen import dataclass

WIDE, NARROW = 720, 360
#: What a file of numbers keeps as it is in an address; the rest is written with its code.
_PLAIN = ",;:/()+!?*"
NUMBERS = "The numbers as CSV"


@dataclass(frozen=True, slots=True)
class Chart:
    """``draw`` takes a width and gives SVG; ``head`` and ``rows`` are what it draws."""

    finding: str
    measure: str
    draw: Callable[[int], str]
    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    #: "measured" where it is what a machine measured, which another machine measures otherwise.
    kind: str = ""

    def __repr__(self) -> str:
        return "A figure" if self.kind else f"A figure: {self.finding}"

    def csv(self) -> str:
        return _csv(self.head, self.rows)

    @property
    def numbers(self) -> tuple[str, str]:
        """The name of the file of its numbers, and its address."""
        words = "".join(c if c.isalnum() else " " for c in self.finding.casefold())
        return numbers_file("-".join(words.split()[:8]), self.head, self.rows)

    def html(self, source: str = "") -> str:
        """Both drawings; without the book's style the narrow one stays hidden."""
        name, address = self.numbers
        below = f"Source: {escape(source)}. " if source else ""
        return (
            f'<figure class="{f"chart {self.kind}".rstrip()}"><figcaption>'
            f"<strong>{escape(self.finding)}</strong> "
            f"<span>{escape(self.measure)}</span></figcaption>"
            f'<div class="chart-wide">{self.draw(WIDE)}</div>'
            f'<div class="chart-narrow" hidden="">{self.draw(NARROW)}</div>'
            f'<p class="chart-foot">{below}<a href="{escape(address)}" '
            f'download="{name}">{NUMBERS}</a></p></figure>'
        )

    _repr_html_ = html


def numbers_file(
    name: str, head: Sequence[str], rows: Sequence[Sequence[object]]
) -> tuple[str, str]:
    """A file of numbers as its name and an address that holds it: it needs no server.

    >>> numbers_file("stars", ("stage", "stars"), [("Incubation", 500)])
    ('stars.csv', 'data:text/csv;charset=utf-8,stage,stars%0AIncubation,500%0A')
    """
    address = quote(_csv(head, rows), safe=_PLAIN)
    return f"{name}.csv", f"data:text/csv;charset=utf-8,{address}"


def _csv(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([head, *(["" if cell is None else cell for cell in row] for row in rows)])
    return out.getvalue()
