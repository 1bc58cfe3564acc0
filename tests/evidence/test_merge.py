"""Several sources become one set of facts, and what did not agree is shown."""

import doctest
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb import domain
from lfai_nb.evidence import source
from lfai_nb.evidence.attest import HandWritten, attest
from lfai_nb.evidence.merge import collect, merge
from lfai_nb.evidence.snapshot import Snapshots
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import (
    Attestation,
    BadgeLevel,
    Fact,
    Interval,
    ProjectFacts,
    Value,
)
from lfai_nb.lifecycle.facts_file import FactsError, save

ANVIL = Subject("Anvil", "https://github.com/acme/anvil")
WORD = Attestation("A. Maintainer", date(2026, 11, 1), "https://example.org/minutes")
TODAY = datetime(2026, 11, 20, tzinfo=UTC)


def measured(
    key: str, value: Value | None, source: str = "github", at: datetime = TODAY, note: str = ""
) -> ProjectFacts:
    fact = Fact(
        key=key,
        value=value,
        reason="" if value is not None else f"{source} did not answer",
        source=source,
        url="https://x",
        retrieved=at,
        method="m",
        note=note,
    )
    return ProjectFacts.of(ANVIL.name, ANVIL.repository, fact)


PASSING_OR_HIGHER = Interval(BadgeLevel.PASSING, None)


@pytest.mark.parametrize(
    ("level", "value", "conflicts"),
    [
        # What is exact and fits says more, even where it is a person's word.
        ("passing", BadgeLevel.PASSING, 0),
        ("gold", BadgeLevel.GOLD, 0),
        # What does not fit loses to what was measured, and says so.
        ("in_progress", PASSING_OR_HIGHER, 1),
    ],
)
def test_what_is_known_from_below_gives_way_to_an_exact_value_that_fits(
    level: str, value: Value, conflicts: int
) -> None:
    listed = measured("badge_level", PASSING_OR_HIGHER, "snapshot (landscape)")
    stated = attest(ANVIL, WORD, badge_level=BadgeLevel.parse(level))
    merged = merge(ANVIL, [stated, listed])
    assert merged.facts["badge_level"].value == value
    assert len(merged.conflicts) == conflicts


def test_a_count_known_from_below_does_not_contradict_a_larger_one() -> None:
    listed, counted = measured("stars", Interval(500, None), "snapshot (x)"), measured("stars", 700)
    assert merge(ANVIL, [listed, counted]).facts["stars"].value == 700
    assert merge(ANVIL, [listed, counted]).conflicts == ()
    (conflict,) = merge(ANVIL, [listed, measured("stars", 499)]).conflicts
    assert conflict.other.value == Interval(500, None)


class Always:
    """A source with one answer."""

    def __init__(self, name: str, facts: ProjectFacts) -> None:
        self.name, self._facts = name, facts

    def facts(self, subject: Subject) -> ProjectFacts:
        return self._facts


# ---------------------------------------------------------------- precedence


def test_what_was_measured_beats_a_snapshot_and_a_snapshot_beats_a_persons_word() -> None:
    snapshot, live = measured("tsc", False, "snapshot (github)"), measured("tsc", True)
    word = attest(ANVIL, WORD, tsc=True)
    assert merge(ANVIL, [word, snapshot, live]).facts["tsc"].source == "github"
    assert merge(ANVIL, [word, snapshot]).facts["tsc"].source == "snapshot (github)"


def test_an_attestation_fills_what_nobody_could_measure_and_is_shown_as_one() -> None:
    merged = merge(ANVIL, [measured("two_factor", None), attest(ANVIL, WORD, two_factor=True)])
    fact = merged.facts["two_factor"]
    assert fact.value is True
    assert fact.attestation == WORD
    assert merged.conflicts == ()


def test_of_two_measurements_the_source_that_was_named_first_is_used() -> None:
    history, api = (
        measured("commits_12_months", 90, "git history"),
        measured("commits_12_months", 100),
    )
    assert merge(ANVIL, [history, api]).facts["commits_12_months"].value == 90
    assert merge(ANVIL, [api, history]).facts["commits_12_months"].value == 100


def test_of_two_reasons_for_unknown_the_first_is_kept() -> None:
    merged = merge(ANVIL, [measured("stars", None, "a"), measured("stars", None, "b")])
    assert merged.facts["stars"].reason == "a did not answer"


def test_a_no_that_was_measured_is_not_overruled_by_a_persons_yes() -> None:
    merged = merge(ANVIL, [attest(ANVIL, WORD, file_support=True), measured("file_support", False)])
    assert merged.facts["file_support"].value is False
    assert len(merged.conflicts) == 1


# ---------------------------------------------------------------- conflicts


def test_a_value_that_differs_is_recorded_and_noted_on_the_one_that_is_used() -> None:
    merged = merge(
        ANVIL,
        [
            measured("stars", 812, note="renamed"),
            measured("stars", 480, "snapshot (github)", datetime(2024, 2, 27, tzinfo=UTC)),
            attest(ANVIL, WORD, stars=900),
        ],
    )
    assert merged.facts["stars"].note == (
        "renamed; not used: 480 from snapshot (github) (2024-02-27); "
        "900 from A. Maintainer (2026-11-01)"
    )
    assert [str(conflict) for conflict in merged.conflicts] == [
        (
            "stars: 812 from github (2026-11-20) is used, "
            "480 from snapshot (github) (2024-02-27) is not"
        ),
        "stars: 812 from github (2026-11-20) is used, 900 from A. Maintainer (2026-11-01) is not",
    ]


def test_two_that_say_the_same_are_no_conflict() -> None:
    merged = merge(ANVIL, [measured("stars", 812), attest(ANVIL, WORD, stars=812)])
    assert merged.conflicts == ()
    assert merged.facts["stars"].note == ""


@pytest.mark.parametrize(
    ("first", "second", "conflict"),
    [
        ((2, 4), (4, 6), False),
        ((2, 4), (5, 6), True),
        ((5, 6), (2, 4), True),
        ((3, 3), (2, 9), False),
    ],
)
def test_intervals_conflict_only_where_they_do_not_overlap(
    first: tuple[int, int], second: tuple[int, int], conflict: bool
) -> None:
    key = "contributing_organizations"
    merged = merge(ANVIL, [measured(key, Interval(*first)), measured(key, Interval(*second), "b")])
    assert merged.facts[key].value == Interval(*first)
    assert bool(merged.conflicts) is conflict


VALUES = st.none() | st.integers(0, 3)
SOURCES = st.sampled_from(["github", "git history", "snapshot (github)"])


@given(st.lists(st.tuples(VALUES, SOURCES), min_size=1, max_size=5))
def test_nothing_that_is_known_is_lost(readings: list[tuple[int | None, str]]) -> None:
    merged = merge(ANVIL, [measured("stars", value, source) for value, source in readings])
    known = {value for value, _ in readings if value is not None}
    used = merged.facts["stars"].value
    assert (used is None) == (not known)
    assert {used, *(conflict.other.value for conflict in merged.conflicts)} - {None} == known


# ---------------------------------------------------------------- collect


def test_sources_are_asked_in_turn_and_their_names_are_told() -> None:
    names: list[str] = []
    sources = [Always("one", measured("stars", 1)), Always("two", measured("tsc", True))]
    collected = collect(ANVIL, sources, on_source=names.append)
    assert names == ["one", "two"]
    assert {fact.key for fact in collected.facts} == {"stars", "tsc"}


def test_an_attestation_that_has_expired_hides_no_other_that_still_holds() -> None:
    old = Attestation("B. Before", date(2024, 1, 1), "https://example.org/1", date(2025, 1, 1))
    sources = [
        Always("old", attest(ANVIL, old, tsc=False)),
        Always("new", attest(ANVIL, WORD, tsc=True)),
    ]
    collected = collect(ANVIL, sources, on=date(2026, 11, 20))
    assert collected.facts["tsc"].value is True
    assert collected.conflicts == ()
    assert collect(ANVIL, sources).facts["tsc"].value is False


def test_the_stage_is_the_subjects_or_else_the_first_that_a_source_knows(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    save(ProjectFacts("Anvil", ANVIL.repository, stage="sandbox"), path)
    assert collect(ANVIL, [HandWritten(path)]).facts.stage == "sandbox"
    incubating = Subject("Anvil", ANVIL.repository, stage="incubation")
    assert collect(incubating, [HandWritten(path)]).facts.stage == "incubation"
    assert collect(ANVIL, []).facts.stage is None


def test_an_attestation_of_a_fact_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r"did you mean tsc_chair\?"):
        attest(ANVIL, WORD, tsc_chairs=True)


# ---------------------------------------------------------------- snapshots


def snapshot(folder: Path, name: str, *projects: ProjectFacts) -> None:
    for number, project in enumerate(projects):
        (folder / name).mkdir(parents=True, exist_ok=True)
        save(project, folder / name / f"{number}.toml")


def test_the_newest_value_is_used_and_a_later_unknown_does_not_hide_it(tmp_path: Path) -> None:
    days = [datetime(2026, month, 1, tzinfo=UTC) for month in (3, 1, 5)]
    snapshot(
        tmp_path,
        "anvil",
        measured("stars", 300, at=days[0]),
        measured("stars", 100, at=days[1]),
        measured("stars", None, at=days[2]),
    )
    snapshots = Snapshots(tmp_path)
    fact = snapshots.facts(ANVIL)["stars"]
    assert (fact.value, fact.source, fact.retrieved) == (300, "snapshot (github)", days[0])
    assert [fact.value for fact in snapshots.series(ANVIL, "stars")] == [100, 300]


def test_where_there_was_never_a_value_the_newest_reason_stands(tmp_path: Path) -> None:
    old, new = (datetime(year, 1, 1, tzinfo=UTC) for year in (2025, 2026))
    snapshot(
        tmp_path,
        "anvil",
        measured("stars", None, "new", at=new),
        measured("stars", None, "old", at=old),
    )
    assert Snapshots(tmp_path).facts(ANVIL)["stars"].reason == "new did not answer"


@pytest.mark.parametrize(
    ("repository", "known"),
    [
        ("acme/anvil", True),
        ("https://github.com/ACME/Anvil.git", True),
        ("acme/anvil-docs", False),
        ("/home/me/anvil", False),
    ],
)
def test_a_snapshot_is_found_by_the_repository_however_it_is_written(
    tmp_path: Path, repository: str, known: bool
) -> None:
    snapshot(tmp_path, "anvil", measured("stars", 300))
    fact = Snapshots(tmp_path).facts(Subject("Anvil", repository))["stars"]
    assert fact.known is known


def test_every_fault_in_the_snapshots_of_no_known_project_comes_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('name = "A"\n')
    (tmp_path / "b.toml").write_text("stars = 1\n")
    with pytest.raises(FactsError) as caught:
        Snapshots(tmp_path).facts(ANVIL)
    assert {Path(problem.file).name for problem in caught.value.problems} == {"a.toml", "b.toml"}


def test_one_bad_snapshot_stops_only_those_who_ask_about_its_project(tmp_path: Path) -> None:
    (tmp_path / "onnx.toml").write_text("stars = 1\n")
    save(ProjectFacts.of("Anvil", ANVIL.repository), tmp_path / "anvil.toml")
    snapshots = Snapshots(tmp_path)
    assert list(snapshots.facts(ANVIL)) == []
    with pytest.raises(FactsError, match=r"unknown key 'stars'.*onnx\.toml"):
        snapshots.facts(Subject("ONNX", "https://github.com/onnx/onnx"))


def test_an_empty_folder_knows_nothing(tmp_path: Path) -> None:
    assert list(Snapshots(tmp_path).facts(ANVIL)) == []


def test_the_offline_sources_need_no_network_library() -> None:
    """`lfai-nb readiness --offline` has to work where only the package itself is installed."""
    code = (
        "import sys; sys.modules['httpx'] = sys.modules['hishel'] = None; "
        "import lfai_nb.evidence.merge, lfai_nb.evidence.attest, lfai_nb.evidence.snapshot"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_examples_in_the_documentation_hold() -> None:
    # The package gives its function the name of this module.
    for module in (sys.modules["lfai_nb.evidence.attest"], domain, source):
        outcome = doctest.testmod(module)
        assert outcome.attempted
        assert not outcome.failed
