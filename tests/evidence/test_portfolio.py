"""All projects at once: from the committed snapshots, with the catalogue's stages."""

from datetime import date

from lfai_nb import catalog
from lfai_nb.evidence.portfolio import asked_for, at_entry, facts_of_all, judged
from lfai_nb.lifecycle.facts import ProjectFacts
from lfai_nb.lifecycle.readiness import Verdict

ON = date(2026, 8, 14)


def test_every_project_of_the_catalogue_has_facts_and_the_catalogues_stage() -> None:
    known = catalog.load()
    found = {project.name: project for project in facts_of_all()}
    assert len(found) == len(known.projects) == 74
    for project in known.projects:
        stage = known.stage_on(project, known.as_of)
        assert found[project.name].stage == (str(stage) if stage else None)


def test_what_is_asked_for_is_the_next_stage_or_the_last() -> None:
    asked = {
        stage: asked_for(ProjectFacts.of("A", "a/a", stage=stage))
        for stage in (None, "sandbox", "incubation", "graduation", "emeritus")
    }
    assert asked == {
        None: "sandbox",
        "sandbox": "incubation",
        "incubation": "graduation",
        "graduation": "graduation",
        "emeritus": "sandbox",
    }


def test_no_project_is_said_to_meet_what_nobody_could_know() -> None:
    # Charters, sponsors and committees leave no trace in a history.
    assert {one.verdict for one in judged(stage=None, on=ON)} <= {
        Verdict.DOES_NOT,
        Verdict.CANNOT_TELL,
    }


def test_the_facts_of_an_entry_are_none_of_a_later_day() -> None:
    entries = list(at_entry())
    assert len(entries) > 60
    assert len({(entry.project, entry.stage) for entry in entries}) == len(entries)
    for entry in entries:
        for fact in entry.facts:
            if fact.known and fact.source == "landscape":
                assert fact.retrieved is not None
                assert abs((fact.retrieved.date() - entry.day).days) <= 62, (
                    entry.project,
                    fact.key,
                )
