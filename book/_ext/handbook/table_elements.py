"""Every table of a page as one kind of node: those of Markdown, and those stored as HTML."""

from docutils import nodes

from handbook.elements import Element
from handbook.parts import el
from handbook.stored_html import open_up


def as_elements(page: nodes.Element) -> None:
    """Every table of the page as one kind of node."""
    for raw in list(page.findall(nodes.raw)):
        if "<table" in raw.astext() and raw["format"] == "html":
            open_up(raw)
    for table in list(page.findall(nodes.table)):
        table.parent.replace(table, _from_docutils(table))


def _from_docutils(table: nodes.table) -> Element:
    """As the writer would write it: rows are counted through, heads are marked."""
    number = 0
    parts = [el("caption", title.children) for title in table.findall(nodes.title)]
    for tag, part in (("thead", nodes.thead), ("tbody", nodes.tbody)):
        for group in table.findall(part):
            rows = []
            for row in group.findall(nodes.row):
                number += 1
                cells = [_cell(entry, "th" if tag == "thead" else "td") for entry in row.children]
                rows.append(el("tr", cells, classes="row-odd" if number % 2 else "row-even"))
            parts.append(el(tag, rows))
    names = [name for name in table["classes"] if name != "colwidths-auto"]
    return el("table", parts, classes=" ".join([*names, "docutils", "align-default"]))


def _cell(entry: nodes.Node, tag: str) -> Element:
    assert isinstance(entry, nodes.entry)
    spans = {"colspan": entry.get("morecols", 0), "rowspan": entry.get("morerows", 0)}
    wide = {name: str(more + 1) for name, more in spans.items() if more}
    names = [*(["head"] if tag == "th" else []), *entry["classes"]]
    return el(tag, entry.children, classes=" ".join(names), **wide)
