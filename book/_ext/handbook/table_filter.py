"""Search and sort for the tables with the class ``searchable``: a script, on their pages alone."""

import re
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

SCRIPT = Path(__file__).parent / "js" / "table_filter.js"
TABLE = re.compile(r'(?=<table class="[^"]*\bsearchable\b)')
# In the page from the start, so that nothing moves when the script comes; without scripts, hidden.
FORM = """<div class="tool table-tool"><form role="search">
<p><label for="search-{n}">Search this table</label>
<input type="search" id="search-{n}" autocomplete="off"></p>
<p><label for="sort-{n}">Sort by</label>
<select id="sort-{n}"><option value="">the order of the list</option></select></p>
</form><p role="status">&nbsp;</p></div>
"""


@cache
def script() -> str:
    return SCRIPT.read_text("utf-8")


def add(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    numbers = count()
    body, tables = TABLE.subn(lambda _: FORM.format(n=next(numbers)), context.get("body", ""))
    if tables:
        # In the page, as the tools are: it works from a folder, and its hash stands in the policy.
        context["body"] = body + f'<script type="module">{script()}</script>'


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", add, priority=950)  # when the body is finished
