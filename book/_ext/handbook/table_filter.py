"""Search, sort and filter for the tables with the class ``searchable``: a script, on their pages
alone."""

from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import count
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from handbook.elements import Element

SCRIPTS = Path(__file__).parent / "js"
# In the page from the start, so that nothing moves when the script comes; without scripts, hidden.
FORM = """<div class="tool table-tool"><form role="search">
<p><label for="search-{n}">Search this table</label>
<input type="search" id="search-{n}" autocomplete="off"></p>
{filters}<p><label for="sort-{n}">Sort by</label>
<select id="sort-{n}" data-sort><option value="">the order of the list</option></select></p>
</form><p role="status">&nbsp;</p></div>
"""
FILTER = """<p><label for="filter-{n}-{column}">{head}</label>
<select id="filter-{n}-{column}" data-column="{column}" name="{name}"><option value="">any</option>\
</select></p>
"""


@cache
def script(name: str = "table_filter") -> str:
    parts = ("calendar", "sort_keys", name)
    return "\n".join((SCRIPTS / f"{part}.js").read_text("utf-8") for part in parts)


def form(number: int, table: Element) -> str:
    return FORM.format(n=number, filters="".join(_filters(number, table)))


def _filters(number: int, table: Element) -> Iterator[str]:
    heads = (cell for cell in table.findall(Element) if cell["tag"] == "th" and _is_head(cell))
    for column, head in enumerate(heads):
        if chosen := escape(head["attributes"].get("data-filter", "")):
            yield FILTER.format(n=number, column=column, head=chosen, name=chosen.lower())


def _is_head(cell: Element) -> bool:
    return bool(cell["attributes"].get("scope") == "col")


def add(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """When the page is written: what the form says is no text of the page, to be found or read."""
    numbers = count()
    for table in [element for element in doctree.findall(Element) if _is_searchable(element)]:
        before = nodes.raw("", form(next(numbers), table), format="html")
        table.parent.insert(table.parent.index(table), before)
    if next(numbers):
        # In the page, as the tools are: it works from a folder, and its hash stands in the policy.
        doctree += nodes.raw("", f'<script type="module">{script()}</script>', format="html")


def _is_searchable(element: Element) -> bool:
    return (
        element["tag"] == "table" and "searchable" in element["attributes"].get("class", "").split()
    )


def setup(app: Sphinx) -> None:
    app.connect("doctree-resolved", add)
