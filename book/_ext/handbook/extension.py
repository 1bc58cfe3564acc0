"""What the book's pages may say beyond Markdown, so that no number is written by hand.

{rule}`INC-STARS`               a value with a link to its source, and kin: ``citations.py``
```{rules} incubation           rules, contradictions, sources: ``rule_pages.py``
```{shown} dues-table           a table or a figure made from the data: ``tables/``
```{api} lfai_nb.policy         the public names of a package: ``api.py``
```{tool} dues                  a tool that answers in the page: ``page_tools.py``
```{project} milvus             the page of a project: ``project_pages.py``
```{start} search               a part of the first page: ``start_page.py``
```{try}                        Python that the reader changes and runs: ``try_cells.py``
{reading-time}`joining`         how long pages take to read: ``reading_time.py``
"""

import os
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from handbook import (
    api,
    book_search,
    citations,
    contents,
    data_tables,
    fact_cards,
    folded_code,
    head,
    ingredients,
    notebook_buttons,
    project_pages,
    reading_time,
    rule_pages,
    table_filter,
    usable,
    ways,
)
from handbook.page_tools import Tool, in_cells
from handbook.parts import el
from handbook.start_page import Start
from handbook.tables import SHOWN
from handbook.try_cells import TryCell
from lfai_nb import __version__
from lfai_nb.policy import NoSuchRule, NotKnownYet


class FromData(SphinxDirective):
    """Something generated from the data, by its name."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in SHOWN:
            raise self.error(f"nothing is shown under {name!r}; there are {', '.join(SHOWN)}")
        try:
            content = SHOWN[name](self.config.handbook_day)
        except (NotKnownYet, NoSuchRule) as error:
            raise self.error(f"{name}: {error}") from None
        ingredients.note(self.env, "table", name)
        return [el("div", content, classes="shown", **{"data-shown": name})]


def today() -> date:
    """The one place of the site that asks the clock, and not where a build is to be repeated.

    SOURCE_DATE_EPOCH, in seconds since 1970, is how such a build is given its day.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)).date()


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("handbook_day", today(), "env", [date])
    app.add_config_value("handbook_lab_notebooks", [], "html", [list])
    # Jupyter Book sets these for extensions that this book leaves out.
    for name in ("comments_config", "use_jupyterbook_latex"):
        app.add_config_value(name, None, "")
    api.setup(app)
    book_search.setup(app)
    citations.setup(app)
    contents.setup(app)
    data_tables.setup(app)
    reading_time.setup(app)
    rule_pages.setup(app)
    project_pages.setup(app)
    ingredients.setup(app)
    fact_cards.setup(app)
    folded_code.setup(app)
    notebook_buttons.setup(app)
    table_filter.setup(app)
    usable.setup(app)
    ways.setup(app)
    app.add_directive("shown", FromData)
    app.add_directive("start", Start)
    app.add_directive("tool", Tool)
    app.add_directive("try", TryCell)
    app.connect("doctree-resolved", in_cells)
    app.connect("config-inited", head.configure)
    app.connect("builder-inited", head.set_up, priority=1)
    # Late, so that every extension has put its files on the page before they are sifted.
    app.connect("html-page-context", head.complete, priority=900)
    # After the theme, which writes the colours of code at the end of a build.
    app.connect("build-finished", head.finish, priority=900)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
