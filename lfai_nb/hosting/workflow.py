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

from lfai_nb import catalog as record
from lfai_nb.catalog import Catalog, Project
from lfai_nb.frozen import dataclass
from lfai_nb.policy import Item, Policy, load

STEPS, ACROSS = "FLOW-STEPS", "FLOW-ACROSS"
#: By the id of a step, or of what runs through all of them: the landscape's headings.
HEADINGS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "ingestion": (("Data", "Stream Processing"), ("Data", "Pipeline Management")),
    "preparation": (("Data", "Labeling & Annotation"), ("Data", "Feature Engineering")),
    "building": (
        ("Machine Learning", "Framework"),
        ("Machine Learning", "Library"),
        ("Deep Learning", "Framework"),
    ),
    "training": (
        ("Model", "Training"),
        ("Model", "Federated Learning"),
        ("Distributed Computing", "Computing & Management"),
        ("Distributed Computing", "Interface"),
    ),
    "serving": (("Model", "Inference"),),
    "monitoring": (("Trusted & Responsible AI", "Explainability"),),
    "trust": (
        ("Trusted & Responsible AI", "Bias & Fairness"),
        ("Trusted & Responsible AI", "Adversarial"),
    ),
    "governance": (("Data", "Governance"), ("Data", "Lineage")),
}


@dataclass(frozen=True, slots=True)
class Step:
    item: Item
    headings: tuple[tuple[str, str], ...]
    projects: tuple[Project, ...]


@dataclass(frozen=True, slots=True)
class Workflow:
    steps: tuple[Step, ...]
    across: tuple[Step, ...]
    elsewhere: tuple[Project, ...]  # hosted, and under a heading that names no step

    @property
    def gaps(self) -> tuple[Step, ...]:
        return tuple(step for step in (*self.steps, *self.across) if not step.projects)


def workflow(*, on: date, policy: Policy | None = None, catalog: Catalog | None = None) -> Workflow:
    catalog = catalog or record.load()
    view = (policy or load(("workflow",))).at(on)
    hosted = catalog.hosted_on(on)
    under: dict[tuple[str, str], list[Project]] = {}
    for project in hosted:
        if (topic := catalog.topic_of(project)) is not None:
            under.setdefault((topic.topic, topic.part), []).append(project)

    def step(item: Item) -> Step:
        headings = HEADINGS.get(item.id, ())
        projects = [project for heading in headings for project in under.get(heading, ())]
        return Step(
            item, headings, tuple(sorted(projects, key=lambda project: project.name.casefold()))
        )

    steps = tuple(map(step, view.items(STEPS)))
    across = tuple(map(step, view.items(ACROSS)))
    placed = {project.id for step in (*steps, *across) for project in step.projects}
    return Workflow(steps, across, tuple(project for project in hosted if project.id not in placed))
