"""The machine learning workflow: its steps, and the hosted projects that serve each as a map."""

from collections.abc import Callable, Sequence
from datetime import date

from handbook.parts import (
    Content,
    bullets,
    chart_foot,
    el,
    made_from,
    project_link,
    recorded,
    table,
)
from handbook.workflow_data import ALONG, PARTS
from lfai_nb.catalog.catalog import LANDSCAPE
from lfai_nb.chart import numbers_file
from lfai_nb.hosting import workflow_sentences as sentences
from lfai_nb.hosting.served import served, steps_counted
from lfai_nb.hosting.workflow import WorkflowStep, workflow
from lfai_nb.policy import load
from lfai_nb.policy.words import counted

GAP = "no hosted project"


def workflow_steps(on: date) -> Content:
    view = load().at(on)
    rows = [
        (head, bullets(i for i in view.items("FLOW-STEPS") if i.part == part))
        for part, head in PARTS.items()
    ]
    rows.append((ALONG, bullets(view.items("FLOW-ACROSS"))))
    rows.append(("Where it runs", bullets(view.items("FLOW-WHERE"))))
    rules = ("FLOW-STEPS", "FLOW-ACROSS", "FLOW-WHERE")
    steps = table("The machine learning workflow", ["Part", "Steps"], rows)
    return [steps, made_from(*map(view.in_force, rules))]


def workflow_map(on: date) -> Content:
    """The steps with the hosted projects that serve each, and the gaps.

    Made of text and links rather than drawn: it leads to the projects' pages by keyboard, and on a
    telephone its columns come one below the other.
    """
    flow, view = workflow(on=on), load().at(on)
    every, whole = flow.every, served(on=on)
    placed = {project.id for step in every for project in step.projects}
    finding = sentences.MAP.format(**steps_counted(flow))
    measure = (
        f"{counted(len(placed), 'projects')} by the landscape's heading, where it names one step; "
        "dashed: no project under such a heading"
    )
    columns = {
        name: [step for step in flow.steps if step.item.part == part]
        for part, name in PARTS.items()
    }
    parts = [_part(name, steps) for name, steps in {**columns, ALONG: flow.across}.items()]
    numbers = numbers_file(
        "the-workflow-and-its-projects",
        ("part", "step", "projects"),
        [
            (
                PARTS.get(step.item.part, ALONG),
                step.name,
                " | ".join(p.name for p in step.projects),
            )
            for step in every
        ],
    )
    rules = map(view.in_force, ("FLOW-STEPS", "FLOW-ACROSS"))
    return [
        el(
            "figure",
            el("figcaption", el("strong", finding), " ", el("span", measure)),
            el("div", parts, classes="flow-map"),
            made_from(*rules),
            recorded(LANDSCAPE),
            chart_foot(*numbers),
            classes="chart",
        ),
        el("details", el("summary", "Which heading we read as which step"), _headings(every)),
        el("p", whole.about[0]),
    ]


def _part(name: str, steps: Sequence[WorkflowStep]) -> Content:
    return el("section", el("h4", name), el("ol", [_step(step) for step in steps]))


def _step(step: WorkflowStep) -> Content:
    if not step.projects:
        return el("li", step.name, ": ", GAP, classes="gap")
    links = [el("li", project_link(project.id, project.name)) for project in step.projects]
    return el("li", el("strong", step.name), el("ul", links))


def _headings(steps: Sequence[WorkflowStep]) -> Content:
    rows = [
        (
            step.name,
            "; ".join(f"{topic}, {part}" for topic, part in step.headings) or "no heading names it",
            str(len(step.projects)),
        )
        for step in steps
    ]
    heads = ["Step", "Headings of the landscape", "Projects"]
    return table("The steps and the landscape's headings", heads, rows)


SHOWN: dict[str, Callable[[date], Content]] = {
    "workflow-steps": workflow_steps,
    "workflow-map": workflow_map,
}
