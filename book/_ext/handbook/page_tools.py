"""The tools that answer in the page: their markup, their data, their script, all within it.

```{tool} dues
```

A page with everything inside works from a folder as well as from a server, and needs no request.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from handbook import plan_data, tool_data
from handbook.links import Citation
from lfai_nb.domain import HOSTED_STAGES
from lfai_nb.hosting.schedule import RULES
from lfai_nb.lifecycle import licenses
from lfai_nb.lifecycle.fact_keys import FACTS, BadgeLevel, FactKey, Interval
from lfai_nb.policy import Rule, load

HERE = Path(__file__).parent
DATA: dict[str, Callable[[], dict[str, Any]]] = {
    "dues": tool_data.dues,
    "plan": plan_data.plan,
    "readiness": tool_data.readiness,
}
#: What the script of a tool is made of besides its own file and what all share.
PARTS = {
    "dues": ("words", "numbers", "dues_answers"),
    "plan": ("words",),
    "readiness": ("licences",),
    "start": ("words", "numbers", "dues_answers"),
}
#: Which rules a tool's answers rest on.
RESTS_ON: dict[str, Callable[[Rule], bool]] = {
    "dues": lambda rule: rule.topic == "dues" or rule.group == "member-benefit",
    "plan": lambda rule: rule.id in RULES,
    "readiness": lambda rule: (
        rule.stage in HOSTED_STAGES and rule.group in ("requirement", "task", "decision")
    ),
}


@cache
def script(name: str) -> str:
    """A whole ES module, as it is written: of a tool, what the tools share comes first.

    Nothing is taken out: compressed, as every host sends it, the largest is under 7 kB.
    """
    names = ("tool", *PARTS[name], name) if name in PARTS else (name,)
    return "\n".join((HERE / "js" / f"{part}.js").read_text("utf-8") for part in names)


def html(name: str) -> str:
    form = (HERE / "templates" / f"tool-{name}.html").read_text(encoding="utf-8")
    if name == "readiness":
        form = form.replace("@facts@", facts_form()).replace("@licences@", licence_options())
    data = tool_data.as_script_data(DATA[name]())
    return (
        f'{form}\n<script type="application/json" id="{name}-data">{data}</script>\n'
        f"<script>{at_once(name)}</script>"
    )


def in_cells(body: str) -> str:
    """A cell whose widget needs JupyterLab shows the page's tool, and folds its own code away.

    Its tag says which: ``tool-dues``.
    """
    for name in DATA:
        if f"tag_tool-{name}" not in body:
            continue
        soup = BeautifulSoup(body, "html.parser")
        for cell in soup.select(f".cell.tag_tool-{name}"):
            folded = soup.new_tag("details", attrs={"class": "cell-widget"})
            summary = soup.new_tag("summary")
            summary.string = "The code of the widget, for JupyterLab"
            cell.insert_before(BeautifulSoup(html(name), "html.parser"))
            cell.wrap(folded).insert(0, summary)
        body = str(soup)
    return body


def at_once(name: str) -> str:
    """The module as a script that runs where it stands: a deferred one would answer after the page
    was painted, and push down what is being read.
    """
    inner = re.sub("^export ", "", script(name), flags=re.MULTILINE)  # a script exports nothing
    return f'(() => {{ "use strict";\n{inner}}})();'


def licence_options() -> str:
    """The licences that the field for one offers: all that are approved and not deprecated."""
    listed = licenses.table()
    offered = (name for name in listed.approved if name not in listed.deprecated)
    return "".join(f'<option value="{escape(name)}">' for name in offered)


def facts_form() -> str:
    """A field for each kind of fact, in its group; left empty, the fact is unknown."""
    groups: dict[str, list[str]] = {}
    for key in FACTS.values():
        label = f'<label for="{key.key}">{escape(key.meaning)}</label>'
        groups.setdefault(key.group, []).append(f"<p>{label} {_field(key)}</p>")
    return "".join(
        f"<fieldset><legend>{escape(group)}</legend>{''.join(fields)}</fieldset>"
        for group, fields in groups.items()
    )


def _field(key: FactKey) -> str:
    named = f'id="{key.key}" name="{key.key}"'
    if key.type in (bool, BadgeLevel):
        words = ("yes", "no") if key.type is bool else tuple(map(str, BadgeLevel))
        options = "".join(f'<option value="{word}">{word}</option>' for word in words)
        return f'<select {named}><option value="">unknown</option>{options}</select>'
    example = {int: "", str: "Apache-2.0", Interval: "3 or 3-5"}[key.type]
    more = {int: ' inputmode="numeric"', str: ' list="licences"', Interval: ""}[key.type]
    return f'<input {named} maxlength="100" autocomplete="off" placeholder="{example}"{more}>'


class Tool(SphinxDirective):
    """A tool in the page, by its name."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in DATA:
            raise self.error(f"there is no tool {name!r}; there are {', '.join(DATA)}")
        made = nodes.raw("", html(name), format="html", tool=name)
        # So that the page lists its documents, and the place of each rule leads back to the tool.
        made["cites"] = list(cited(name))
        return [made]


def cited(name: str) -> Iterator[Citation]:
    for rule in load().rules.values():
        if RESTS_ON[name](rule):
            yield from (Citation(value.source.id, rule=rule.id) for value in rule.values)
