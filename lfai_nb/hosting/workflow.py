"""The steps of the machine learning workflow, with the hosted projects that serve each.

The slide that draws the workflow names no project. The landscape lists each project under a
heading, and some headings name the work of a step. Which heading belongs to which step is our
reading, made by their words alone; a heading that fits no step, or several, is left out, and a step
without a heading is a gap of the landscape's words and not of the foundation.

>>> from datetime import date
>>> steps = {step.item.id: step for step in workflow(on=date(2026, 11, 27)).steps}
>>> [project.name for project in steps["serving"].projects]
['Adlik']
>>> steps["cleansing"].projects
()
"""

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from lfai_nb import catalog as record
from lfai_nb.catalog import Catalog, Project
from lfai_nb.frozen import dataclass
from lfai_nb.policy import Item, Policy, load

STEPS, ACROSS = "FLOW-STEPS", "FLOW-ACROSS"
Heading: TypeAlias = tuple[str, str]
#: By the id of a step, or of what runs through all of them: the landscape's headings.
HEADINGS: Mapping[str, tuple[Heading, ...]] = {
    "ingestion": (("Data", "Stream Processing"), ("Data", "Pipeline Management")),
    "preparation": (("Data", "Labeling & Annotation"), ("Data", "Feature Engineering")),
    "building": (
        ("Machine Learning", "Framework"),
        ("Machine Learning", "Library"),
        ("Deep Learning", "Framework"),
    ),
    "training": (("Model", "Training"), ("Model", "Federated Learning")),
    "serving": (("Model", "Inference"),),
    "monitoring": (("Trusted & Responsible AI", "Explainability"),),
    "trust": (
        ("Trusted & Responsible AI", "Bias & Fairness"),
        ("Trusted & Responsible AI", "Adversarial"),
    ),
    "governance": (("Data", "Governance"), ("Data", "Lineage")),
}


@dataclass(frozen=True, slots=True)
class WorkflowStep:
    item: Item
    headings: tuple[Heading, ...]
    projects: tuple[Project, ...]

    @property
    def name(self) -> str:
        return self.item.text

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.item.id,
            "name": self.name,
            "part": self.item.part or "",
            "headings": [heading_words(heading) for heading in self.headings],
            "projects": [project.id for project in self.projects],
        }


def heading_words(heading: Heading) -> str:
    return ", ".join(heading)


@dataclass(frozen=True, slots=True)
class Workflow:
    steps: tuple[WorkflowStep, ...]
    across: tuple[WorkflowStep, ...]
    elsewhere: tuple[Project, ...]  # hosted, and under a heading that names no step

    headings: Mapping[str, Heading]  # of each hosted project, by its id

    @property
    def every(self) -> tuple[WorkflowStep, ...]:
        return (*self.steps, *self.across)

    @property
    def gaps(self) -> tuple[WorkflowStep, ...]:
        return tuple(step for step in self.every if not step.projects)


def workflow(*, on: date, policy: Policy | None = None, catalog: Catalog | None = None) -> Workflow:
    catalog = catalog or record.load()
    view = (policy or load(("workflow",))).at(on)
    hosted = catalog.hosted_on(on)
    topics = {project.id: catalog.topic_of(project) for project in hosted}
    headings = {key: (topic.topic, topic.part) for key, topic in topics.items() if topic}
    under: dict[Heading, list[Project]] = {}
    for project in hosted:
        if project.id in headings:
            under.setdefault(headings[project.id], []).append(project)

    def step(item: Item) -> WorkflowStep:
        read_as = HEADINGS.get(item.id, ())
        projects = [project for heading in read_as for project in under.get(heading, ())]
        return WorkflowStep(
            item, read_as, tuple(sorted(projects, key=lambda project: project.name.casefold()))
        )

    steps = tuple(map(step, view.items(STEPS)))
    across = tuple(map(step, view.items(ACROSS)))
    placed = {project.id for step in (*steps, *across) for project in step.projects}
    elsewhere = tuple(project for project in hosted if project.id not in placed)
    return Workflow(steps, across, elsewhere, headings)
