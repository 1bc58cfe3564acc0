"""The readiness widget for JupyterLab: a project, a stage, a version of the rules, suppositions.

What is known of the project is not asked again: there is a question for each fact that is open, and
for no other.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial

import ipywidgets as widgets

from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.errors import HandbookError
from lfai_nb.faces.readiness import readiness_html
from lfai_nb.faces.text import escape
from lfai_nb.lifecycle.facts import FACTS, BadgeLevel, ProjectFacts
from lfai_nb.lifecycle.gate import StageNotOffered, gate, next_stage
from lfai_nb.lifecycle.planning import what_if
from lfai_nb.lifecycle.readiness import assess, rules
from lfai_nb.policy.words import day_in_words

AS_KNOWN = "as it is known"
OPEN = "unknown"
_ANSWERS = ((OPEN, None), ("yes", True), ("no", False))
# These have a control of their own, which offers what the rules ask for.
_OFFERED = ("stars", "contributing_organizations", "badge_level")


def readiness_widget(
    projects: Sequence[ProjectFacts], days: Sequence[date], *, present: str = ""
) -> widgets.VBox:
    """Controls over some projects and versions of the rules; the last child shows the verdict,
    and the last but one holds the questions that are open.

    The suppositions start as "as it is known", so that what is shown first is what was measured.
    """
    by_name = {project.name: project for project in projects}
    style = {"description_width": "13em"}
    layout = widgets.Layout(width="auto", max_width="36em")

    def choice(label: str, options: Sequence[object], value: object) -> widgets.Dropdown:
        return widgets.Dropdown(
            options=options, value=value, description=label, style=style, layout=layout
        )

    project = choice("Project", list(by_name), present or next(iter(by_name)))
    stage = choice("Ready for", [(each.title(), each) for each in HOSTED_STAGES], Stage.SANDBOX)
    version = choice("By the rules of", [(day_in_words(day), day) for day in days], days[-1])
    stars = choice("Suppose stars", [AS_KNOWN, *thresholds("stars", days)], AS_KNOWN)
    most = max(thresholds("contributing_organizations", days), default=0)
    orgs = choice("Suppose organisations", [AS_KNOWN, *range(1, most + 1)], AS_KNOWN)
    badge = choice("Suppose the badge", [AS_KNOWN, *map(str, BadgeLevel)], AS_KNOWN)
    rest = widgets.Checkbox(
        value=False,
        description="Suppose that what nobody looked up is in order",
        indent=False,
        layout=layout,
    )
    questions, answer = widgets.VBox(), widgets.HTML()
    answered: dict[str, object] = {}

    def ask(_change: object = None) -> None:
        """A question for each fact that the record leaves open, with the answers given so far."""
        controls = []
        for key in open_questions(by_name[project.value], stage.value, version.value):
            control = widgets.ToggleButtons(
                options=_ANSWERS,
                value=answered.get(key),
                description=FACTS[key].sentence,
                style={"description_width": "initial", "button_width": "6em"},
            )
            control.observe(partial(hear, key), names="value")
            controls.append(control)
        questions.children = controls

    def hear(key: str, change: Mapping[str, object]) -> None:
        answered[key] = change["new"]
        show()

    def another_project(_change: object = None) -> None:
        answered.clear()
        start_with_the_next_stage()
        ask()

    def show(_change: object = None) -> None:
        given = {
            "stars": stars.value,
            "contributing_organizations": orgs.value,
            "badge_level": badge.value,
        }
        supposed = {key: value for key, value in given.items() if value != AS_KNOWN}
        supposed |= {key: value for key, value in answered.items() if value is not None}
        answer.value = answer_html(
            by_name[project.value], stage.value, version.value, supposed, rest.value
        )

    def start_with_the_next_stage(_change: object = None) -> None:
        try:
            stage.value = next_stage(by_name[project.value].stage)
        except StageNotOffered:
            stage.value = HOSTED_STAGES[-1]

    project.observe(another_project, names="value")
    stage.observe(ask, names="value")
    version.observe(ask, names="value")
    controls = (project, stage, version, stars, orgs, badge, rest)
    for control in controls:
        control.observe(show, names="value")
    another_project()
    show()
    return widgets.VBox([*controls, questions, answer])


def open_questions(project: ProjectFacts, stage: Stage, on: date) -> list[str]:
    """The facts with the answer yes or no that the stage asks for and that are not known."""
    try:
        unsettled = assess(project, stage, on=on).unsettled
    except HandbookError:  # the verdict says why there is none
        return []
    return [key for key in unsettled if FACTS[key].type is bool and key not in _OFFERED]


def thresholds(fact: str, days: Sequence[date]) -> list[int]:
    """Every count that a stage asked for on one of the days, for one fact."""
    numbers: set[int] = set()
    for day in days:
        for stage in HOSTED_STAGES:
            with suppress(StageNotOffered):
                measured = gate(stage, on=day, policy=rules()).measured
                counts = [
                    requirement.value.content
                    for requirement in measured
                    if requirement.rule.fact == fact
                ]
                numbers |= {n for n in counts if type(n) is int}
    return sorted(numbers)


def answer_html(
    project: ProjectFacts,
    stage: Stage,
    on: date,
    supposed: Mapping[str, object],
    rest_in_order: bool,
) -> str:
    """What the widget shows for these choices: a verdict, or why there is none."""
    try:
        judged = assess(project, stage, on=on)
        if rest_in_order:
            judged = what_if(judged, **_in_order(judged.unsettled, project))
        return readiness_html(what_if(judged, **supposed) if supposed else judged)
    except HandbookError as error:
        return f'<p role="alert">{escape(str(error))}</p>'


def _in_order(keys: Sequence[str], project: ProjectFacts) -> dict[str, object]:
    """Yes to every open question that is answered by yes or no; numbers stay open."""
    return {key: True for key in keys if FACTS[key].type is bool and not project[key].known}
