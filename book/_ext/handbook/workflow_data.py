"""What the workflow tool in the page knows: the steps, their headings, and the projects over time.

The script finds who was hosted on a day and puts the sentences together; ``served`` does the same
for the command line and the notebook.
"""

from datetime import date
from html import escape
from typing import Any

from lfai_nb.catalog import Catalog, Project
from lfai_nb.catalog import load as load_catalog
from lfai_nb.catalog.model import Left
from lfai_nb.domain import HOSTED_STAGES
from lfai_nb.hosting import workflow_sentences as sentences
from lfai_nb.hosting.served import what_became
from lfai_nb.hosting.workflow import ACROSS, HEADINGS, STEPS, WorkflowStep, heading_words, workflow
from lfai_nb.policy import load
from lfai_nb.policy.words import singular

SENTENCES = (
    *("WHOLE", "STEP", "GAP", "HEADINGS", "NO_HEADING", "PROJECT", "NO_STEP", "ELSEWHERE"),
    *("UNDER", "NONE_UNDER", "LEFT_UNDER", "READING", "NOT_HOSTED", "KNOWN_FROM", "NO_PROMISE"),
    *("HEADING", "HEADING_GAP", "GONE", "GONE_SOMETIME", "READ_AS", "BESIDE"),
)
RULES = (STEPS, ACROSS)
PARTS = {"data": "Data", "model": "Model", "use": "Use"}
ALONG = "All along"


def first_day() -> date:
    """The day from which the steps are known."""
    return max(load()[rule].values[0].start for rule in RULES)


def workflow_map() -> dict[str, Any]:
    catalog = load_catalog()
    flow = workflow(on=catalog.as_of, catalog=catalog)
    return {
        "stages": HOSTED_STAGES,
        "first": first_day().isoformat(),
        "sentences": {name.lower(): getattr(sentences, name) for name in SENTENCES},
        "units": {unit: singular(unit) for unit in ("projects", "hosted projects")},
        "steps": [_step(step) for step in flow.every],
        "projects": [_project(project, catalog) for project in catalog.projects],
    }


def form(markup: str) -> str:
    catalog = load_catalog()
    flow = workflow(on=catalog.as_of, catalog=catalog)
    groups = {**PARTS, "": ALONG}
    options = "".join(
        f'<optgroup label="{label}">'
        + "".join(
            f'<option value="{step.item.id}">{step.name}</option>'
            for step in flow.every
            if (step.item.part or "") == part
        )
        + "</optgroup>"
        for part, label in groups.items()
    )
    hosted = sorted(catalog.hosted_on(catalog.as_of), key=lambda project: project.name.casefold())
    projects = "".join(
        f'<option value="{project.id}">{project.name}</option>' for project in hosted
    )
    headings = "".join(
        f'<option value="{escape(words)}">{escape(words)}</option>'
        for step in flow.every
        for words in map(heading_words, step.headings)
    )
    markup = markup.replace("@headings@", headings)
    return markup.replace("@steps@", options).replace("@projects@", projects)


def _step(step: WorkflowStep) -> dict[str, Any]:
    return {
        "id": step.item.id,
        "name": step.name,
        "part": step.item.part or "",
        "headings": [heading_words(heading) for heading in HEADINGS.get(step.item.id, ())],
    }


def _project(project: Project, catalog: Catalog) -> dict[str, Any]:
    purpose, left = catalog.purpose_of(project), catalog.exit_of(project)
    gone = left is not None and left.what is not Left.EMERITUS and left.date
    topic = catalog.topic_of(project)
    return {
        "id": project.id,
        "name": project.name,
        "heading": heading_words((topic.topic, topic.part)) if topic else "",
        "events": [[each.stage, each.date.isoformat()] for each in catalog.events_of(project)],
        "left": gone.isoformat() if gone else None,
        "gone": [what_became(left), left.date.isoformat()] if left and left.date else None,
        "what": purpose.what if purpose else "",
    }
