"""The record itself: what it says agrees with the landscape, the decks and the published figures.

The expected numbers here are those of the documents, written by hand, and not read from the files.
"""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lfai_nb.catalog import Left, Project, load, problems
from lfai_nb.council import seats_on
from lfai_nb.domain import Stage
from lfai_nb.places import data_dir
from lfai_nb.policy import Item
from lfai_nb.policy import load as load_rules

HERE = data_dir() / "catalog"
CATALOG = load()

# Days on which the landscape had lost a project that it listed before and after (slips.csv).
IN_A_SLIP = {date(2022, 6, 30), date(2022, 9, 30), date(2024, 9, 30)}


def test_our_own_data_has_no_fault() -> None:
    assert problems(HERE) == []


def test_each_project_has_a_stage_from_some_day_on() -> None:
    assert CATALOG.projects
    without = [project.id for project in CATALOG.projects if not CATALOG.events_of(project)]
    assert not without, f"stages.csv has no row for {', '.join(without)}"


@pytest.mark.parametrize("row", CATALOG.stage_counts, ids=lambda row: row.date.isoformat())
def test_the_record_and_its_slips_give_what_the_landscape_showed(row) -> None:  # type: ignore[no-untyped-def]
    expected = {stage: getattr(row, stage.value) for stage in Stage}
    counted = CATALOG.landscape_counts_on(row.date)
    assert counted == expected, (
        f"stages.csv, with slips.csv, has {_counts(counted)} on {row.date}, and stage_counts.csv "
        f"has {_counts(expected)}: a stage is missing, too much, or on another day"
    )
    assert (CATALOG.counts_on(row.date) == expected) is (row.date not in IN_A_SLIP)


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2019, 2, 28), (0, 4, 1, 0)),
        (date(2020, 1, 1), (0, 4, 3, 0)),
        (date(2021, 1, 1), (0, 18, 6, 0)),
        (date(2021, 7, 15), (3, 21, 7, 0)),
        (date(2023, 4, 6), (14, 24, 8, 1)),
        (date(2023, 12, 31), (21, 26, 10, 1)),
        (date(2024, 2, 27), (21, 26, 10, 1)),
        (date(2024, 6, 30), (24, 26, 11, 1)),
        (date(2025, 1, 1), (27, 28, 12, 1)),
        (date(2025, 7, 1), (26, 27, 12, 5)),
    ],
)
def test_counts_by_stage_on_known_days(day: date, counts: tuple[int, ...]) -> None:
    assert tuple(CATALOG.counts_on(day).values()) == counts


def _counts(counts: Mapping[Stage, int]) -> str:
    return ", ".join(f"{count} {stage.value}" for stage, count in counts.items())


def test_incubation_to_graduation_took_a_median_of_21_months_in_11_projects() -> None:
    durations = CATALOG.durations("incubation", "graduation")
    months = {p.project.id: round(p.months_since_joining, 1) for p in durations.passages}
    assert months == {
        "flyte": 9.4,
        "milvus": 16.6,
        "angel": 17.9,
        "docarray": 19.0,
        "adversarial-robustness-toolbox": 19.9,
        "horovod": 20.9,
        "pyro": 23.0,
        "openlineage": 26.2,
        "bitol": 32.2,
        "kedro": 38.8,
        "marquez": 44.6,
    }
    assert (len(durations), round(durations.median_since_joining or 0)) == (11, 21)


def test_a_step_counts_from_the_first_day_on_which_a_record_has_it() -> None:
    """Angel graduated by vote on 3 December 2019; the landscape showed it on 19 December."""
    reached = {e.project: e.reached for e in CATALOG.stages if e.stage is Stage.GRADUATION}
    assert reached["angel"] == date(2019, 12, 3)
    # The list of projects has Pyro's graduation after the day on which the landscape showed it.
    assert reached["pyro"] == date(2020, 12, 17)
    assert reached["onnx"] == date(2019, 11, 8)  # no other record


def test_a_number_has_no_date_that_its_slide_does_not_print() -> None:
    """“Code Stats” is of 19 May 2023; the slide on organisations carries no date of its own."""
    engaged = [s for s in CATALOG.statistics if s.where.startswith("Organization Engagement")]
    assert {(s.as_stated, s.date) for s in engaged} == {
        ("434", date(2024, 2, 27)),
        ("658", date(2024, 2, 27)),
    }


def test_sandbox_to_incubation_took_a_median_of_15_months_in_6_projects() -> None:
    durations = CATALOG.durations("sandbox", "incubation")
    months = {p.project.id: round(p.months_since_joining, 1) for p in durations.passages}
    assert months == {
        "docarray": 8.7,
        "kompute": 9.2,
        "bitol": 11.7,
        "openlineage": 18.9,
        "monocle": 24.6,
        "elyra": 35.3,
    }
    assert (len(durations), round(durations.median_since_joining or 0)) == (6, 15)


def test_how_many_had_waited_longer_than_expected_in_february_2024() -> None:
    sandbox = CATALOG.months_since_joining("sandbox", date(2024, 2, 27)).values()
    incubation = CATALOG.months_since_joining("incubation", date(2024, 2, 27)).values()
    assert (len(sandbox), sum(months > 12 for months in sandbox)) == (21, 13)
    assert (len(incubation), sum(months > 18 for months in incubation)) == (26, 22)


def test_left_moved_and_archived_are_kept_apart() -> None:
    left = {what: {x.name for x in CATALOG.exits if x.what is what} for what in Left}
    assert left[Left.EMERITUS] == {"Acumos", "1chipML", "ShaderNN", "OpenBytes", "DELTA"}
    assert left[Left.MOVED] == {"vLLM", "DeepSpeed", "KServe"}
    assert left[Left.UNLISTED] == {
        "DataPractices",
        "TonY",
        "Xtreme1",
        "RosaeNLG",
        "Intersectional Fairness",
        "OpenDS4All",
        "ForestFlow",
    }
    assert left[Left.NEVER_LISTED] == {"nntrainer", "OpenTeleEval", "OpenSharing", "Docling-Graph"}


def test_each_left_the_landscape_on_its_own_day() -> None:
    days = {x.name: x.date for x in CATALOG.exits if x.what in (Left.MOVED, Left.UNLISTED)}
    assert days == {
        "vLLM": date(2025, 4, 28),
        "DeepSpeed": date(2025, 4, 28),
        "KServe": date(2025, 9, 29),
        "DataPractices": date(2025, 2, 7),
        "TonY": date(2025, 11, 12),
        "Xtreme1": date(2025, 11, 12),
        "RosaeNLG": date(2026, 3, 6),
        "Intersectional Fairness": date(2026, 4, 22),
        "OpenDS4All": date(2026, 8, 10),
        "ForestFlow": date(2026, 8, 10),
    }


def test_no_reason_is_given_where_none_is_known() -> None:
    for name in ("TonY", "Xtreme1", "RosaeNLG", "OpenDS4All", "ForestFlow"):
        left = CATALOG.exit_of(name)
        assert left is not None
        assert left.reason is None


def test_the_loss_of_every_flag_in_june_2025_is_no_transition() -> None:
    days = (date(2025, 6, 14), date(2025, 6, 15), date(2025, 6, 16))
    assert not [event for event in CATALOG.stages if event.date in days]
    for day in days:
        assert set(CATALOG.landscape_counts_on(day).values()) == {0}
        assert len(CATALOG.hosted_on(day)) == 64
    restored = CATALOG.landscape_counts_on(date(2025, 6, 17))
    assert (sum(restored.values()), restored[Stage.EMERITUS]) == (69, 5)


def test_shadernn_was_never_at_incubation() -> None:
    assert CATALOG.stage_on("ShaderNN", date(2023, 8, 20)) is Stage.SANDBOX
    assert [event.stage for event in CATALOG.events_of("shadernn")] == ["sandbox", "emeritus"]


def test_members_by_level_on_the_days_of_the_documents() -> None:
    def levels(day: date) -> tuple[int, int, int]:
        row = CATALOG.members_on(day)
        return row.premier, row.general, row.associate

    assert levels(date(2019, 9, 8)) == (9, 8, 0)
    assert levels(date(2020, 12, 31)) == (11, 15, 14)
    assert levels(date(2021, 7, 15)) == (12, 16, 21)
    assert levels(date(2023, 4, 6)) == (8, 19, 24)
    assert levels(date(2024, 2, 27)) == (10, 27, 38)
    assert levels(date(2026, 8, 14)) == (4, 17, 43)
    assert CATALOG.members_on(date(2024, 2, 27)).total == 75


def test_both_numbers_of_hosted_projects_in_february_2024_are_recorded() -> None:
    day = [row for row in CATALOG.statistics if row.date == date(2024, 2, 27)]
    stated = {row.measure: row.value for row in day if row.scope == "foundation"}
    parts = ("graduated projects", "incubating projects", "sandbox projects")
    assert sum(stated[part] for part in parts) == 59
    assert stated["hosted projects"] == 50
    assert all(row.contradiction == "C-11" for row in day if row.measure == "hosted projects")


def test_the_voters_announced_in_2021_are_counted_again_as_the_rules_list_them() -> None:
    (stated,) = (
        row
        for row in CATALOG.statistics
        if (row.date, row.measure) == (date(2021, 7, 15), "voting members")
    )
    assert (stated.value, stated.contradiction) == (18, "C-20")
    seats = seats_on(stated.date)
    assert (seats.stated, seats.number) == (stated.value, stated.check_value)


def test_the_graduated_seats_are_the_graduated_projects_of_the_day() -> None:
    tables = load_rules()["TAC-PROJECT-SEATS"].values
    assert len(tables) == 2
    for value in tables:
        assert isinstance(value.content, tuple)
        ids = {seat.id for seat in value.content if isinstance(seat, Item)}
        assert ids == set(CATALOG.months_since_joining("graduation", value.start))


def test_the_review_calendar_keeps_the_typo_and_says_how_it_is_read() -> None:
    assert [row.position for row in CATALOG.reviews] == list(range(1, 31))
    assert sum(row.date is not None for row in CATALOG.reviews) == 28
    (datashim,) = (row for row in CATALOG.reviews if row.project == "datashim")
    assert datashim.date_as_printed == "Jan 6, 2021"
    assert datashim.date == date(2022, 1, 6)
    assert datashim.note is not None
    assert "C-23" in datashim.note


def evidence_of_november_2023() -> Iterator[tuple[Project, dict[str, Any]]]:
    """What another reader took from the same file, the landscape's figures of that month."""
    for path in sorted((data_dir() / "evidence" / "snapshots").glob("*.toml")):
        facts = tomllib.loads(path.read_text(encoding="utf-8"))["facts"]
        project = CATALOG.find(path.stem)
        retrieved = facts["stars"].get("retrieved")
        if project.measured_on and retrieved and retrieved.date() == project.measured_on:
            yield project, facts


def test_stars_are_those_that_the_evidence_has_of_the_same_file() -> None:
    stars = {project.id: facts["stars"]["value"] for project, facts in evidence_of_november_2023()}
    assert len(stars) > 50
    assert {project: CATALOG.find(project).stars for project in stars} == stars


def test_badges_are_those_that_the_evidence_has_of_the_same_file() -> None:
    compared = 0
    for project, facts in evidence_of_november_2023():
        badge = facts["badge_level"]
        note = f"{badge.get('unknown', '')} {badge.get('method', '')}"
        entry = re.search(r"entry (\d+) of the badge service met (all|\d+%)", note)
        assert (project.badge_id is not None) is bool(entry), project.id
        if entry:
            percent = 100 if entry[2] == "all" else int(entry[2].rstrip("%"))
            assert (project.badge_id, project.badge_percent) == (int(entry[1]), percent), project.id
            compared += 1
    assert compared == 36


def test_no_cell_holds_an_e_mail_address_or_a_telephone_number() -> None:
    for path in HERE.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"[\w.+-]+@[\w-]+\.\w", text), path.name
        assert not re.search(r"\+\d{8,}", text), path.name


def test_every_contradiction_that_is_named_stands_among_the_rules() -> None:
    known = set(tomllib.loads((data_dir() / "policy" / "contradictions.toml").read_text("utf-8")))
    named = {row.contradiction for row in CATALOG.statistics} - {None}
    for path in HERE.glob("*.csv"):
        named |= set(re.findall(r"C-\d\d", path.read_text(encoding="utf-8")))
    assert named <= known


def test_the_column_docs_describe_every_file_and_column() -> None:
    docs = (HERE / "README.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## `(.+?)`.*?\n(.*?)(?=^## |\Z)", docs, re.M | re.S))
    assert set(sections) >= {path.name for path in HERE.glob("*.csv")} | {"sources.toml"}
    for path in HERE.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        described = set(re.findall(r"`([a-z0-9_]+)`", sections[path.name]))
        assert set(header) <= described, path.name


def test_nothing_here_names_a_place_on_somebodys_machine() -> None:
    for path in HERE.iterdir():
        assert not re.search(r"(?<![:/\w.])/(work|tmp|home|root)/", path.read_text("utf-8"))


def test_the_folder_holds_nothing_that_nobody_reads() -> None:
    from lfai_nb.catalog.reader import TABLES

    known = {table.file for table in TABLES.values()} | {"sources.toml", "README.md"}
    assert {path.name for path in Path(HERE).iterdir()} == known
