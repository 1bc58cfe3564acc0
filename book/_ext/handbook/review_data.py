"""What the review tool in the page knows: the hosted projects, the expectations, the slides.

The script counts months and finds the next anniversary. The days, the expectations, what other
projects took and every sentence are given here, from what ``lfai-nb review`` answers with.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from handbook.tool_data import change_days
from lfai_nb.catalog import Catalog, Project
from lfai_nb.catalog import load as load_catalog
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.faces.review import took_words
from lfai_nb.hosting import sentences
from lfai_nb.hosting.review import DECK, SLIDE_OF, took
from lfai_nb.hosting.schedule import EXPECTED, REVIEWED
from lfai_nb.policy import NotKnownYet, Policy, Range, load
from lfai_nb.policy.words import singular

SENTENCES = (
    *("REVIEWED", "PASSED", "SPAN", "OVER", "LAST_REVIEW", "REVIEW_RULE", "NOT_HOSTED"),
    *("CONTRIBUTED", "JOINED", "TO_WRITE", "NO_PROMISE", "SAME", "CHANGED"),
)
RULES = (DECK, REVIEWED, *EXPECTED.values())


def review() -> dict[str, Any]:
    policy, catalog = load(), load_catalog()
    return {
        "stages": HOSTED_STAGES,
        "sentences": {name.lower(): getattr(sentences, name) for name in SENTENCES},
        "units": {unit: singular(unit) for unit in ("months", "facts", "texts")},
        "slides_of": SLIDE_OF,
        "took": dict(_took(catalog)),
        "periods": list(_periods(policy)),
        "projects": [_project(project, catalog) for project in catalog.hosted_on(catalog.as_of)],
    }


def form(markup: str) -> str:
    catalog = load_catalog()
    hosted = sorted(catalog.hosted_on(catalog.as_of), key=lambda project: project.name.casefold())
    options = "".join(f'<option value="{project.id}">{project.name}</option>' for project in hosted)
    return markup.replace("@projects@", options)


def _took(catalog: Catalog) -> Iterator[tuple[Stage, Any]]:
    for stage in HOSTED_STAGES:
        if other := took(catalog, stage):
            yield stage, {"json": other.as_json(), "words": took_words(stage, other)}


def _periods(policy: Policy) -> Iterator[dict[str, Any]]:
    before: dict[str, Any] = {}
    for day in change_days(policy):
        try:
            slides = policy.at(day).items(DECK)
            values = {stage: policy.at(day)[rule] for stage, rule in EXPECTED.items()}
        except NotKnownYet:
            continue
        spans = {
            stage: {"low": value.content.low, "high": value.content.high}
            | {"words": str(value.content)}
            for stage, value in values.items()
            if value and isinstance(value.content, Range)
        }
        period = {
            "slides": [{"id": item.id, "text": item.text} for item in slides],
            "expected": spans,
        }
        if period != before:
            yield {"from": day.isoformat(), **period}
        before = period


def _project(project: Project, catalog: Catalog) -> dict[str, Any]:
    purpose = catalog.purpose_of(project)
    held = sorted(each.date for each in catalog.reviews if each.project == project.id and each.date)
    return {
        "id": project.id,
        "name": project.name,
        "joined": catalog.joined(project).isoformat(),
        "events": [
            [each.stage, each.date.isoformat(), catalog.decided_by(each).isoformat()]
            for each in catalog.events_of(project)
        ],
        "held": [_iso(day) for day in held],
        "by": project.contributed_by or "",
        "link": project.repository,
        "what": purpose.what if purpose else "",
    }


def _iso(day: date) -> str:
    return day.isoformat()
