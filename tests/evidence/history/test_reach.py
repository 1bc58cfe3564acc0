"""What a clone does not reach is unknown: cut off, or not brought up to date. Nothing else is."""

import json
import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lfai_nb import cli
from lfai_nb.evidence.history import organizations
from lfai_nb.evidence.history.as_facts import GitHistory, keys
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import Interval, ProjectFacts
from lfai_nb.lifecycle.readiness import State, assess
from tests.evidence.history.repositories import KNOWN, C, git, make

ANVIL = Subject("Anvil", "https://github.com/acme/anvil")
SIX = ("ibm.com", "intel.com", "microsoft.com", "amd.com", "google.com", "nvidia.com")


def many(path: Path, year: int = 2023) -> Path:
    """Six organizations, each with two commits, one of each in either half of the year."""
    commits = [C(f"P{n} Q{n}", f"p@{d}", f"{year}-03-{n + 1:02}") for n, d in enumerate(SIX)]
    commits += [C(f"P{n} Q{n}", f"p@{d}", f"{year}-09-{n + 1:02}") for n, d in enumerate(SIX)]
    return make(path / "many", commits, files={"README.md": b"x"})


def facts(path: Path, on: str = "2023-09-20", **more) -> ProjectFacts:
    more = {"affiliations": KNOWN} | more
    return GitHistory(path, on=date.fromisoformat(on), **more).facts(ANVIL)


def shallow(full: Path, *options: str) -> Path:
    cut = full.with_name("cut")
    git(full.parent, "clone", "-q", *options, full.as_uri(), str(cut))
    return cut


def orgs_row(project: ProjectFacts, on: str):
    judged = assess(project, "incubation", on=date.fromisoformat(on))
    return next(row for row in judged.rows if row.rule.id == "INC-ORGS")


# A shallow clone.


def test_a_shallow_clone_never_turns_unknown_into_unmet(tmp_path):
    full = many(tmp_path)
    evidence = facts(shallow(full, "--depth", "1"))
    assert facts(full)["contributing_organizations"].value == Interval(6, 6)
    fact = evidence["contributing_organizations"]
    assert fact.value == Interval(1, None)
    assert "shallow" in fact.note
    assert "git fetch --unshallow" in fact.note
    assert orgs_row(evidence, "2023-09-20").state is State.UNKNOWN
    for key in ("commits_12_months", "merges_12_months", "active_months_12", "releases"):
        assert not evidence[key].known, key
        assert "shallow" in evidence[key].reason
    assert evidence["commits_12_months"].reason.startswith("at least 1, 2022-09-21 to 2023-09-20")
    assert evidence["file_readme"].value is True


def test_what_a_shallow_clone_has_is_enough_where_it_is_enough(tmp_path):
    evidence = facts(shallow(many(tmp_path), "--depth", "5"))
    assert evidence["contributing_organizations"].value == Interval(5, None)
    assert orgs_row(evidence, "2023-09-20").state is State.MET


def test_a_shallow_clone_that_reaches_beyond_the_window_knows_all_of_it(tmp_path):
    commits = [C("Old Oak", "o@ibm.com", f"2020-01-{n:02}") for n in range(1, 9)]
    commits += [C("Ann Ames", "a@acme.com", "2023-09-01"), C("Bob Bell", "b@qq.com", "2023-09-02")]
    evidence = facts(shallow(make(tmp_path / "repo", commits), "--depth", "3"))
    assert evidence["contributing_organizations"].value == Interval(1, 2)
    assert evidence["commits_12_months"].value == 2


def test_the_orgs_of_a_shallow_clone_are_so_many_or_more(tmp_path):
    window = {"since": date(2023, 1, 1), "until": date(2023, 9, 20)}
    report = organizations(shallow(many(tmp_path), "--depth", "1"), **window)
    assert (report.low, report.high) == (1, None)
    assert "shallow" in report.warnings[0]
    assert report.to_json()["high"] is None


@pytest.mark.parametrize("how", ["--git", "path"])
def test_readiness_of_a_checkout_that_is_shallow_cannot_tell(tmp_path, capsys, how):
    cut = shallow(many(tmp_path), "--depth", "1")
    named = ["acme/anvil", "--git", str(cut)] if how == "--git" else [str(cut)]
    stage = ["--offline", "--stage", "incubation", "--on", "2023-09-20", "--json"]
    cli.main(["readiness", *named, *stage])
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert rows["INC-ORGS"]["state"] == "cannot tell"
    assert rows["INC-ORGS"]["measured"] == [1, None]


# A clone that was not brought up to date.


def test_a_stale_clone_never_turns_unknown_into_unmet(tmp_path):
    evidence = facts(many(tmp_path), "2026-11-27")
    assert not [f.key for f in evidence if f.value is False or f.value == Interval(0, 0)]
    fact = evidence["contributing_organizations"]
    assert not fact.known
    assert "known up to 2023-09-06" in fact.reason
    assert "up to the newest commit, of 2023-09-06: 6;" in fact.reason
    assert "known up to 2023-09-06" in evidence["commits_12_months"].reason
    assert "known up to 2023-09-06" in evidence["file_governance"].reason
    assert orgs_row(evidence, "2026-11-27").state is State.UNKNOWN


def test_what_is_beyond_the_newest_commit_only_adds(tmp_path):
    fact = facts(many(tmp_path), "2024-08-01")["contributing_organizations"]
    assert fact.value == Interval(6, None)
    assert "2023-08-02 to 2024-08-01" in fact.method


@pytest.mark.parametrize(("on", "known"), [("2023-10-06", True), ("2023-10-07", False)])
def test_a_quiet_month_is_no_doubt_and_a_longer_one_is(tmp_path, on, known):
    evidence = facts(many(tmp_path), on)
    assert evidence["commits_12_months"].known is known
    assert evidence["file_governance"].known is known


def test_whoever_knows_when_a_clone_was_fetched_knows_it_up_to_then(tmp_path):
    fetched = datetime(2026, 11, 27, tzinfo=UTC)
    evidence = facts(many(tmp_path), "2026-11-27", up_to_date=fetched)
    assert evidence["contributing_organizations"].value == Interval(0, 0)
    assert evidence["commits_12_months"].value == 0
    assert evidence["file_governance"].value is False
    assert evidence["file_governance"].retrieved == fetched


def test_a_day_that_is_not_named_is_that_of_the_newest_commit(tmp_path):
    evidence = GitHistory(many(tmp_path)).facts(ANVIL)
    assert "2022-09-07 to 2023-09-06" in evidence["commits_12_months"].method
    assert evidence["commits_12_months"].value == 12


# The file system.


def touched(repo: Path) -> Path:
    for path in repo.rglob("*"):
        os.utime(path, (4_000_000_000, 4_000_000_000))
    return repo


def beyond_the_calendar(repo: Path) -> Path:
    for path in repo.rglob("*.pack"):
        os.utime(path, (400_000_000_000, 400_000_000_000))
    (repo / ".git/FETCH_HEAD").write_text("")
    os.utime(repo / ".git/FETCH_HEAD", (400_000_000_000, 400_000_000_000))
    return repo


def packed(repo: Path) -> Path:
    git(repo, "gc", "-q")
    return repo


def copied(repo: Path) -> Path:
    return Path(shutil.copytree(repo, repo.with_name("copy")))


def cloned(repo: Path) -> Path:
    git(repo.parent, "clone", "-q", str(repo), "again")
    return repo.with_name("again")


@pytest.mark.parametrize("change", [packed, copied, touched, beyond_the_calendar, cloned])
@pytest.mark.parametrize("on", [None, date(2023, 9, 20), date(2026, 11, 27)])
def test_packing_copying_and_touching_change_nothing(tmp_path, change, on):
    repo = many(tmp_path)
    before = GitHistory(repo, on=on).facts(ANVIL)
    assert GitHistory(change(repo), on=on).facts(ANVIL) == before
    assert set(before.facts) == set(keys())
