"""The command ``plan``: its exit codes, its files, and what it leaves alone."""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from lfai_nb.cli import main
from lfai_nb.places import data_dir

CASES = tomllib.loads((data_dir() / "policy/cases/plan.toml").read_text(encoding="utf-8"))["case"]
SOON = ["plan", "--present-on", "soon", "--stage", "sandbox", "--on", "2026-11-27"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_the_cases_that_stand_beside_the_rules(
    case: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    ask = case["ask"]
    words = ["plan", "--present-on", str(ask["present_on"]), "--stage", ask["stage"]]
    code = main([*words, "--on", str(ask["on"]), "--json"])
    out, err = capsys.readouterr()
    if "refused" in case:
        assert code == 2
        assert case["refused"] in err
        assert out == ""
        return
    answer, expected = json.loads(out), case["answer"]
    assert code == (0 if expected["verdict"] == "in time" else 1)
    assert answer["verdict"] == expected["verdict"]
    assert answer["deck_due"] == (str(expected["deck_due"]) if "deck_due" in expected else None)


def test_a_calendar_file_is_written_beside_the_answer(tmp_path: Path) -> None:
    file = tmp_path / "steps.ics"
    assert main([*SOON, "--ics", str(file)]) == 0
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert list(tmp_path.iterdir()) == [file], "nothing half-written is left"


def test_without_a_meeting_no_file_is_written(tmp_path: Path) -> None:
    file = tmp_path / "steps.ics"
    words = ["plan", "--present-on", "2026-12-10", "--stage", "sandbox", "--on", "2026-11-27"]
    assert main([*words, "--ics", str(file)]) == 1
    assert not file.exists()


def test_without_the_extra_one_line_says_what_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    assert main([*SOON, "--ics", str(tmp_path / "steps.ics")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "pip install '.[calendar]'" in err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--present-on", "tomorrow", "--stage", "sandbox"], "is not a date such as"),
        (["--present-on", "soon", "--stage", "emeritus"], "invalid choice"),
        (["--present-on", "soon"], "--stage"),
        (["--stage", "sandbox"], "--present-on"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_one_line(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", *words]) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*SOON, "--ics", str(tmp_path / "no" / "steps.ics")]) == 2
    assert "cannot be written" in capsys.readouterr().err
