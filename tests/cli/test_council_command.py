"""lfai-nb council: what each of its words answers, with which exit code, and what it refuses."""

from pathlib import Path
from typing import Any

import pytest

from lfai_nb.policy.words import day_in_words
from tests.cli.test_cli import lfai, refused  # noqa: F401  # the fixture
from tests.council.cases import CASES, of_case

TABLE = "meeting,Baidu,ONNX\n2024-01-11,x,x\n2024-01-25,x,-\n2024-02-08,x,-\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "attendance.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def test_seats_by_table_and_by_rule(lfai: Any) -> None:  # noqa: F811
    answer = lfai("council", "seats", "--on", "2026-08-14", "--json").json
    assert answer["table"]["seats"] == 16
    assert answer["by_rule"]["seats"] == 17
    words = " ".join(lfai("council", "seats").out.split())
    assert "No table says so." in words
    assert (
        "The quorum of 17 seats is 9 if it is half of them, and 8 if it is the number of" in words
    )


@pytest.mark.parametrize(("day", "made"), [("2025-02-25", False), ("2025-02-26", True)])
def test_seats_by_the_rule_of_the_day(lfai: Any, day: str, made: bool) -> None:  # noqa: F811
    """Since the wiki's page a project is made a “TAC Project”; before, to graduate was enough."""
    words = " ".join(lfai("council", "seats", "--on", day).out.split())
    assert ("when it is made a “TAC Project”" in words) == made


@pytest.mark.parametrize("case", CASES["seats"], ids=lambda case: case["why"])
def test_the_seats_of_a_day(lfai: Any, case: dict[str, Any]) -> None:  # noqa: F811
    words = ["council", "seats", "--on", str(case["on"])]
    if "refused" in case:
        refused(lfai(*words), case["refused"])
        return
    answer = lfai(*words, "--json").json
    assert of_case(answer, case) == case["answer"]
    output = " ".join(lfai(*words).out.split())
    assert f"of {day_in_words(case['answer']['of'])}: {case['answer']['seats']}" in output


def test_what_a_size_needs(lfai: Any) -> None:  # noqa: F811
    answer = lfai("council", "quorum", "17", "--json").json
    assert answer["quorum"] == {"half": 9, "number": 8}
    assert [row["of_all"] for row in answer["votes"]] == [9, 9, 12]
    assert "Quorum of 16 seats: 8" in lfai("council", "quorum").out


@pytest.mark.parametrize(
    ("yes", "present", "code", "outcome"),
    [
        ("11", "16", 0, "carried"),
        ("8", "8", 3, "depends on the reading"),
        ("5", "8", 1, "not carried"),
        ("7", "7", 1, "no quorum"),
    ],
)
def test_a_motion_has_its_exit_code(
    lfai: Any,  # noqa: F811
    yes: str,
    present: str,
    code: int,
    outcome: str,
) -> None:
    words = ["council", "vote", "--rule", "GRD-VOTE", "--yes", yes, "--present", present]
    ran = lfai(*words, "--seats", "16", "--json")
    assert (ran.code, ran.json["outcome"]) == (code, outcome)
    assert ran.json["also"] == [{"body": "board", "share": "majority"}]
    text = lfai(*words, "--seats", "16")
    assert text.code == code
    assert "does not decide this alone" in text.out


def test_a_reading_that_is_decided_settles_it(lfai: Any) -> None:  # noqa: F811
    words = ["council", "vote", "--share", "two-thirds", "--yes", "8", "--present", "8"]
    assert lfai(*words, "--read", "two-thirds-of=present").code == 0
    assert lfai(*words, "--read", "two-thirds-of=all").code == 1


def test_a_season_from_a_table_and_from_minutes(lfai: Any, table: Path) -> None:  # noqa: F811
    ran = lfai("council", "season", str(table), "--json")
    assert ran.code == 0
    assert ran.json["next"]["seats"]["ONNX"]["may_vote"]["value"] == "no"
    assert ran.json["next"]["day"] == "2024-02-22"
    folder = Path(__file__).parents[1] / "council" / "fixtures" / "minutes"
    ran = lfai("council", "season", str(folder), "--read", "half=half")
    assert ran.code == 3  # of one seat only the alternate came
    assert "nobody is marked as present" in ran.err
    assert "2 meetings, 2 with a quorum" in ran.out


def test_one_whose_vote_depends_is_cannot_tell(lfai: Any, table: Path) -> None:  # noqa: F811
    table.write_text(TABLE + "2024-02-22,x,x\n2024-03-07,x,-\n2024-03-21,x,x\n", encoding="utf-8")
    ran = lfai("council", "season", str(table))
    assert (ran.code, "depends" in ran.out) == (3, True)


def test_a_threshold_for_gitvote(lfai: Any) -> None:  # noqa: F811
    words = ["council", "gitvote", "--share", "majority", "--seats", "11"]
    assert "pass_threshold: 46  # 6 of 11" in lfai(*words).out
    off = lfai(*words, "--threshold", "55")
    assert (off.code, off.out.startswith("55 percent of 11 seats asks for 7 votes")) == (1, True)
    assert lfai(*words, "--threshold", "46").code == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["vote", "--rule", "INC-STARS", "--yes", "1", "--present", "8"], "is no vote of"),
        (["vote", "--rule", "INC-VOTEE", "--yes", "1", "--present", "8"], "INC-VOTE"),
        (["vote", "--rule", "EMR-VOTE", "--yes", "1", "--present", "8"], ""),
        (["vote", "--share", "half", "--yes", "9", "--present", "8"], "at most"),
        (["vote", "--share", "half", "--yes", "x", "--present", "8"], "whole number"),
        (
            ["vote", "--share", "half", "--yes", "8", "--present", "8", "--read", "half"],
            "POINT=WAY",
        ),
        (["vote", "--share", "half", "--yes", "8", "--present", "8", "--read", "half=9"], "one of"),
        (["vote", "--yes", "8", "--present", "8"], "--share"),
        (["quorum", "0"], "1 or more"),
        (["quorum", "--on", "2020-01-01"], "TAC-"),
        (["seats", "--on", "2020-01-01"], "TAC-PREMIER-SEATS"),
        (["season", "nowhere.csv"], "nowhere.csv cannot be read"),
        (["gitvote", "--share", "majority", "--threshold", "nan"], "percentage"),
        (["dinner"], "invalid choice"),
        ([], "WHAT"),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_one_line(lfai: Any, words: list[str], reason: str) -> None:  # noqa: F811
    ran = lfai("council", *words)
    if reason:
        refused(ran, reason)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfem\x00e\x00", "not UTF-8"),
        (
            "meeting,Milvus – Zürich\n".encode("latin-1", "replace") + b"2024-01-11,\xe9\n",
            "not UTF-8",
        ),
        (b"meeting,A\x00\n2024-01-11,x\n", "NUL"),
        (b"meeting,A\n" + b"2024-01-11,x\n" * 1_000_000, "too large"),
        (b"", "empty"),
    ],
    ids=["utf-16", "latin-1", "nul", "a million rows", "empty"],
)
def test_a_file_that_is_no_table_is_refused(
    lfai: Any,  # noqa: F811
    table: Path,
    content: bytes,
    reason: str,
) -> None:
    table.write_bytes(content)
    refused(lfai("council", "season", str(table)), reason)
