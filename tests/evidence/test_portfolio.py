"""All projects at once: from the committed snapshots, with the catalogue's stages."""

import csv
from datetime import date

from lfai_nb import catalog
from lfai_nb.evidence.portfolio import asked_for, at_entry, facts_of_all, judged
from lfai_nb.lifecycle.facts import ProjectFacts
from lfai_nb.lifecycle.gate import StageNotOffered
from lfai_nb.lifecycle.readiness import Verdict, assess
from lfai_nb.places import data_dir
from lfai_nb.policy import NotKnownYet

ON = date(2026, 8, 14)


def test_every_project_of_the_catalogue_has_facts_and_the_catalogues_stage() -> None:
    known = catalog.load()
    projects = {project.name: project for project in facts_of_all()}
    assert len(projects) == len(known.projects), "two projects have one name"
    for project in known.projects:
        stage = known.stage_on(project, known.as_of)
        assert projects[project.name].stage == (str(stage) if stage else None)


def test_what_is_asked_for_is_the_next_stage_or_the_last() -> None:
    stages = {
        stage: asked_for(ProjectFacts.of("A", "a/a", stage=stage))
        for stage in (None, "sandbox", "incubation", "graduation", "emeritus")
    }
    assert stages == {
        None: "sandbox",
        "sandbox": "incubation",
        "incubation": "graduation",
        "graduation": "graduation",
        "emeritus": "sandbox",
    }


def test_no_project_is_said_to_meet_what_nobody_could_know() -> None:
    # Charters, sponsors and committees leave no trace in a history.
    assert {assessment.verdict for assessment in judged(stage=None, on=ON)} <= {
        Verdict.DOES_NOT,
        Verdict.CANNOT_TELL,
    }


def decisions() -> dict[tuple[str, str], date]:
    """For each project and stage the first day that any column of the record gives."""
    with (data_dir() / "catalog/projects.csv").open(encoding="utf-8", newline="") as file:
        accepted = {row["id"]: row["accepted"] for row in csv.DictReader(file)}
    first: dict[tuple[str, str], date] = {}
    with (data_dir() / "catalog/stages.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            days = [row["date"], row["stated_date"], accepted.pop(row["project"], "")]
            day = min(date.fromisoformat(day) for day in days if day)
            first.setdefault((row["project"], row["stage"]), day)
    return first


def test_no_project_is_judged_by_a_rule_that_was_not_there_on_its_acceptance_day() -> None:
    decided, ids = decisions(), {project.name: project.id for project in catalog.load().projects}
    entries = [entry for entry in at_entry() if entry.stage != "emeritus"]
    for entry in entries:
        known = decided[ids[entry.project], entry.stage]
        assert entry.day == known, (entry.project, entry.stage)
        try:
            rows = assess(entry.facts, entry.stage, on=entry.day).rows
        except (StageNotOffered, NotKnownYet):
            continue
        late = [row.value.rule for row in rows if row.value and row.value.start > known]
        assert late == [], (entry.project, entry.stage)


def test_datashim_is_not_held_to_the_stars_of_three_weeks_later() -> None:
    """Accepted on 14 January 2021; the rule on stars is of 2 February 2021."""
    (entry,) = (entry for entry in at_entry() if entry.project == "Datashim")
    rows = assess(entry.facts, entry.stage, on=entry.day).rows
    ids = {row.rule.id for row in rows if row.value is not None}
    assert "INC-STARS" not in ids
    later = assess(entry.facts, entry.stage, on=date(2021, 2, 2)).rows
    assert "INC-STARS" in {row.rule.id for row in later if row.value is not None}


def test_bitol_is_judged_on_the_day_of_the_vote_and_not_of_the_landscape() -> None:
    (entry,) = (e for e in at_entry() if (e.project, e.stage) == ("Bitol", "graduation"))
    assert entry.day == date(2026, 6, 4)
    method = entry.facts["active_months_12"].method
    assert "to 2026-06-04" in method  # counted back from the vote as well


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
