"""Search, sort and filter for the tables with the class ``searchable``: a script, on their pages
alone."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

SCRIPT = Path(__file__).parent / "js" / "table_filter.js"
TABLE = re.compile(r'(?=<table class="[^"]*\bsearchable\b.*?<thead>(.*?)</thead>)', re.DOTALL)
HEAD = re.compile(r'<th(?: data-filter="([^"]*)")?')
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
def script() -> str:
    return SCRIPT.read_text("utf-8")


def form(number: int, head: str) -> str:
    return FORM.format(n=number, filters="".join(_filters(number, head)))


def _filters(number: int, head: str) -> Iterator[str]:
    for column, chosen in enumerate(HEAD.findall(head)):
        if chosen:
            yield FILTER.format(n=number, column=column, head=chosen, name=chosen.lower())


def add(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    numbers = count()
    body, tables = TABLE.subn(lambda m: form(next(numbers), m[1]), context.get("body", ""))
    if tables:
        # In the page, as the tools are: it works from a folder, and its hash stands in the policy.
        context["body"] = body + f'<script type="module">{script()}</script>'


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", add, priority=950)  # when the body is finished
