"""What the book's pages may say beyond Markdown, so that no number is written by hand.

{rule}`INC-STARS`               a value with a link to its source, and its kin; see ``citing.py``
```{rules} incubation           the record itself: rules, contradictions, sources; see ``record.py``
```{shown} dues-table           a table or a figure made from the data; see ``shown.py``
```{tool} dues                  a tool that answers in the page; see ``tools.py``
"""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lfai_nb import __version__
from lfai_nb.policy import NoSuchRule, NotKnownYet
from lfai_nb.site import citing, pages, record, searchable
from lfai_nb.site.shown import SHOWN
from lfai_nb.site.tools import Tool

#: What is made from more than the data and the program, so that no page with it is ever stale.
READ_ANEW = ("demos-", "status-")


class Shown(SphinxDirective):
    """Something generated from the data, by its name."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in SHOWN:
            raise self.error(f"nothing is shown under {name!r}; there are {', '.join(SHOWN)}")
        try:
            html = SHOWN[name](self.config.handbook_day)
        except (NotKnownYet, NoSuchRule) as error:
            raise self.error(f"{name}: {error}") from None
        if name.startswith(READ_ANEW):
            self.env.note_reread()
        return [nodes.raw("", f'<div class="shown">{html}</div>', format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    # The one place of the site that asks the clock; a date can be given for a build that repeats.
    app.add_config_value("handbook_day", datetime.now(UTC).date(), "env", [date])
    # Jupyter Book sets these for extensions that this book leaves out.
    for name in ("comments_config", "use_jupyterbook_latex"):
        app.add_config_value(name, None, "")
    citing.setup(app)
    record.setup(app)
    searchable.setup(app)
    app.add_directive("shown", Shown)
    app.add_directive("tool", Tool)
    app.connect("config-inited", pages.configure)
    app.connect("builder-inited", pages.set_up, priority=1)
    # Late, so that every extension has put its files on the page before they are sifted.
    app.connect("html-page-context", pages.complete, priority=900)
    app.connect("build-finished", pages.finish)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
