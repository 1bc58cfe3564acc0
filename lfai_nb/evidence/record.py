"""What the foundation's own record says about a project that it hosts: the catalogue, as facts.

A project that was accepted fits the mission, and nobody need find that out again. The record has
its charter where the foundation published it, and its proposal where that is among the proposals to
the TAC. Each fact names the document, and the place in it.

>>> from datetime import date
>>> from lfai_nb.evidence.source import Subject
>>> fact = FoundationRecord(on=date(2026, 8, 14)).facts(Subject.parse("onnx/onnx"))["fits_mission"]
>>> fact.value, fact.method
(True, 'accepted on 31 October 2019: Projects, column Accepted')
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from lfai_nb import catalog
from lfai_nb.catalog import Project
from lfai_nb.domain import Stage
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import Fact, ProjectFacts
from lfai_nb.policy.words import day_in_words

_PROPOSALS = "project-proposals"
_TRACKERS = "foundation-issues"
_COMPANY_SPONSOR = "company sponsor"


class FoundationRecord:
    """The catalogue as a source.

    ``on``: what had happened by that day. ``stage``: the one that is asked for; a project that has
    it, or a later one, was voted for.
    """

    name = "catalogue"

    def __init__(self, *, on: date | None = None, stage: Stage | None = None) -> None:
        self._known = catalog.load()
        self._on = on or self._known.as_of
        self._stage = stage

    def facts(self, subject: Subject) -> ProjectFacts:
        project = self._known.by_repository(subject.repository)
        facts = list(self._found(project)) if project else []
        return ProjectFacts.of(subject.name, subject.repository, *facts, stage=subject.stage)

    def _found(self, project: Project) -> Iterator[Fact]:
        yield from self._accepted(project)
        yield from self._proposal(project)
        yield from self._charter(project)
        yield from self._sponsor(project)
        yield from self._vote(project)

    def _accepted(self, project: Project) -> Iterator[Fact]:
        if project.accepted and project.accepted_source:
            if project.accepted <= self._on:
                day, place = day_in_words(project.accepted), project.accepted_where
                method = f"accepted on {day}: {place}"
                yield self._fact("fits_mission", project.accepted_source, method)
            return
        events = self._known.events_of(project)
        if events and events[0].date <= self._on:
            first = events[0]
            method = f"hosted since {day_in_words(first.date)}: {first.where}"
            yield self._fact("fits_mission", first.source, method)

    def _proposal(self, project: Project) -> Iterator[Fact]:
        """The file of its proposal; what became of it says nothing here."""
        purpose = self._known.purpose_of(project)
        places = [(project.contributed_by_source, project.contributed_by_where)]
        places += [(purpose.source, purpose.where)] if purpose else []
        places += [
            (field.source, field.where)
            for field in self._known.proposals
            if field.project == project.id
        ]
        for source, place in places:
            if source and (source == _PROPOSALS or source == f"proposal-{project.id}"):
                if self._known.joined(project) <= self._on:
                    method = f"among the proposals to the TAC: {(place or '').partition(', ')[0]}"
                    yield self._fact("proposal_submitted", source, method)
                return

    def _charter(self, project: Project) -> Iterator[Fact]:
        for charter in self._known.charters:
            if charter.project != project.id or charter.date > self._on:
                continue
            agreement = charter.source.startswith("agreement-")
            key = "contribution_agreement" if agreement else "technical_charter"
            what = "contribution agreement" if agreement else "charter"
            method = f"{what} of {day_in_words(charter.date)}: {charter.where}"
            note = charter.note or ""
            if "draft" in note:
                reason = f"{method}; the name of the file calls it a draft: ask the foundation"
                yield self._unknown(key, charter.source, reason)
            else:
                yield self._fact(key, charter.source, method, note)

    def _sponsor(self, project: Project) -> Iterator[Fact]:
        source, place = project.contributed_by_source, project.contributed_by_where or ""
        if source == _TRACKERS and _COMPANY_SPONSOR in place:
            reason = (
                f"its onboarding tracker names {project.contributed_by} as company sponsor "
                f"({place}); whether that is a member of the foundation is not in the record"
            )
            yield self._unknown("member_sponsor", source, reason)

    def _vote(self, project: Project) -> Iterator[Fact]:
        """The council's own vote: the day is that of the landscape, which follows it."""
        for event in self._known.events_of(project):
            hosted = event.stage.hosted and event.date <= self._on
            if self._stage is not None and hosted and event.stage >= self._stage:
                method = f"at {event.stage.title()} since {day_in_words(event.reached)}"
                yield self._fact("tac_vote", event.source, method)
                return

    def _fact(self, key: str, source: str, method: str, note: str = "") -> Fact:
        document = self._known.sources[source]
        return Fact(
            key=key,
            value=True,
            source=f"{self.name} ({document.title})",
            url=document.url,
            retrieved=_start_of(document.date),
            method=method,
            note=note,
        )

    def _unknown(self, key: str, source: str, reason: str) -> Fact:
        document = self._known.sources[source]
        return Fact.unknown(
            key,
            reason,
            source=f"{self.name} ({document.title})",
            url=document.url,
            retrieved=_start_of(document.date),
        )


def _start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
