"""The foundation's record as a source: what nobody has to find out again, and with which source."""

from datetime import date

import pytest

from lfai_nb import catalog
from lfai_nb.domain import Stage
from lfai_nb.evidence.merge import merge
from lfai_nb.evidence.portfolio import facts_of_all
from lfai_nb.evidence.record import FoundationRecord
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import Fact, ProjectFacts

LATE = date(2026, 8, 14)


def record(name: str, *, on: date = LATE, stage: Stage | None = None) -> ProjectFacts:
    project = catalog.load().find(name)
    return FoundationRecord(on=on, stage=stage).facts(Subject(project.name, project.repository))


def test_a_project_that_was_accepted_fits_the_mission() -> None:
    """A graduated project was told to find out whether it does."""
    facts = record("ONNX")
    fact = facts["fits_mission"]
    assert fact.value is True
    assert fact.source == "catalogue (List of accepted projects in proposing-projects)"
    assert fact.url.startswith("https://github.com/lfai/")
    assert all(project["fits_mission"].known for project in facts_of_all())


def test_before_it_was_accepted_nothing_of_it_had_happened() -> None:
    assert dict(record("ONNX", on=date(2019, 10, 30)).facts) == {}
    before_the_charter = record("ONNX", on=date(2020, 4, 1))
    assert before_the_charter["fits_mission"].known
    assert not before_the_charter["technical_charter"].known


def test_the_proposal_and_the_charter_are_known_by_their_files() -> None:
    facts = record("ONNX")
    assert facts["proposal_submitted"].method.endswith("proposals/onnx.adoc")
    assert facts["technical_charter"].method.startswith("charter of 2 April 2020: onnx")
    assert "affiliations" not in record("Adlik")["proposal_submitted"].method


def test_a_draft_is_no_charter_and_an_agreement_is_another_paper() -> None:
    assert "calls it a draft" in record("Bitol")["technical_charter"].reason
    flagai = record("FlagAI")
    assert flagai["contribution_agreement"].value is True
    assert "technical_charter" not in flagai.facts


def test_a_company_that_a_tracker_names_is_not_taken_for_a_member() -> None:
    reason = record("Bitol")["member_sponsor"].reason
    assert "names AIDA User Group as company sponsor (#63, company sponsor)" in reason


@pytest.mark.parametrize(
    ("stage", "voted"),
    [(None, None), (Stage.SANDBOX, True), (Stage.INCUBATION, True), (Stage.GRADUATION, None)],
)
def test_a_project_that_has_a_stage_was_voted_for_it(
    stage: Stage | None, voted: bool | None
) -> None:
    vote = record("FlagAI", stage=Stage.SANDBOX)["tac_vote"]
    assert vote.method.startswith("at Sandbox since ")
    assert record("Docling", stage=stage)["tac_vote"].value is voted


def test_an_archived_project_has_not_been_voted_for_by_being_archived() -> None:
    assert not record("1chipML", stage=Stage.INCUBATION)["tac_vote"].known


def test_a_project_of_nobody_is_not_in_the_record() -> None:
    assert dict(FoundationRecord().facts(Subject.parse("acme/anvil")).facts) == {}


def test_what_was_measured_beats_the_record_and_the_record_a_word() -> None:
    subject = Subject.parse("onnx/onnx")
    recorded = FoundationRecord(on=LATE).facts(subject)
    used = recorded["technical_charter"]
    measured = Fact(
        key=used.key,
        value=False,
        source="by hand",
        url=used.url,
        retrieved=used.retrieved,
        method="looked",
    )
    both = merge(subject, [recorded, ProjectFacts.of("onnx", "onnx/onnx", measured)])
    assert both.facts["technical_charter"].value is False
