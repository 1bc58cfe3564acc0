"""What the first page has besides its text: a search, four numbers, and a card for each reader.

    ```{start} search
    ```

Everything is there without scripts: the forms lead to the pages that answer, and the card for
members shows the dues of a head-count that was worked out when the book was built.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from jinja2 import Environment, FileSystemLoader
from sphinx.util.docutils import SphinxDirective

from handbook import dues_data, page_tools, reading_time, tool_data, ways
from handbook.documents import documents
from handbook.links import Citation
from lfai_nb import catalog, policy
from lfai_nb.catalog.catalog import LANDSCAPE
from lfai_nb.domain import Stage
from lfai_nb.membership import compare
from lfai_nb.policy.words import day_in_words

TEMPLATES = Path(__file__).parent / "templates"
BOOK = Path(__file__).parents[2]
EMPLOYEES = 600  # of the example that the card for members opens with
#: What the dues of the card rest on.
DUES = ("DUES-GENERAL-NEW", "DUES-PREMIER-NEW")


def _search(on: date) -> dict[str, Any]:
    return {}


def _numbers(on: date) -> dict[str, Any]:
    record, rules = catalog.load(), policy.load()
    day = min(on, record.as_of)
    stages, members = record.counts_on(day), record.members_on(on)
    hosted = sum(count for stage, count in stages.items() if stage.hosted)
    years = sorted(source.dated.year for source in documents().values())
    newest = max(document.start for document in rules.documents)
    graduated = f"{stages[Stage.GRADUATION]} of them graduated, {day_in_words(day)}"
    premier = f"{members.premier} of them Premier, {day_in_words(members.date)}"
    rows = [
        (hosted, "hosted projects", graduated, "hosting/projects.html"),
        (members.total, "members", premier, "joining/members.html"),
        (
            len(rules.rules),
            "rules with their sources",
            f"the stages as of {day_in_words(newest)}",
            "reference/rules.html",
        ),
        (
            len(rules.contradictions),
            "places where the sources disagree",
            f"in {len(documents())} documents of {years[0]} to {years[-1]}",
            "reference/contradictions.html",
        ),
    ]
    keys = ("number", "what", "more", "href")
    return {"numbers": [dict(zip(keys, row, strict=True)) for row in rows]}


def _cards(on: date) -> dict[str, Any]:
    options = compare(EMPLOYEES, lf_member=False, organization="corporate", on=on)
    offered = {option.quote.level: option.quote for option in options}
    return {
        "employees": EMPLOYEES,
        "general": offered["general"],
        "premier": offered["premier"],
        "as_of": day_in_words(offered["general"].as_of),
        "projects": [project.name for project in catalog.load().projects],
        "ways": [
            {
                "id": way.id,
                "first": way.pages[0],
                "length": way.length,
                "time": reading_time.place(way.pages),
            }
            for way in ways.read(BOOK)
        ],
        "data": tool_data.as_script_data(dues_data.dues()),
        "script": page_tools.at_once("start"),
    }


PARTS: dict[str, Callable[[date], dict[str, Any]]] = {
    "search": _search,
    "numbers": _numbers,
    "cards": _cards,
}


def html(name: str, on: date) -> str:
    return _templates().get_template(f"start-{name}.html").render(PARTS[name](on))


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)


def cited(name: str, on: date) -> Iterator[Citation]:
    if name == "cards":
        for rule in DUES:
            value = policy.load().at(on).in_force(rule)
            yield Citation(value.source.id, value.where, value.rule)
    if name == "numbers":
        yield Citation(LANDSCAPE)


class Start(SphinxDirective):
    """A part of the first page, by its name."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        name, on = self.arguments[0], self.config.handbook_day
        if name not in PARTS:
            raise self.error(f"the first page has no part {name!r}; there are {', '.join(PARTS)}")
        made = nodes.raw("", html(name, on), format="html", start=name)
        made["cites"] = list(cited(name, on))
        return [made]
