"""What every table of a page gets, whoever made it: the book, a face of the package, or pandas.

Numbers stand below each other, days do not break, a state has a colour besides its sign. On a
narrow screen a table of sentences becomes a list of its rows, and one of short answers, which is
there to be compared, scrolls in a box of its own beside its first column. A table that the data
fills can be had as a file: the same rows, with numbers and days as programs write them.

It works on the nodes of a page whose references have found their places. Before it begins, each
table is made one of elements: those of Markdown, and those that a notebook has stored as HTML.
"""

from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from handbook.elements import (
    Element,
    above,
    add_class,
    below,
    classes,
    is_a,
    parted,
    set_classes,
    texts,
)
from handbook.parts import el
from handbook.table_elements import as_elements
from handbook.table_rows import (
    DAY,
    NOTHING,
    NUMBER,
    Row,
    as_csv,
    cells_of,
    grid,
    in_part,
    laid_out,
    plain,
    span,
    words,
)

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
#: The signs of a state, as faces and pages write them, and whether a word follows.
STATES = {"✓": "met", "✗": "unmet", "?": "unknown"}
HEADINGS = ("h1", "h2", "h3", "h4")


def complete(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """The tables of a page, when its references have found their places."""
    if app.builder.format != "html":
        return
    as_elements(doctree)
    dress(doctree)
    beside = Path(app.outdir, docname)
    for name, rows in files(doctree, docname):
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.with_name(name).write_text(rows, encoding="utf-8")


def dress(page: nodes.Element) -> None:
    """Mark what is a number, a day, a state, and how each table fits a narrow screen."""
    for table in below(page, "table"):
        _one_head(table)
        head, rows = laid_out(table)
        if not any(head) or not rows:
            continue
        _name(table)
        for cell in in_part(table, "thead", "th"):
            if not plain(cell):
                cell["tag"] = "td"  # the head of nothing is no head
                cell["attributes"].pop("scope", None)
        for place in range(len(head)):
            _mark_column(head[place], [row[place] for row in rows])
        for cell in below(table, "th", "td"):
            _mark_cell(cell)
        _fit(table, head, rows)
        _offer_orders(table, head, rows)


def files(page: nodes.Element, docname: str) -> Iterator[tuple[str, str]]:
    """The tables worth a file, each with a link to it: the file's name, and what is in it.

    A table of the book has the name by which the page shows it, so that its address stays.
    """
    names: dict[str, int] = {}
    for part in list(page.findall(nodes.Element)):
        of_data = isinstance(part, Element) and "data-shown" in part["attributes"]
        if not of_data and "cell_output" not in classes(part):
            continue
        name_of_data = part["attributes"].pop("data-shown") if of_data else ""
        for table in below(part, "table"):
            head, rows = laid_out(table)
            if not any(head) or len(rows) < WORTH_A_FILE:
                continue
            name = name_of_data or f"{docname.rpartition('/')[2]}-table"
            names[name] = names.get(name, 0) + 1
            file = f"{name}.csv" if names[name] == 1 else f"{name}-{names[name]}.csv"
            _offer(table, file)
            yield file, as_csv(head, rows)


def _one_head(table: Element) -> None:
    """pandas heads the index in a row of its own, below that of the columns: they become one."""
    if "dataframe" not in classes(table):
        return
    for style in [node for node in table.parent.children if _is_style(node)]:
        table.parent.remove(style)
    table["attributes"].pop("border", None)
    for cell in in_part(table, "tbody", "th"):
        cell["attributes"]["scope"] = "row"
        cell["attributes"].pop("valign", None)
        # Said once for several rows, it would be far from the last of them.
        again = span(cell, "rowspan") - 1
        cell["attributes"].pop("rowspan", None)
        rows = [row for row in cell.parent.parent.children if is_a(row, "tr")]
        at = rows.index(cell.parent)
        for row in rows[at + 1 : at + 1 + again]:
            row.insert(0, cell.deepcopy())
    *others, last = in_part(table, "thead", "tr")
    columns = grid(others)
    for place, cell in enumerate(cells_of(last)):
        names = dict.fromkeys(words(row[place]) for row in columns if place < len(row))
        if not words(cell):
            cell[:] = [nodes.Text(" ".join(name for name in names if name))]
        cell["attributes"]["scope"] = "col"
    for row in others:
        row.parent.remove(row)
    last["attributes"].pop("style", None)


def _is_style(node: nodes.Node) -> bool:
    return isinstance(node, nodes.raw) and node.get("tag") == "style"


def _name(table: Element) -> None:
    """A table without a caption is called as the section is that it stands in."""
    if below(table, "caption"):
        return
    for place in above(table):
        if isinstance(place, nodes.section):
            headings: list[nodes.Element] = list(place.findall(nodes.title))
        elif is_a(place, "section"):
            headings = list(below(place, *HEADINGS))
        else:
            continue
        if headings:
            table["attributes"]["aria-label"] = plain(headings[0])
        return


def _mark_column(head: Element | None, cells: Row) -> None:
    """A column of numbers, or of days; among its numbers may be a few words."""
    filled = {id(cell): cell for cell in cells if words(cell) not in NOTHING}.values()
    numbers = [cell for cell in filled if cell and NUMBER.fullmatch(words(cell))]
    if filled and len(numbers) * 3 >= len(filled) * 2:
        empty = [cell for cell in cells if cell is not None and words(cell) in NOTHING]
        for cell in (head, *numbers, *empty):
            if cell is not None:
                add_class(cell, "number")
        for cell in filled:
            if cell is not None and cell not in numbers and len(words(cell)) <= BRIEF:
                add_class(cell, "among-numbers")
    elif filled and all(DAY.fullmatch(words(cell)) for cell in filled):
        for cell in filled:
            if cell is not None:
                add_class(cell, "day")


def _mark_cell(cell: Element) -> None:
    text = plain(cell)
    sign, space = text[:1], text[1:2]
    has_state = any(
        name.startswith("state-") for element in below(cell) for name in classes(element)[:1]
    )
    if sign in STATES and not space.strip() and not has_state:
        add_class(cell, f"state-{STATES[sign]}")
    if "day" in classes(cell):
        return
    for part in list(texts(cell)):
        if DAY.search(part):
            part.parent.replace(part, [_held(*piece) for piece in parted(part, DAY)])


def _held(text: str, is_day: bool) -> nodes.Node:
    """A day among words does not break."""
    return el("span", text, classes="day") if is_day else nodes.Text(text)


def _fit(table: Element, head: Row, rows: list[Row]) -> None:
    names = [name for name in classes(table) if name != "stackable"]
    answers = [cell for row in rows for cell in row[1:]]
    compared = "comparison" in names or all(len(words(cell)) <= SHORT for cell in answers)
    if "searchable" in names or not compared:
        set_classes(table, [*names, "stackable"])
        for row in rows:
            for name, cell in zip(head, row, strict=True):
                if cell is None or not is_a(cell, "td"):
                    continue
                if words(cell) in NOTHING:
                    add_class(cell, "blank")
                elif words(name):
                    cell["attributes"]["data-label"] = words(name)
        return
    set_classes(table, [*dict.fromkeys([*names, "comparison"])])
    for cell in below(table, "th", "td"):
        cell["attributes"].pop("data-label", None)
    if not any("table-wrapper" in classes(place) for place in above(table)):
        box = el("div", classes="table-box")
        table.parent.replace(table, box)
        box += table


def _offer_orders(table: Element, head: Row, rows: list[Row]) -> None:
    """Each head says what its column is sorted by; ``table_sort.js`` makes buttons of them.

    Not where rows belong together because a cell spans them, nor where a form above the table
    sorts it, nor for a table of sentences, whose order is that of the text.
    """
    others = {"searchable", "rule-values"} & set(classes(table))
    within = [element for group in below(table, "tbody") for element in below(group)]
    spans = any({"rowspan", "colspan"} & element["attributes"].keys() for element in within)
    if len(rows) < WORTH_SORTING or others or spans:
        return
    kinds = [_kind([row[place] for row in rows]) for place in range(len(head))]
    states = any("state-" in element["attributes"].get("class", "") for element in within)
    data = {"number", "day"} & set(kinds) or states
    if not data and (len(rows) < 2 * WORTH_SORTING or kinds.count("text") < 2):
        return
    sortable = False
    for name, kind in zip(head, kinds, strict=True):
        if name is not None and is_a(name, "th") and kind and not _has_link(name):
            name["attributes"][SORTS] = kind
            sortable = True
    if sortable:
        add_class(table, "sortable")


def _has_link(head: Element) -> bool:
    return bool(below(head, "a") or list(head.findall(nodes.reference)))


def _kind(cells: Row) -> str:
    """What most of a column holds; nothing where it is sentences."""
    texts = [text for cell in cells if (text := words(cell)) not in NOTHING]
    for kind, has in (("number", NUMBER.fullmatch), ("day", DAY.match)):
        if texts and sum(bool(has(text)) for text in texts) * 3 >= len(texts) * 2:
            return kind
    # Of a name with a sentence below it, the name is what is sorted.
    names = [words(cell, between="\n").split("\n")[0] for cell in cells]
    return "text" if texts and all(len(name) <= SHORT for name in names) else ""


def _offer(table: Element, file: str) -> None:
    """A link, at the end of the line that says where the table comes from."""
    link = el("a", "CSV", classes="table-file", href=file, download="")
    box: nodes.Element = next((at for at in above(table) if "table-box" in classes(at)), table)
    origin = next((part for part in _up_to_next_table(box) if _is_origin(part)), None)
    if origin is None:
        origin = el("p", classes="origin")
        box.parent.insert(box.parent.index(box) + 1, origin)
    origin += [nodes.Text(" "), link]


def _up_to_next_table(box: nodes.Element) -> Iterator[nodes.Element]:
    for part in box.parent.children[box.parent.index(box) + 1 :]:
        if is_a(part, "table", "details") or below(part, "table"):
            return
        if isinstance(part, nodes.Element):
            yield part


def _is_origin(part: nodes.Element) -> bool:
    return (is_a(part, "p") or isinstance(part, nodes.paragraph)) and "origin" in classes(part)


def setup(app: Sphinx) -> None:
    # Late: what tools and forms put into a page is there by then, and no table of the text.
    app.connect("doctree-resolved", complete, priority=800)
