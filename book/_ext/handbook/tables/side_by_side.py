"""Tables that slides have, and the rules of neighbouring foundations beside our own."""

from collections.abc import Callable
from datetime import date
from functools import partial

from handbook.documents import known
from handbook.parts import (
    NONE,
    Content,
    bullets,
    el,
    origin,
    page_link,
    recorded,
    rule_link,
    table,
    value_link,
)
from lfai_nb.catalog import Cell, load
from lfai_nb.policy import View
from lfai_nb.policy import load as load_policy
from lfai_nb.policy.words import joined as in_a_row

#: The tables of slides: what each is called, and what its first column holds.
PRESENTED = {
    "deeprec-comparison": (
        "DeepRec and three others, as DeepRec's presenters judge them",
        "System",
    ),
    "deeprec-features": ("DeepRec's features, by the names on the slide", "For"),
    "deeprec-users": ("What four users report, as DeepRec's presenters state it", "User"),
    "flagai-roadmap": ("FlagAI's roadmap of June 2022", "For"),
    "tony-cluster": ("LinkedIn's Hadoop clusters in July 2021", "What"),
    "tony-alternatives": ("Other ways, as TonY's presenters judge them", "Solution"),
}
NEIGHBOURS = "neighbours"


def presented(name: str, on: date) -> Content:
    """A table of a slide, in its own words."""
    caption, first = PRESENTED[name]
    rows, columns = _laid_out(_cells(name))
    cells = [(row, *(_cell(of.get(column)) for column in columns)) for row, of in rows.items()]
    return [table(caption, [first, *columns], cells), recorded(*_sources(name))]


def neighbours(on: date) -> Content:
    """What this foundation asks of a project, beside two that are near it in subject."""
    view = load_policy().at(on)
    rows, columns = _laid_out(_cells(NEIGHBOURS))
    ours = {row: answer(view) for row, answer in OURS.items()}
    cells = [
        (row, ours[row], *(_cell(of.get(column)) for column in columns)) for row, of in rows.items()
    ]
    head = ["What", "LF AI & Data", *columns]
    rules = ("STG-NAMES", "INC-BADGE", "INC-ORGS", "INC-VOTE", "STG-REAPPLY-MONTHS", "REV-ANNUAL")
    return [
        table(
            "Three foundations of the Linux Foundation for AI", head, cells, classes="comparison"
        ),
        origin(*map(view.in_force, rules), view.in_force("MEM-LEVELS")),
        recorded(*_sources(NEIGHBOURS)),
    ]


def _hosts(view: View) -> Content:
    names = [load().find(project_id).name for project_id in ("onnx", "milvus", "docling", "kedro")]
    return [f"{in_a_row(names)}, ", page_link("book/hosting/projects", "and others")]


#: For each row of the table of neighbours what this foundation asks, by the rules.
OURS: dict[str, Callable[[View], Content]] = {
    "What it hosts": _hosts,
    "Stages": lambda view: bullets(view.items("STG-NAMES")),
    "Best Practices badge": lambda view: ["Incubation: ", value_link(view["INC-BADGE"])],
    "A sponsor on the technical body": lambda view: rule_link(
        view.in_force("SBX-TAC-SPONSOR"), "Needed"
    ),
    "Organisations": lambda view: [
        "Incubation: ",
        value_link(view["INC-ORGS"]),
        " that contribute",
    ],
    "Who decides": lambda view: ["Incubation: ", value_link(view["INC-VOTE"])],
    "After a refusal": lambda view: [
        "A new request ",
        value_link(view["STG-REAPPLY-MONTHS"]),
        " after the first",
    ],
    "Reviews": lambda view: rule_link(view.in_force("REV-ANNUAL"), "Every year"),
    "Members": lambda view: bullets(view.items("MEM-LEVELS")),
}


def _cells(name: str) -> list[Cell]:
    return [cell for cell in load().cells if cell.table == name]


def _laid_out(cells: list[Cell]) -> tuple[dict[str, dict[str, Cell]], list[str]]:
    """The cells by row and column, and the columns in their order."""
    rows: dict[str, dict[str, Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
    return rows, list(dict.fromkeys(cell.column for cell in cells))


def _cell(cell: Cell | None) -> Content:
    """The words, with the place that has them; several entries become a list."""
    if cell is None:
        return NONE
    place = f"{known(cell.source).title}, {cell.where}"
    words: Content = bullets(cell.value) if len(cell.value) > 1 else cell.value[0]
    return el("div", words, title=place)


def _sources(name: str) -> dict[str, None]:
    return dict.fromkeys(cell.source for cell in _cells(name))


SHOWN: dict[str, Callable[[date], Content]] = {
    **{name: partial(presented, name) for name in PRESENTED},
    NEIGHBOURS: neighbours,
}
