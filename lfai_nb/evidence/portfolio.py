"""The projects of the catalogue with their committed snapshots, judged without any host.

facts_of_all()        each project with its newest known facts and its present stage
facts_of(project)     the same of one, asked for the next stage or for another
judged(stage, on)     the same, judged: for the stage asked for, or for the next one
at_entry()            the facts of the day on which each project was let into a stage
organizations_of(id)  the report on a project's contributing organizations; …_in_words(id) says it
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from lfai_nb import catalog
from lfai_nb.domain import Stage
from lfai_nb.evidence.merge import merge
from lfai_nb.evidence.organization_words import established
from lfai_nb.evidence.record import FoundationRecord
from lfai_nb.evidence.snapshot import Snapshots
from lfai_nb.evidence.source import Subject
from lfai_nb.frozen import dataclass, replace
from lfai_nb.lifecycle.facts import FACTS, ProjectFacts
from lfai_nb.lifecycle.facts_file import load
from lfai_nb.lifecycle.planning import Forecast, forecast
from lfai_nb.lifecycle.readiness import Assessment, State, assess
from lfai_nb.places import data_dir


def evidence_dir() -> Path:
    return data_dir() / "evidence"


@cache
def committed_snapshots() -> Snapshots:
    return Snapshots(evidence_dir() / "snapshots")


@cache
def facts_of_all() -> tuple[ProjectFacts, ...]:
    """Every project of the catalogue, in its order, from the snapshots and the record."""
    return tuple(facts_of(project) for project in catalog.load().projects)


def facts_of(project: catalog.Project, stage: Stage | None = None) -> ProjectFacts:
    """What its snapshots and the record know, asked for a stage: this one, or the next."""
    known = catalog.load()
    present = known.stage_on(project, known.as_of)
    subject = Subject(project.name, project.repository, stage=present)
    facts = committed_snapshots().facts(subject)
    record = FoundationRecord(stage=stage or asked_for(facts))
    return merge(subject, [facts, record.facts(subject)]).facts


def asked_for(project: ProjectFacts) -> Stage:
    """The stage that a look at a whole portfolio asks about: the next one, or the last there is.

    For a graduated project that is the stage it holds; for one that is not hosted any more, or has
    retired, the first.
    """
    if project.stage is None or not project.stage.hosted:
        return Stage.SANDBOX
    return project.stage.next or project.stage


def judged(*, stage: Stage | None, on: date) -> tuple[Assessment, ...]:
    return tuple(assess(project, stage or asked_for(project), on=on) for project in facts_of_all())


def forecasts(assessment: Assessment) -> dict[str, Forecast]:
    """For each count that falls short: when it would be reached, from its dated snapshots."""
    project = assessment.project
    subject = Subject(project.name, project.repository)
    forecasts: dict[str, Forecast] = {}
    for row in assessment.rows:
        needed = row.value.content if row.value else None
        if row.state is not State.UNMET or FACTS[row.rule.fact].type is not int:
            continue
        series = committed_snapshots().series(subject, row.rule.fact)
        dated = [
            (fact.retrieved.date(), fact.value)
            for fact in (*series, project[row.rule.fact])
            if fact.retrieved is not None and isinstance(fact.value, int)
        ]
        assert isinstance(needed, int)  # a count is asked for where a count is known
        forecasts[row.rule.id] = forecast(dated, needed)
    return forecasts


def organizations_of(project_id: str) -> Mapping[str, Any] | None:
    """The newest committed report, without a person in it; none where no history was read."""
    path = evidence_dir() / "organizations" / f"{project_id}.json"
    if not path.is_file():
        return None
    report: Mapping[str, Any] = json.loads(path.read_text("utf-8"))["windows"][0]
    return report


def organizations_in_words(project_id: str) -> str:
    """Who the organisations are, and how many people show none; "" where no history was read."""
    report = organizations_of(project_id)
    if report is None:
        return ""
    return established(
        [organization["name"] for organization in report["organizations"]],
        possible=len(report["possible"]),
        people=report["people"],
        unknown_people=report["unknown_people"],
        unknown_share=report["unknown_commits_share"],
    )


@dataclass(frozen=True, slots=True)
class Admission:
    """A project on the day on which it was let into a stage, as far as the record shows."""

    project: str
    stage: Stage
    day: date  # of the decision: nobody could be held to a rule that came after it
    facts: ProjectFacts


def at_entry(project_id: str = "") -> Iterator[Admission]:
    """The entries that there is a file of facts for, in the order of the catalogue's events.

    Of one project, or else of all.
    """
    folder = evidence_dir() / "entries"
    known = catalog.load()
    names = {project.id: project.name for project in known.projects}
    first: set[tuple[str, Stage]] = set()
    for event in known.stages if not project_id else known.events_of(project_id):
        key = (event.project, event.stage)
        path = folder / f"{event.project}.{event.stage}.toml"
        if key in first or not path.is_file():
            continue
        first.add(key)
        facts = replace(load(path), stage=event.stage)
        day = known.decided_by(event)
        yield Admission(names[event.project], event.stage, day, facts)
