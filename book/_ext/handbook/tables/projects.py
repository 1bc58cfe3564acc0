"""What is known of the four projects that have a page, by date."""

from collections.abc import Callable
from datetime import date
from functools import partial

from handbook.parts import NONE, Content, el, project_link, recorded, table
from lfai_nb.catalog import load
from lfai_nb.demos.registry import load_runs
from lfai_nb.domain import Stage
from lfai_nb.policy.words import day_in_words

#: Project, and what it is for, in the words of this book.
FOR = {
    "flagai": "Load, train and use large language models in one way",
    "deeprec": "Recommend from tables that are larger than memory",
    "edl": "Train on machines that come and go",
    "tony": "Start training on a Hadoop cluster",
}


def four(on: date) -> Content:
    catalog = load()
    rows = []
    for project_id, purpose in FOR.items():
        project = catalog.find(project_id)
        rows.append(
            (
                project.name,
                purpose,
                project.contributed_by or NONE,
                day_in_words(project.accepted) if project.accepted else NONE,
                _now(project_id, on),
            )
        )
    heads = ("Project", "What it is for", "From", "Accepted", "Stage at the last count")
    return [table("The four projects", heads, rows), recorded("landscape-history")]


#: Projects that a reader may have heard of; the choice is this book's.
SOME = ("onnx", "milvus", "docling", "kedro", "delta-lake", "flyte")


def some(on: date) -> Content:
    """A few hosted projects with what each does, for a reader who knows none."""
    catalog = load()
    day = min(on, catalog.as_of)
    hosted = [project for project in map(catalog.find, SOME) if catalog.stage_on(project, day)]
    rows, sources = [], []
    for project in hosted:
        purpose = catalog.purpose_of(project)
        assert purpose is not None  # the choice is of projects whose own words were read
        rows.append(
            (
                project_link(project.id, project.name),
                purpose.what,
                _now(project.id, on),
            )
        )
        sources.append(purpose.source)
    heads = ("Project", "What it does", "Stage")
    caption = f"Some of the projects hosted on {day_in_words(day)}"
    return [table(caption, heads, rows), recorded("landscape-history", *sources)]


def card(project_id: str, on: date) -> Content:
    """What the record knows of one project, each number with its day."""
    catalog = load()
    project = catalog.find(project_id)
    address = project.repository
    rows: list[tuple[str, Content]] = [
        ("Code", el("a", address.removeprefix("https://"), classes="external", href=address)),
        ("Contributed by", project.contributed_by or NONE),
        ("Accepted", day_in_words(project.accepted) if project.accepted else NONE),
    ]
    for event in catalog.events_of(project):
        if event.date <= on:
            rows.append(
                (f"On the landscape since {day_in_words(event.date)}", event.stage.capitalize())
            )
    left = catalog.exit_of(project)
    if left is not None and left.date is not None and left.date <= on:
        when = f"Since {day_in_words(left.date)}"
    else:
        when = f"On the landscape of {day_in_words(min(on, catalog.as_of))}"
    rows.append((when, _now(project_id, on)))
    if project.measured_on is not None:
        when = f"on {day_in_words(project.measured_on)}"
        for name, value in (("stars", project.stars), ("contributors", project.contributors)):
            if value is not None:
                rows.append((f"GitHub {name}, {when}", f"{value:,}"))
        if project.licence:
            rows.append((f"Licence as GitHub has it, {when}", project.licence))
        if project.badge_percent is not None:
            rows.append((f"Badge, passing level, {when}", f"{project.badge_percent} %"))
    note: Content = el("p", project.note, classes="origin") if project.note else []
    sources = (
        project.contributed_by_source,
        project.accepted_source,
        project.source,
        project.measured_source,
    )
    known = table(f"{project.name} in the record", ("What", "Known"), rows)
    return [known, note, recorded(*filter(None, sources))]


def _now(project_id: str, on: date) -> str:
    stage: Stage | None = load().stage_on(project_id, min(on, load().as_of))
    return stage.capitalize() if stage else "no longer listed"


def demos(project_id: str, on: date) -> Content:
    """The demos that can be started by name; that there is none is said too."""
    every = load_runs().values()
    runs = [run for run in every if run.name.startswith(f"{project_id}-")]
    if not runs:
        return el("p", f"There is no demo of {load().find(project_id).name} yet.")
    rows = [(el("code", f"lfai-nb demo {run.name}"), run.title, f"{run.seconds} s") for run in runs]
    heads = ("Start it", "What it shows", "Time on two CPU cores, about")
    return table("Demos to run", heads, rows)


SHOWN: dict[str, Callable[[date], Content]] = {
    "four-projects": four,
    "some-projects": some,
    **{f"project-{project_id}": partial(card, project_id) for project_id in FOR},
    **{f"demos-{project_id}": partial(demos, project_id) for project_id in FOR},
}
