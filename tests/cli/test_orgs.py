"""`lfai-nb orgs`: what it takes, what it answers, and how it refuses."""

import json
from datetime import date
from pathlib import Path

import pytest

from lfai_nb import cli
from tests.evidence.history.repositories import C, make


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return make(
        tmp_path / "repo",
        [
            C("Ann Ames", "ann@ibm.com", "2022-06-01"),
            C("Bob Bell", "bob@intel.com", "2023-06-01"),
            C("Cy Cole", "cy@gmail.com", "2023-06-01"),
            C("Cy Cole", "cy@gmail.com", "2023-06-02"),
        ],
    )


@pytest.fixture(autouse=True)
def wired(monkeypatch):
    monkeypatch.setitem(cli.COMMANDS, "orgs", "how many organizations contribute")


def answer(capsys, *words: object) -> dict:
    assert cli.main(["orgs", *map(str, words), "--json"]) == cli.OK
    return json.loads(capsys.readouterr().out)


def test_twelve_months_up_to_today_unless_asked_otherwise(repo, capsys, monkeypatch):
    monkeypatch.setattr("lfai_nb.cli.orgs.today", lambda: date(2023, 8, 31))
    got = answer(capsys, repo, "--fetched", "2023-08-31")
    assert got["window"] == {"since": "2022-09-01", "until": "2023-08-31"}
    assert (got["low"], got["high"]) == (1, 2)


def test_a_window_by_months_or_by_days(repo, capsys):
    by_months = answer(capsys, repo, "--months", 24, "--as-of", "2023-12-31")
    by_days = answer(capsys, repo, "--since", "2022-01-01", "--until", "2023-12-31")
    assert by_months == by_days
    assert by_months["low"] == 2


def test_minimum_own_domain_affiliations_and_names(repo, capsys, tmp_path):
    known = tmp_path / "who.toml"
    known.write_text('[[person]]\nwho = "Cy Cole"\norganization = "Initech"\n')
    got = answer(
        capsys,
        *(repo, "--as-of", "2023-12-31", "--min-commits", 2, "--own-domain", "intel.com"),
        *("--affiliations", known, "--names", "shown"),
    )
    assert [o["name"] for o in got["organizations"]] == ["Initech"]
    assert got["organizations"][0]["who"] == ["Cy Cole"]


def test_a_clone_is_known_up_to_its_newest_commit_and_no_further(repo, capsys):
    got = answer(capsys, repo, "--as-of", "2023-12-31")
    assert (got["low"], got["high"]) == (1, None)
    assert "known up to 2023-06-02" in got["warnings"][0]
    assert cli.main(["orgs", str(repo), "--as-of", "2023-12-31"]) == cli.OK
    assert "1 or more organisations contributed" in capsys.readouterr().out


def test_sensitivity_is_part_of_the_answer(repo, capsys):
    year = ("--as-of", "2023-12-31", "--fetched", "2023-12-31")
    rows = answer(capsys, repo, *year)["sensitivity"]
    intervals = {(r["months"], r["min_commits"]): (r["low"], r["high"]) for r in rows}
    assert intervals[12, 1] == (1, 2)
    assert intervals[12, 2] == (0, 1)
    assert intervals[24, 1] == (2, 3)


@pytest.mark.parametrize("form", [[], ["--markdown"]])
def test_the_same_twice_to_the_letter(repo, capsys, form):
    words = ["orgs", str(repo), "--as-of", "2023-12-31", "--fetched", "2024-01-01", *form]
    assert cli.main(words) == cli.OK
    first = capsys.readouterr().out
    cli.main(words)
    assert capsys.readouterr().out == first
    assert "1 to 2 organisations" in first


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--since", "2023-01-01"], "go together"),
        (["--since", "2023-01-02", "--until", "2023-01-01"], "before it begins"),
        (["--since", "2023-01-01", "--until", "2023-02-01", "--months", "3"], "give either"),
        (["--months", "0"], "not a whole number from 1"),
        (["--months", "999999", "--as-of", "2023-01-01"], "before the calendar begins"),
        (["--min-commits", "-1"], "whole number"),
        (["--min-commits", "1e3"], "whole number"),
        (["--as-of", "yesterday"], "not a date"),
        (["--affiliations", "nowhere.toml"], "there is no such file"),
        (["--names", "plain"], "invalid choice"),
        (["--json", "--markdown"], "not allowed with"),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_exit_2(repo, capsys, words, complaint):
    assert cli.main(["orgs", str(repo), *words]) == cli.BAD_INPUT
    out, err = capsys.readouterr()
    assert out == ""
    assert complaint in err
    assert err.count("\n") == 1


def test_no_repository_is_one_line_and_exit_2(tmp_path, capsys):
    assert cli.main(["orgs", str(tmp_path / "\x1b[31mnowhere")]) == cli.BAD_INPUT
    err = capsys.readouterr().err
    assert "does not exist" in err
    assert "\x1b" not in err


def test_a_long_reading_says_how_far_it_is_and_loses_no_commit(capsys, monkeypatch):
    from lfai_nb.cli.orgs import watched

    clock = iter(range(1000))
    monkeypatch.setattr("lfai_nb.cli.orgs.time.monotonic", lambda: next(clock))
    assert list(watched(iter(range(15_000)))) == list(range(15_000))
    assert capsys.readouterr().err.endswith("\r15,000 commits read\n")


def test_a_short_reading_says_nothing_however_slow_the_machine_is(capsys, monkeypatch):
    from lfai_nb.cli.orgs import watched

    clock = iter(range(0, 1000, 60))
    monkeypatch.setattr("lfai_nb.cli.orgs.time.monotonic", lambda: next(clock))
    assert list(watched(iter(range(5)))) == list(range(5))
    assert capsys.readouterr().err == ""
