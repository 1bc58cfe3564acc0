"""What a table says: its head and its rows, the words of a cell, and the same for a program."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from docutils import nodes

from handbook.elements import Element, below, is_a, texts
from lfai_nb.quantities import MONTHS

NOTHING = ("", "–")
NUMBER = re.compile(r"[+−-]?(?P<dollar>\$)?\d[\d,]*(?:\.\d+)?(?P<percent> ?%)?\+?")
DAY = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}}\b")
BREAKS = ("br", "li", "p", "div")
Row = list[Element | None]


def laid_out(table: Element) -> tuple[Row, list[Row]]:
    """The head, and the rows, with a cell that spans several at each place that it spans."""
    head = grid(in_part(table, "thead", "tr"))
    return head[-1] if head else [], grid(in_part(table, "tbody", "tr"))


def in_part(table: Element, part: str, *tags: str) -> list[Element]:
    return [element for group in below(table, part) for element in below(group, *tags)]


def cells_of(row: Element) -> list[Element]:
    return [cell for cell in row.children if isinstance(cell, Element) and is_a(cell, "th", "td")]


def grid(rows: Sequence[Element]) -> list[Row]:
    lines: list[dict[int, Element]] = [{} for _ in rows]
    for line, row in enumerate(rows):
        place = 0
        for cell in cells_of(row):
            while place in lines[line]:
                place += 1
            for down in range(line, min(line + span(cell, "rowspan"), len(rows))):
                for right in range(place, place + span(cell, "colspan")):
                    lines[down][right] = cell
    width = max((max(line, default=-1) + 1 for line in lines), default=0)
    return [[line.get(place) for place in range(width)] for line in lines]


def span(cell: Element, name: str) -> int:
    return int(cell["attributes"].get(name) or 1)


def as_csv(head: Row, rows: list[Row]) -> str:
    """The same rows for a program: a number without its commas, a day as 2024-02-27."""
    columns = []
    for name, *cells in zip(head, *rows, strict=True):
        entries = [words(cell, between="; ") for cell in cells]
        numbers = [number for entry in entries if (number := NUMBER.fullmatch(entry))]
        unit = next((n for n in UNITS if numbers and all(number[n] for number in numbers)), "")
        columns.append([words(name) + UNITS.get(unit, ""), *(_plain(e, unit) for e in entries)])
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(zip(*columns, strict=True))
    return written.getvalue()


#: What all numbers of a column are of, as its head says it in a file.
UNITS = {"dollar": ", US dollars", "percent": ", percent"}


def _plain(text: str, unit: str) -> str:
    if text in NOTHING:
        return ""
    if DAY.fullmatch(text):
        return datetime.strptime(text, "%d %B %Y").date().isoformat()  # noqa: DTZ007
    if NUMBER.fullmatch(text):
        bare = re.sub(r"[$% ]", "", text) if unit else text
        return bare.replace(",", "").replace("−", "-")
    return text


def words(cell: Element | None, between: str = " ") -> str:
    """What a cell says, line after line; of a sign, what it is called."""
    lines = "".join(_pieces(cell)).split("\n") if cell is not None else []
    return between.join(filter(None, (" ".join(line.split()) for line in lines)))


def _pieces(cell: nodes.Element) -> Iterator[str]:
    for part in cell.children:
        if isinstance(part, nodes.Text):
            yield str(part).replace("\n", " ")
        elif isinstance(part, Element) and part["attributes"].get("role") == "img":
            yield part["attributes"].get("aria-label", "")
        elif is_a(part, *BREAKS) or isinstance(part, nodes.paragraph | nodes.list_item):
            yield "\n"
            yield from _pieces(part)
            yield "\n"
        elif isinstance(part, nodes.Element) and not isinstance(part, nodes.raw):
            yield from _pieces(part)


def plain(node: nodes.Node) -> str:
    """The letters alone, as they stand one after another."""
    return "".join(map(str, texts(node))).strip()
