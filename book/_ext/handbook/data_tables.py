"""What every table of a page gets, whoever made it: the book, a face of the package, or pandas.

Numbers stand below each other, days do not break, a state has a colour besides its sign. On a
narrow screen a table of sentences becomes a list of its rows, and one of short answers, which is
there to be compared, scrolls in a box of its own beside its first column. A table that the data
fills can be had as a file: the same rows, with numbers and days as programs write them.

It reads HTML, our own as well: of what a notebook has stored there is nothing else, and a rule for
all tables shall not be written twice.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from copy import copy
from datetime import datetime
from html import escape

from bs4 import BeautifulSoup, Tag

#: As many letters in a cell are compared at a glance; what is longer is read.
SHORT = 50
#: So few, "free" or "not offered", stand below the numbers of a column as if they were one.
BRIEF = 12
#: From so many rows on, a table is data that somebody may want to take along.
WORTH_A_FILE = 3
#: From so many on, somebody may look for the highest, the newest, or what is still open.
WORTH_SORTING = 7
#: What the head of a column is marked by that can be sorted, and so the page that needs the script.
SORTS = "data-sorts"
NOTHING = ("", "–")
NUMBER = re.compile(r"[+−-]?(?P<dollar>\$)?\d[\d,]*(?:\.\d+)?(?P<percent> ?%)?\+?")
MONTHS = "January February March April May June July August September October November December"
DAY = re.compile(rf"\b\d{{1,2}} (?:{MONTHS.replace(' ', '|')}) \d{{4}}\b")
#: The signs of a state, as faces and pages write them, and whether a word follows.
STATES = {"✓": "met", "✗": "unmet", "?": "unknown"}
BREAKS = ("br", "li", "p", "div")
Row = list[Tag | None]


def dress(soup: BeautifulSoup) -> None:
    """Mark what is a number, a day, a state, and how each table fits a narrow screen."""
    for table in soup.find_all("table"):
        _one_head(table)
        head, rows = laid_out(table)
        if not any(head) or not rows:
            continue
        _name(table)
        for cell in table.select("thead th"):
            if not cell.get_text(strip=True):
                cell.name = "td"  # the head of nothing is no head
                del cell["scope"]
        for place in range(len(head)):
            _mark_column(head[place], [row[place] for row in rows])
        for cell in table.find_all(["th", "td"]):
            _mark_cell(cell)
        _fit(soup, table, head, rows)
        _offer_orders(table, head, rows)


def files(soup: BeautifulSoup, page: str) -> Iterator[tuple[str, str]]:
    """The tables worth a file, each with a link to it: the file's name, and what is in it.

    A table of the book has the name by which the page shows it, so that its address stays.
    """
    names: dict[str, int] = {}
    for part in soup.select("[data-shown], .cell_output"):
        shown = str(part.attrs.pop("data-shown", ""))
        for table in part.find_all("table"):
            head, rows = laid_out(table)
            if not any(head) or len(rows) < WORTH_A_FILE:
                continue
            name = shown or f"{page.rpartition('/')[2]}-table"
            names[name] = names.get(name, 0) + 1
            file = f"{name}.csv" if names[name] == 1 else f"{name}-{names[name]}.csv"
            _offer(soup, table, file)
            yield file, as_csv(head, rows)


def laid_out(table: Tag) -> tuple[Row, list[Row]]:
    """The head, and the rows, with a cell that spans several at each place that it spans."""
    head = _grid(table.select("thead tr"))
    return head[-1] if head else [], _grid(table.select("tbody tr"))


def _grid(rows: Sequence[Tag]) -> list[Row]:
    grid: list[dict[int, Tag]] = [{} for _ in rows]
    for line, row in enumerate(rows):
        place = 0
        for cell in row.find_all(["th", "td"], recursive=False):
            while place in grid[line]:
                place += 1
            for down in range(line, min(line + _span(cell, "rowspan"), len(rows))):
                for right in range(place, place + _span(cell, "colspan")):
                    grid[down][right] = cell
    width = max((max(line, default=-1) + 1 for line in grid), default=0)
    return [[line.get(place) for place in range(width)] for line in grid]


def _span(cell: Tag, name: str) -> int:
    return int(str(cell.get(name) or 1))


def _one_head(table: Tag) -> None:
    """pandas heads the index in a row of its own, below that of the columns: they become one."""
    if "dataframe" not in table.get_attribute_list("class"):
        return
    for style in table.find_previous_siblings("style"):
        style.decompose()
    del table["border"]
    for cell in table.select("tbody th"):
        cell["scope"] = "row"
        del cell["valign"]
        # Said once for several rows, it would be far from the last of them.
        again = _span(cell, "rowspan") - 1
        del cell["rowspan"]
        row = cell.find_parent("tr")
        for below in row.find_next_siblings("tr", limit=again) if row and again else ():
            below.insert(0, copy(cell))
    *above, last = table.select("thead tr")
    columns = _grid(above)
    for place, cell in enumerate(last.find_all(["th", "td"], recursive=False)):
        names = dict.fromkeys(words(row[place]) for row in columns if place < len(row))
        if not words(cell):
            cell.string = " ".join(name for name in names if name)
        cell["scope"] = "col"
    for row in above:
        row.decompose()
    del last["style"]


def _name(table: Tag) -> None:
    """A table without a caption is called as the section is that it stands in."""
    section = table.find_parent("section")
    heading = section and section.find(["h1", "h2", "h3", "h4"])
    if not table.caption and heading:
        table["aria-label"] = heading.get_text(" ", strip=True).rstrip("#¶ ")


def _mark_column(head: Tag | None, cells: Row) -> None:
    """A column of numbers, or of days; among its numbers may be a few words."""
    filled = {id(cell): cell for cell in cells if words(cell) not in NOTHING}.values()
    numbers = [cell for cell in filled if cell and NUMBER.fullmatch(words(cell))]
    if filled and len(numbers) * 3 >= len(filled) * 2:
        empty = [cell for cell in cells if cell is not None and words(cell) in NOTHING]
        for cell in (head, *numbers, *empty):
            if cell is not None:
                _add_class(cell, "number")
        for cell in filled:
            if cell is not None and cell not in numbers and len(words(cell)) <= BRIEF:
                _add_class(cell, "among-numbers")
    elif filled and all(DAY.fullmatch(words(cell)) for cell in filled):
        for cell in filled:
            if cell is not None:
                _add_class(cell, "day")


def _mark_cell(cell: Tag) -> None:
    sign, space = cell.get_text().strip()[:1], cell.get_text().strip()[1:2]
    if sign in STATES and not space.strip() and not cell.select("[class^=state-]"):
        _add_class(cell, f"state-{STATES[sign]}")
    if "day" in cell.get_attribute_list("class"):
        return
    for text in cell.find_all(string=DAY):
        marked = DAY.sub(r'<span class="day">\g<0></span>', escape(text, quote=False))
        text.replace_with(BeautifulSoup(marked, "html.parser"))


def _fit(soup: BeautifulSoup, table: Tag, head: Row, rows: list[Row]) -> None:
    classes = [c for c in table.get_attribute_list("class") if c and c != "stackable"]
    answers = [cell for row in rows for cell in row[1:]]
    compared = "comparison" in classes or all(len(words(cell)) <= SHORT for cell in answers)
    if "searchable" in classes or not compared:
        table["class"] = [*classes, "stackable"]  # type: ignore[assignment]
        for row in rows:
            for name, cell in zip(head, row, strict=True):
                if cell is None or cell.name != "td":
                    continue
                if words(cell) in NOTHING:
                    _add_class(cell, "blank")
                elif words(name):
                    cell["data-label"] = words(name)
        return
    table["class"] = [*dict.fromkeys([*classes, "comparison"])]  # type: ignore[assignment]
    for cell in table.select("[data-label]"):
        del cell["data-label"]
    if not table.find_parent(class_="table-wrapper"):
        table.wrap(soup.new_tag("div", attrs={"class": "table-box"}))


def _offer_orders(table: Tag, head: Row, rows: list[Row]) -> None:
    """Each head says what its column is sorted by; ``table_sort.js`` makes buttons of them.

    Not where rows belong together because a cell spans them, nor where a form above the table
    sorts it, nor for a table of sentences, whose order is that of the text.
    """
    others = {"searchable", "rule-values"} & set(table.get_attribute_list("class"))
    if len(rows) < WORTH_SORTING or others or table.select("tbody [rowspan], tbody [colspan]"):
        return
    kinds = [_kind([row[place] for row in rows]) for place in range(len(head))]
    data = {"number", "day"} & set(kinds) or table.select("tbody [class*=state-]")
    if not data and (len(rows) < 2 * WORTH_SORTING or kinds.count("text") < 2):
        return
    for name, kind in zip(head, kinds, strict=True):
        if name is not None and name.name == "th" and kind and not name.a:
            name[SORTS] = kind
            _add_class(table, "sortable")


def _kind(cells: Row) -> str:
    """What most of a column holds; nothing where it is sentences."""
    texts = [text for cell in cells if (text := words(cell)) not in NOTHING]
    for kind, has in (("number", NUMBER.fullmatch), ("day", DAY.match)):
        if texts and sum(bool(has(text)) for text in texts) * 3 >= len(texts) * 2:
            return kind
    # Of a name with a sentence below it, the name is what is sorted.
    names = [words(cell, between="\n").split("\n")[0] for cell in cells]
    return "text" if texts and all(len(name) <= SHORT for name in names) else ""


def _offer(soup: BeautifulSoup, table: Tag, file: str) -> None:
    """A link, at the end of the line that says where the table comes from."""
    link = soup.new_tag("a", attrs={"href": file, "download": "", "class": "table-file"})
    link.string = "CSV"
    box = table.find_parent(class_="table-box") or table
    below = next((part for part in _up_to_next_table(box) if _is_origin(part)), None)
    if below is None:
        below = soup.new_tag("p", attrs={"class": "origin"})
        box.insert_after(below)
    below.append(" ")
    below.append(link)


def _up_to_next_table(box: Tag) -> Iterator[Tag]:
    for part in box.find_next_siblings():
        if part.name in ("table", "details") or part.find("table"):
            return
        yield part


def _is_origin(part: Tag) -> bool:
    return part.name == "p" and "origin" in part.get_attribute_list("class")


def as_csv(head: Row, rows: list[Row]) -> str:
    """The same rows for a program: a number without its commas, a day as 2024-02-27."""
    columns = []
    for name, *cells in zip(head, *rows, strict=True):
        texts = [words(cell, between="; ") for cell in cells]
        numbers = [found for text in texts if (found := NUMBER.fullmatch(text))]
        unit = next((n for n in UNITS if numbers and all(found[n] for found in numbers)), "")
        columns.append([words(name) + UNITS.get(unit, ""), *(_plain(text, unit) for text in texts)])
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


def words(cell: Tag | None, between: str = " ") -> str:
    """What a cell says, line after line; of a sign, what it is called."""
    lines = "".join(_pieces(cell)).split("\n") if cell is not None else []
    return between.join(filter(None, (" ".join(line.split()) for line in lines)))


def _pieces(cell: Tag) -> Iterator[str]:
    for part in cell.children:
        if not isinstance(part, Tag):
            yield str(part).replace("\n", " ")
        elif part.get("role") == "img":
            yield str(part.get("aria-label", ""))
        elif part.name in BREAKS:
            yield "\n"
            yield from _pieces(part)
            yield "\n"
        else:
            yield from _pieces(part)


def _add_class(cell: Tag, name: str) -> None:
    cell["class"] = [*filter(None, cell.get_attribute_list("class")), name]  # type: ignore[assignment]
