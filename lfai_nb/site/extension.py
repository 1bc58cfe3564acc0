"""What the book's pages may say beyond Markdown, so that no number is written by hand.

{rule}`INC-STARS`               the value of a rule, with its source on hovering
{rule}`INC-STARS@2022-01-01`    as it was on a date
{as-of}`DUES-PREMIER-NEW`       the date that the value is of
```{shown} dues-table           a table or a figure made from the data; see ``shown.py``
```{tool} dues                  a tool that answers in the page; see ``tools.py``
"""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lfai_nb import __version__
from lfai_nb.policy import NoSuchRule, NotKnownYet, Policy, Value, load
from lfai_nb.policy.words import day_in_words, say_value
from lfai_nb.site import pages
from lfai_nb.site.shown import SHOWN
from lfai_nb.site.tools import Tool

RoleResult = tuple[list[nodes.Node], list[nodes.system_message]]


def rule_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: Any
) -> RoleResult:
    try:
        policy, value = _find(text, inliner.document.settings.env.config.handbook_day)
    except (LookupError, ValueError) as error:
        return _fault(inliner, lineno, rawtext, f"{{rule}}`{text}`: {error}")
    words = say_value(policy[value.rule], value)
    explanation = f"{value.rule}: {value.source.title}, {value.where}"
    if value.quote:
        explanation += f": “{value.quote}”"
    return [nodes.abbreviation(rawtext, words, explanation=explanation)], []


def as_of_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: Any
) -> RoleResult:
    try:
        _, value = _find(text, inliner.document.settings.env.config.handbook_day)
    except (LookupError, ValueError) as error:
        return _fault(inliner, lineno, rawtext, f"{{as-of}}`{text}`: {error}")
    return [nodes.Text(day_in_words(value.start))], []


def _find(text: str, today: date) -> tuple[Policy, Value]:
    rule_id, _, day = text.partition("@")
    policy = load()
    return policy, policy.at(date.fromisoformat(day) if day else today).in_force(rule_id.strip())


def _fault(inliner: Inliner, lineno: int, rawtext: str, message: str) -> RoleResult:
    note = inliner.reporter.error(message, line=lineno)
    return [inliner.problematic(rawtext, rawtext, note)], [note]


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
        return [nodes.raw("", f'<div class="shown">{html}</div>', format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    # The one place of the site that asks the clock; a date can be given for a build that repeats.
    app.add_config_value("handbook_day", datetime.now(UTC).date(), "env", [date])
    # Jupyter Book sets these for extensions that this book leaves out.
    for name in ("comments_config", "use_jupyterbook_latex"):
        app.add_config_value(name, None, "")
    app.add_role("rule", rule_role)
    app.add_role("as-of", as_of_role)
    app.add_directive("shown", Shown)
    app.add_directive("tool", Tool)
    app.connect("config-inited", pages.configure)
    app.connect("builder-inited", pages.colour_code, priority=1)
    # Late, so that every extension has put its files on the page before they are sifted.
    app.connect("html-page-context", pages.complete, priority=900)
    app.connect("build-finished", pages.finish)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
