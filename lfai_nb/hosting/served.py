"""Which hosted projects serve a step of the workflow, and which step a project serves.

    served(on=…)              the whole map: every step, the gaps, every project on it
    served("serving", on=…)   one step
    served("Adlik", on=…)     one project
    served("labelling", on=…) one heading of the landscape

>>> from datetime import date
>>> served("Adlik", on=date(2026, 11, 27)).headline
'Adlik is under “Model, Inference” of the landscape, which we read as “Serve”.'
>>> served("cleansing", on=date(2026, 11, 27)).projects
()
>>> served("labelling", on=date(2026, 11, 27)).at
'Data, Labeling & Annotation'
"""

from collections.abc import Sequence
from datetime import date

from lfai_nb import catalog as record
from lfai_nb.catalog import Catalog, Project
from lfai_nb.catalog.model import Exit
from lfai_nb.domain import HOSTED_STAGES
from lfai_nb.errors import BadInput
from lfai_nb.frozen import dataclass
from lfai_nb.hosting import workflow_sentences as sentences
from lfai_nb.hosting.workflow import Heading, Workflow, WorkflowStep, heading_words, workflow
from lfai_nb.policy import Policy
from lfai_nb.policy.words import counted, day_in_words


@dataclass(frozen=True, slots=True)
class ListedProject:
    """A hosted project, where the landscape lists it, and what it does."""

    project: Project
    heading: Heading | None  # None where we did not find it
    stage: str
    what: str
    steps: tuple[WorkflowStep, ...]

    @property
    def under(self) -> str:
        return heading_words(self.heading) if self.heading else ""

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.project.id,
            "name": self.project.name,
            "stage": self.stage,
            "heading": self.under,
            "what": self.what,
            "steps": [step.item.id for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class Served:
    """``steps`` and ``projects`` are those that were asked about; of the whole map, all on it."""

    at: str  # the id of a step or of a project, or a heading; "" of the whole map
    on: date
    headline: str
    about: tuple[str, ...]
    steps: tuple[WorkflowStep, ...]
    projects: tuple[ListedProject, ...]

    @property
    def gaps(self) -> tuple[WorkflowStep, ...]:
        return tuple(step for step in self.steps if not step.projects)

    @property
    def matched(self) -> bool:
        """Whether there is a project and a step that go together."""
        return bool(self.steps and self.projects)

    def as_json(self) -> dict[str, object]:
        return {
            "at": self.at,
            "on": self.on.isoformat(),
            "headline": self.headline,
            "about": list(self.about),
            "steps": [step.as_json() for step in self.steps],
            "gaps": [step.item.id for step in self.gaps],
            "projects": [entry.as_json() for entry in self.projects],
        }


def served(
    at: str = "", *, on: date, policy: Policy | None = None, catalog: Catalog | None = None
) -> Served:
    """The whole map, or a step, a heading or a project by its name; else ``BadInput``."""
    catalog = catalog or record.load()
    flow = workflow(on=on, policy=policy, catalog=catalog)
    if not at.strip():
        return _whole(flow, on, catalog)
    for step in flow.every:
        if at.strip().casefold() in (step.item.id, step.name.casefold()):
            return _of_step(step, flow, on, catalog)
    try:
        project = catalog.find(at)
    except record.NoSuchProject as error:
        headings = _like(at, flow)
        if len(headings) == 1:
            return _of_heading(headings[0], flow, on, catalog)
        raise BadInput(sentences.NEITHER.format(error=error, steps=_near(at, flow))) from None
    return _of_project(project, flow, on, catalog)


def _like(at: str, flow: Workflow) -> list[Heading]:
    """The headings that have each of these words, or one that is like it."""
    from difflib import get_close_matches  # slow to import, and only a name that is none needs it

    known = [heading for step in flow.every for heading in step.headings]
    whole = at.strip().casefold()
    exact = [heading for heading in known if heading_words(heading).casefold() == whole]
    given = [word for word in _words(at[:100]) if len(word) > 3]

    def has_all(heading: Heading) -> bool:
        words = _words(heading_words(heading))
        return all(get_close_matches(word, words, n=1, cutoff=0.8) for word in given)

    return exact or [heading for heading in known if given and has_all(heading)]


def _words(text: str) -> list[str]:
    return [word.strip(",&") for word in text.casefold().split()]


def _near(at: str, flow: Workflow) -> str:
    """The steps whose words, or whose headings' words, are like these; all of them if none is."""
    from difflib import get_close_matches  # slow to import, and only a name that is none needs it

    step_of = {
        word: step.item.id
        for step in flow.every
        for text in (step.item.id, step.name, *map(heading_words, step.headings))
        for word in _words(text)
        if len(word) > 3
    }
    near = [
        step_of[match]
        for word in at.casefold()[:100].split()
        for match in get_close_matches(word, step_of, n=3, cutoff=0.8)
    ]
    return ", ".join(dict.fromkeys(near) or (step.item.id for step in flow.every))


def _whole(flow: Workflow, on: date, catalog: Catalog) -> Served:
    projects = [project for step in flow.every for project in step.projects]
    headline = sentences.WHOLE.format(**steps_counted(flow))
    about = (
        sentences.ELSEWHERE.format(projects=counted(len(flow.elsewhere), "hosted projects")),
        sentences.READING,
    )
    return Served("", on, headline, about, flow.every, _entries(projects, flow, on, catalog))


def steps_counted(flow: Workflow) -> dict[str, int]:
    """What the sentence on the whole map counts."""
    every, gaps = len(flow.every), len(flow.gaps)
    return {"with_project": every - gaps, "every": every, "gaps": gaps}


def _of_step(step: WorkflowStep, flow: Workflow, on: date, catalog: Catalog) -> Served:
    entries = _entries(step.projects, flow, on, catalog)
    headings = "; ".join(_under(heading, flow, on, catalog) for heading in step.headings)
    if entries:
        headline = sentences.STEP.format(
            step=step.name,
            projects=counted(len(entries), "projects"),
            names=", ".join(entry.project.name for entry in entries),
        )
    else:
        headline = sentences.GAP.format(step=step.name)
    about = sentences.HEADINGS.format(headings=headings) if headings else sentences.NO_HEADING
    return Served(step.item.id, on, headline, (about, sentences.READING), (step,), entries)


def _of_heading(heading: Heading, flow: Workflow, on: date, catalog: Catalog) -> Served:
    """What is under a heading, what was, and what serves the step that we read it as."""
    step = next(step for step in flow.every if heading in step.headings)
    here = [project for project in step.projects if flow.headings[project.id] == heading]
    entries = _entries(here, flow, on, catalog)
    words = {"heading": heading_words(heading), "day": day_in_words(on), "step": step.name}
    headline = sentences.HEADING_GAP.format(**words)
    if entries:
        names = ", ".join(project.name for project in here)
        projects = counted(len(here), "projects")
        headline = sentences.HEADING.format(projects=projects, names=names, **words)
    once = [
        project for project in catalog.projects if _once_under(project, heading, flow, on, catalog)
    ]
    once.sort(key=lambda project: project.name.casefold())
    about = [_gone(project, catalog) for project in once]
    about.append(sentences.READ_AS.format(**words))
    others = [project.name for project in step.projects if project not in here]
    if others:
        about.append(sentences.BESIDE.format(names=", ".join(others), **words))
    elif not here:
        about.append(sentences.GAP.format(**words))
    about.append(sentences.READING)
    return Served(words["heading"], on, headline, tuple(about), (step,), entries)


def _gone(project: Project, catalog: Catalog) -> str:
    gone = catalog.exit_of(project)
    if gone is None or gone.date is None:
        return sentences.GONE_SOMETIME.format(name=project.name)
    return sentences.GONE.format(
        name=project.name, what=what_became(gone), day=day_in_words(gone.date)
    )


def what_became(gone: Exit) -> str:
    return f"{gone.what} to {gone.destination}" if gone.destination else str(gone.what)


def _under(heading: Heading, flow: Workflow, on: date, catalog: Catalog) -> str:
    """A heading with its projects, or with those that it had."""
    hosted = [project for project in catalog.projects if flow.headings.get(project.id) == heading]
    once = [
        project for project in catalog.projects if _once_under(project, heading, flow, on, catalog)
    ]
    words = sentences.UNDER if hosted else sentences.LEFT_UNDER if once else sentences.NONE_UNDER
    names = sorted((project.name for project in hosted or once), key=str.casefold)
    return words.format(
        heading=heading_words(heading), names=", ".join(names), day=day_in_words(on)
    )


def _once_under(
    project: Project, heading: Heading, flow: Workflow, on: date, catalog: Catalog
) -> bool:
    topic = catalog.topic_of(project)
    return (
        topic is not None
        and (topic.topic, topic.part) == heading
        and project.id not in flow.headings
        and any(
            event.stage in HOSTED_STAGES and event.date <= on
            for event in catalog.events_of(project)
        )
    )


def _of_project(project: Project, flow: Workflow, on: date, catalog: Catalog) -> Served:
    if project not in catalog.hosted_on(on):
        raise BadInput(sentences.NOT_HOSTED.format(name=project.name, day=day_in_words(on)))
    (entry,) = _entries([project], flow, on, catalog)
    words = {"name": project.name, "heading": entry.under}
    if entry.steps:
        (step,) = entry.steps  # a heading belongs to one step at most
        headline = sentences.PROJECT.format(step=step.name, **words)
    else:
        headline = sentences.NO_STEP.format(**words)
    return Served(project.id, on, headline, (sentences.READING,), entry.steps, (entry,))


def _entries(
    projects: Sequence[Project], flow: Workflow, on: date, catalog: Catalog
) -> tuple[ListedProject, ...]:
    return tuple(
        ListedProject(
            project,
            flow.headings.get(project.id),
            str(catalog.stage_on(project, on)),
            purpose.what if (purpose := catalog.purpose_of(project)) else "",
            tuple(step for step in flow.every if project in step.projects),
        )
        for project in projects
    )
