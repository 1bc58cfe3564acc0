"""The tools that answer in the page: their markup, their data, their script, all within it.

```{tool} dues
```

A page with everything inside works from a folder as well as from a server, and needs no request.
What can wait until the answer stands is a file of its own, as a script that runs from a folder too,
and not a module, which does not. Its name holds a hash of what is in it, so that no cache is stale.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from handbook import (
    council_data,
    dues_data,
    openness_data,
    packet_data,
    plan_data,
    readiness_form,
    review_data,
    take_away_data,
    tool_data,
    workflow_data,
)
from handbook.links import Citation
from handbook.parts import el
from lfai_nb.domain import HOSTED_STAGES
from lfai_nb.hosting.schedule import RULES
from lfai_nb.membership.desk import COUNCIL, SPONSOR, WISHES
from lfai_nb.places import data_dir
from lfai_nb.policy import Rule, load

HERE = Path(__file__).parent
DATA: dict[str, Callable[[], dict[str, Any]]] = {
    "attendance": council_data.attendance,
    "dues": dues_data.dues,
    "openness": openness_data.openness,
    "plan": plan_data.plan,
    "proposal": packet_data.proposal,
    "readiness": tool_data.readiness,
    "review": review_data.review,
    "seats": council_data.seats,
    "vote": council_data.vote,
    "workflow": workflow_data.workflow_map,
}
#: What is put into the form of a tool besides its template.
FORMS: dict[str, Callable[[str], str]] = {
    "attendance": council_data.attendance_form,
    "dues": lambda form: form.replace("@wishes@", wishes_form()),
    "openness": openness_data.form,
    "proposal": packet_data.form,
    "readiness": readiness_form.form,
    "review": review_data.form,
    "vote": council_data.vote_form,
    "workflow": workflow_data.form,
}
#: Scripts beside the tool's own, in front of it, which have no need of what the tools share.
BESIDE = {
    "attendance": ("text_of", "roll", "voters"),
    "dues": ("fitting",),
    "readiness": ("licences",),
}
#: What the script of a tool is made of besides its own file and what all share.
PARTS = {
    "attendance": ("page_parts", "readings"),
    "dues": ("words", "choice", "digits", "numbers", "dues_answers", "page_parts"),
    "openness": ("words", "page_parts"),
    "plan": ("words", "choice", "days", "page_parts"),
    "proposal": ("words", "choice", "github_address", "claims"),
    "readiness": ("words", "digits", "typed_fact", "readiness_judge"),
    "review": ("words", "choice", "days", "markdown", "page_parts"),
    "search_answers": ("calendar", "words", "choice", "digits", "numbers", "dues_answers"),
    "seats": ("page_parts",),
    "start": ("calendar", "words", "choice", "digits", "numbers", "dues_answers"),
    "vote": ("digits", "page_parts", "readings"),
    "workflow": ("words", "choice", "markdown", "page_parts"),
}
#: What reads a project from its facts file.
FROM_A_FILE = ("digits", "licences", "typed_fact", "toml", "facts_file", "project_file")
#: Files of their own: those that follow the answer, and those that are loaded when they are needed.
#: The name of each begins with that of its tool.
FILES = {
    "proposal_more": (
        "markdown",
        "page_parts",
        "packet_papers",
        "text_of",
        "file_panel",
        "proposal_more",
    ),
    "proposal_record": ("packet_record", "proposal_record"),
    "proposal_file": (*FROM_A_FILE, "proposal_file"),
    "proposal_readiness": (
        *("markdown", "page_parts", "digits", "licences", "typed_fact", "readiness_judge"),
        *("readiness_report", "readiness_markdown", "rule_place", "proposal_readiness"),
    ),
    "readiness_more": ("rule_place", "readiness_more"),
    "readiness_check": ("github_address", "text_of", "file_panel", "readiness_check"),
    "readiness_detail": (
        *("page_parts", "readiness_report", "readiness_take", "rule_place", "readiness_detail"),
    ),
    "readiness_file": ("github_address", "toml", "facts_file", "readiness_file"),
    "readiness_live": ("github_address", "readiness_measure", "readiness_live"),
    "review_more": ("text_of", "file_panel", "review_more"),
    "review_file": (*FROM_A_FILE, "review_changes", "review_file"),
}
#: The data that a file of its own brings along, by the name that its script has for it.
BRINGS: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "proposal_file": ("factsData", tool_data.typing),
    "proposal_readiness": ("rulesData", packet_data.judging),
    "proposal_record": ("recordData", packet_data.record),
    "readiness_detail": ("takeAwayData", take_away_data.take_away),
    "readiness_live": ("requestTable", tool_data.requests),
    "review_file": ("factsData", tool_data.typing),
}
#: What the tools read besides what is beside them.
OUTSIDE = (data_dir() / "requests.toml", take_away_data.WORKFLOW)
#: Which files come with the page of a tool, in their order.
FOLLOWS = {
    "proposal": ("proposal_more",),
    "readiness": ("readiness_more", "readiness_check", "readiness_detail"),
    "review": ("review_more",),
}
#: What a tool has besides: scripts of their own, which listen to its answers.
MORE = {"dues": ("dues_desk",)}
#: Which rules a tool's answers rest on.
RESTS_ON: dict[str, Callable[[Rule], bool]] = {
    "attendance": lambda rule: rule.id in council_data.ATTENDANCE_RULES,
    "dues": lambda rule: (
        rule.topic == "dues" or rule.group == "member-benefit" or rule.id in (COUNCIL, SPONSOR)
    ),
    "openness": lambda rule: rule.id in openness_data.RULES,
    "plan": lambda rule: rule.id in RULES,
    "proposal": lambda rule: rule.id in packet_data.RULES,
    "readiness": lambda rule: (
        rule.stage in HOSTED_STAGES and rule.group in ("requirement", "task", "decision")
    ),
    "review": lambda rule: rule.id in review_data.RULES,
    "seats": lambda rule: rule.id in council_data.SEATS_RULES,
    "vote": lambda rule: rule.id in council_data.vote_rules(),
    "workflow": lambda rule: rule.id in workflow_data.RULES,
}


def source(*parts: str) -> str:
    return "\n".join((HERE / "js" / f"{part}.js").read_text("utf-8") for part in parts)


@cache
def script(name: str) -> str:
    """A whole ES module, as it is written: of a tool, what the tools share comes first."""
    return source(*(("tool", *PARTS[name], name) if name in PARTS else (name,)))


def html(name: str, root: str = "") -> str:
    """The tool's markup, its data and its script; ``root`` leads to the top of the site."""
    form = (HERE / "templates" / f"tool-{name}.html").read_text(encoding="utf-8")
    form = FORMS.get(name, str)(form)
    for part in FILES:
        form = form.replace(f"@{part}@", f"{root}_static/{file_name(part)}")
    data = tool_data.as_script_data(DATA[name]())
    before = "".join(f"<script>{without_remarks(script(part))}</script>\n" for part in beside(name))
    after = "".join(
        f'\n<script src="{root}_static/{file_name(part)}"></script>'
        for part in FOLLOWS.get(name, ())
    )
    return (
        f'{form}\n<script type="application/json" id="{name}-data">{data}</script>\n{before}'
        f"<script>{at_once(name)}</script>{''.join(_more(name))}{after}"
    )


def beside(name: str) -> tuple[str, ...]:
    """The scripts in front of a tool's own: each has how days are read and tables dressed."""
    return ("calendar", *BESIDE.get(name, ()), "tables")


def _more(name: str) -> Iterator[str]:
    """Scripts that answer after the tool, from the same form: each is small by itself."""
    for part in MORE.get(name, ()):
        yield f"\n<script>{at_once(part)}</script>"


def wishes_form() -> str:
    """A box for each thing that an organisation can want of membership."""
    return "".join(
        f'<label><input type="checkbox" name="want_{wish.id}" value="yes"> '
        f"{escape(wish.label)}</label>"
        for wish in WISHES.values()
    )


WIDGET_CODE = "The code of the widget, for JupyterLab"
#: In the place of a tool that would make the page of a notebook too heavy, or leads from its own.
LED_TO = {
    "attendance": (
        '<p>The same in a page: <a href="{root}book/foundation/attendance.html">who may vote next '
        "time</a>, for your own table or minutes.</p>"
    ),
    "proposal": (
        '<p>The same in a page: <a href="{root}book/hosting/proposal.html">the proposal</a>, for '
        "every project and for your own facts file.</p>"
    ),
    "readiness": (
        '<p>The same in a page: <a href="{root}book/hosting/readiness.html">the readiness tool</a>'
        ", for every project and for your own.</p>"
    ),
    "review": (
        '<p>The same in a page: <a href="{root}book/hosting/review.html">the annual review</a>, '
        "for every project.</p>"
    ),
    "workflow": (
        '<p>The same in a page: <a href="{root}book/foundation/working-together.html'
        '#which-projects-serve-which-step">the workflow map</a>.</p>'
    ),
}


def in_cells(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """A cell whose widget needs JupyterLab shows the page's tool, and folds its own code away.

    Its tag says which: ``tool-dues``.
    """
    root = "../" * docname.count("/")
    tags = {f"tag_tool-{name}": name for name in DATA}
    for cell in list(doctree.findall(nodes.container)):
        for tag in tags.keys() & set(cell["classes"]):
            name = tags[tag]
            tool = LED_TO[name].format(root=root) if name in LED_TO else html(name, root)
            folded = el("details", el("summary", WIDGET_CODE), classes="cell-widget")
            cell.replace_self([nodes.raw("", tool, format="html", tool=name), folded])
            folded += cell


def at_once(name: str) -> str:
    """The module as a script that runs where it stands: a deferred one would answer after the page
    was painted, and push down what is being read. It hands on what the files after it use.
    """
    inner = without_remarks(_no_exports(script(name)))
    if name in FOLLOWS:
        files = (file for file in FILES if tool_of(file) == name)
        used = ", ".join(sorted(_used(inner, *map(own_source, files))))
        inner += f"globalThis.handbookTool = {{ {used} }};\n"
    return f'(() => {{ "use strict";\n{inner}}})();'


def tool_of(file: str) -> str:
    return file.partition("_")[0]


def own_source(name: str) -> str:
    return _no_exports(source(*FILES[name]))


def file(name: str) -> str:
    """A file of its own, as it is sent: what it uses of the scripts before it comes first."""
    inner = without_remarks(own_source(name))
    before = _no_exports(script(tool_of(name)))
    used = ", ".join(sorted(_used(before, inner)))
    given = ""
    if name in BRINGS:
        constant, data = BRINGS[name]
        given = f"const {constant} = {tool_data.as_script_data(data())};\n"
    head = f"const {{ {used} }} = globalThis.handbookTool;\n{given}"
    return f'(() => {{ "use strict";\n{head}{inner}}})();\n'


def without_remarks(script: str) -> str:
    """Rows that are remarks alone stay with those who write it: a tenth of it."""
    return re.sub(r"^ *//.*\n", "", script, flags=re.MULTILINE)


def file_name(name: str) -> str:
    return f"{name}.{hashlib.sha256(file(name).encode()).hexdigest()[:12]}.js"


def write_files(static: Path) -> None:
    """Put the files beside the theme's, in place of those of an earlier build."""
    for name in FILES:
        for old in static.glob(f"{name}.*.js"):
            old.unlink()
        (static / file_name(name)).write_text(file(name), encoding="utf-8")


def _no_exports(module: str) -> str:
    return re.sub("^export ", "", module, flags=re.MULTILINE)  # a script exports nothing


def _used(before: str, *after: str) -> set[str]:
    """The names that ``before`` declares, and a file after it uses."""
    declared = re.findall(r"^(?:async )?(?:const|function|class) (\w+)", before, re.MULTILINE)
    words = set(re.findall(r"(?<!\.)\b\w+\b", "\n".join(after)))
    return {*declared} & words


class Tool(SphinxDirective):
    """A tool in the page, by its name."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in DATA:
            raise self.error(f"there is no tool {name!r}; there are {', '.join(DATA)}")
        root = "../" * self.env.docname.count("/")
        # The names of the files change with what is in them, and the page has to change with them.
        # Files alone: of a folder Sphinx believes that it is gone, and reads the page each time.
        scripts = (path for path in (HERE / "js").rglob("*") if path.is_file())
        for path in (*scripts, *HERE.glob("*.py"), *OUTSIDE):
            self.env.note_dependency(str(path))
        made = nodes.raw("", html(name, root), format="html", tool=name)
        # So that the page lists its documents, and the place of each rule leads back to the tool.
        made["cites"] = list(cited(name))
        return [made]


def cited(name: str) -> Iterator[Citation]:
    for rule in load().rules.values():
        if RESTS_ON[name](rule):
            yield from (Citation(value.source.id, rule=rule.id) for value in rule.values)
