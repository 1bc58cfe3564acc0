"""The command line: exit codes, one line for what was wrong, and never a traceback."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb import kept
from lfai_nb.cli import COMMANDS, main
from lfai_nb.places import data_dir


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def lfai(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*words: str) -> Ran:
        code = main(words)
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run


def refused(ran: Ran, *words: str) -> None:
    assert ran.code == 2
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith("lfai-nb: ")
    for word in words:
        assert word in ran.err


def test_dues_in_json_have_what_a_script_needs(lfai: Any) -> None:
    ran = lfai("dues", "--employees", "1999", "--lf-member", "--on", "2024-03-01", "--json")
    assert ran.code == 0
    assert ran.err == ""
    answer = ran.json
    assert answer["level"] == "general"
    assert answer["amount_usd"] == 10_000
    assert answer["lf_member"] is True
    assert answer["band"] == "500 to 1,999 employees"
    assert answer["as_of"] == "2024-02-27"
    assert answer["source"]["where"] == "LF AI & Data Annual Dues"
    assert answer["caveats"]


def test_dues_for_a_person_have_the_amount_first(lfai: Any) -> None:
    ran = lfai("dues", "--employees", "1999")
    assert ran.out.splitlines()[0] == "General membership: $25,000 a year"


def test_an_associate_quote_for_a_university_is_zero_with_the_approval_caveat(lfai: Any) -> None:
    words = ["--employees", "9", "--organization", "academic", "--level", "associate", "--json"]
    answer = lfai("dues", *words).json
    assert answer["amount_usd"] == 0
    assert any("approval by the Governing Board" in caveat for caveat in answer["caveats"])


def test_an_associate_quote_for_a_company_is_refused_with_what_it_can_choose(lfai: Any) -> None:
    ran = lfai("dues", "--employees", "9", "--level", "associate")
    refused(ran, "General ($10,000)", "Premier ($120,000)")


def test_all_levels_and_the_years_to_come(lfai: Any) -> None:
    levels = lfai("dues", "--employees", "5000", "--lf-member", "--compare", "--json").json
    assert [level["amount_usd"] for level in levels] == [25_000, 100_000]
    years = lfai("dues", "--employees", "400", "--growth", "30", "--years", "2", "--json").json
    assert [(year["year"], year["employees"]) for year in years] == [(0, 400), (1, 520), (2, 676)]
    assert "band changes" in lfai("dues", "--employees", "400", "--growth", "30").out
    with_sign = lfai("dues", "--employees", "400", "--growth", "30%", "--years", "2", "--json")
    assert with_sign.json == years
    # argparse takes -5% for an option.
    shrunk = ["dues", "--employees", "400", "--years", "1", "--json", "--growth"]
    assert [year["employees"] for year in lfai(*shrunk, "-5%").json] == [400, 380]
    assert lfai(*shrunk, "-5").json == lfai(*shrunk[:-1], "--growth=-5%").json
    assert "Premier adds:" in lfai("dues", "--employees", "400", "--compare").out


@pytest.mark.parametrize(
    "words",
    [
        ["--employees", "0"],
        ["--employees", "-5"],
        ["--employees", "1.5"],
        ["--employees", "1e3"],
        ["--employees", "1_000"],
        ["--employees", "१"],
        ["--employees", ""],
        ["--employees", "9" * 5000],
        ["--employees", "1.999"],
        ["--employees", "2kk"],
        ["--employees", "\x1b[2J"],
        ["--employees"],
        [],
        ["--employees", "5", "--on", "yesterday"],
        ["--employees", "5", "--on", "2024-02-26"],
        ["--employees", "5", "--on", "0000-00-00"],
        ["--employees", "5", "--level", "gold"],
        ["--employees", "5", "--organization", "army"],
        ["--employees", "5", "--years", "3"],
        ["--employees", "5", "--compare", "--level", "general"],
        ["--employees", "5", "--compare", "--growth", "3"],
        ["--employees", "5", "--compare", "--want", "day"],
        ["--employees", "5", "--growth", "-5x"],
        ["--employees", "5", "--json", "-5%"],
        ["--employees", "5", "--growth", "5000"],
        ["--employees", "5", "--colour", "red"],
    ],
    ids=str,
)
def test_bad_input_is_one_line_and_exit_two(lfai: Any, words: list[str]) -> None:
    refused(lfai("dues", *words))


@pytest.mark.parametrize("text", ["1999", "1,999", "1 999", "1\u202f999", "１９９９", " 1999 "])
def test_a_head_count_is_read_as_people_write_it(lfai: Any, text: str) -> None:
    assert lfai("dues", "--employees", text, "--json").json["employees"] == 1999


def test_a_number_that_is_too_large_is_not_said_to_be_no_number(lfai: Any) -> None:
    refused(lfai("dues", "--employees", "1" + "0" * 30), "too large", "9,223,372,036,854,775,807")


@pytest.mark.parametrize("text", ["1.999", "2kk"])
def test_a_refused_number_comes_with_one_that_works(lfai: Any, text: str) -> None:
    example = lfai("dues", "--employees", text).err.split("write ")[-1].split()
    works = next(word.strip(",;") for word in example if word[0].isdigit())
    assert lfai("dues", "--employees", works).code == 0


@given(st.lists(st.text(max_size=12), max_size=5))
def test_no_words_at_all_bring_a_traceback(words: list[str]) -> None:
    assert main(["dues", *words]) in (0, 2)


def test_an_unknown_command_gets_the_nearest_one(lfai: Any) -> None:
    refused(lfai("duse"), "did you mean dues?")
    refused(lfai("zzz"), "there are dues")


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_help_names_every_command(lfai: Any, words: list[str]) -> None:
    ran = lfai(*words)
    assert ran.code == 0
    assert all(name in ran.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(lfai: Any, name: str) -> None:
    ran = lfai(name, "--help")
    assert ran.code == 0
    explained = ran.out.split("\n\n", 1)[1]  # without the line on the usage
    assert f"lfai-nb {name}" in explained
    assert "--debug" in explained


def test_rules_on_a_date_and_of_a_stage(lfai: Any) -> None:
    answer = lfai("rules", "--on", "2023-05-31", "--stage", "incubation", "--json").json
    stars = next(rule for rule in answer["rules"] if rule["id"] == "INC-STARS")
    assert stars["value"] == 300
    assert stars["source"]["id"] == "lifecycle-2021"
    assert {rule["stage"] for rule in answer["rules"]} == {"incubation"}
    text = lfai("rules", "--on", "2023-06-01", "--stage", "incubation").out
    assert "500 stars" in text
    assert "minimum of 500 stars" in text


def test_rules_without_a_date_are_those_of_today(lfai: Any) -> None:
    before = datetime.now(UTC).date().isoformat()
    on = lfai("rules", "--json").json["on"]
    assert before <= on <= datetime.now(UTC).date().isoformat()  # it may be midnight meanwhile


def test_diff_lists_what_the_document_of_june_2023_changed(lfai: Any) -> None:
    words = ["rules", "--diff", "2023-05-31", "2023-06-01", "--stage", "incubation"]
    changes = {change["id"]: change for change in lfai(*words, "--json").json}
    assert changes["INC-STARS"]["before"]["value"] == 300
    assert changes["INC-STARS"]["after"]["value"] == 500
    assert changes["INC-ORGS"]["after"]["value"] == 3
    assert "- 300 stars" in lfai(*words).out


def test_diff_of_a_day_with_itself_is_empty(lfai: Any) -> None:
    assert "nothing that we know of" in lfai("rules", "--diff", "2022-01-01", "2022-01-01").out


def test_rules_refuse_what_is_no_question(lfai: Any) -> None:
    refused(lfai("rules", "--on", "1990-01-01"), "no rule of that kind is known for 1990-01-01")
    refused(lfai("rules", "--diff", "2023-01-01", "2022-01-01"), "is after the second")
    refused(lfai("rules", "--diff", "2022-01-01", "2023-01-01", "--on", "2022-01-01"))
    refused(lfai("rules", "--stage", "graduate"), "graduation")


def test_check_data_finds_no_fault_in_our_own(lfai: Any) -> None:
    ran = lfai("check-data")
    assert ran.code == 0, ran.out
    assert ran.out.startswith("0 faults in ")


def test_check_data_prints_every_fault_of_both_rooms(lfai: Any, tmp_path: Path) -> None:
    for room in ("policy", "catalog"):
        (tmp_path / room).mkdir()
        for file in (data_dir() / room).iterdir():
            if file.is_file():
                (tmp_path / room / file.name).write_bytes(file.read_bytes())
    dues = tmp_path / "policy" / "dues.toml"
    dues.write_text(dues.read_text().replace("usd = 25000", "usd = 25001"))
    projects = tmp_path / "catalog" / "projects.csv"
    projects.write_text(projects.read_text().replace("2018-07-05", "2018-13-05", 1))
    ran = lfai("check-data", str(tmp_path))
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert any("@ dues.toml: DUES-GENERAL-NEW.values[0]" in line for line in lines)
    assert any("@ projects.csv: line " in line for line in lines)


def test_check_data_prints_the_faults_of_the_evidence(lfai: Any, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(data_dir(), data)
    for file, before, after in (
        ("evidence/addresses.toml", "public_mail", "publik_mail"),
        ("evidence/histories.toml", 'id = "bitol"', 'id = "bittol"'),
        ("evidence/snapshots/onnx.toml", "[facts.stars]", "[facts.stras]"),
        ("openness/licences.toml", "date = 2026-05-11", 'date = "May"'),
    ):
        path = data / file
        path.write_text(path.read_text("utf-8").replace(before, after, 1), "utf-8")
    ran = lfai("check-data", str(data))
    assert ran.code == 1
    for fault in (
        "unknown key 'publik_mail'; did you mean 'public_mail'? Allowed: ",
        "'bittol' is not in the catalogue @ histories.toml: project[1].id",
        "onnx.toml: facts.stras",
        "date needs a day, as 2026-11-20, not 'May' @ licences.toml: date",
    ):
        assert fault in ran.out


def test_check_data_names_what_a_stopped_build_of_the_evidence_has_left_out(
    lfai: Any, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(data_dir(), data)
    (data / "evidence/snapshots/onnx.toml").unlink()
    (data / "evidence/entries/onnx.graduation.toml").unlink()
    ran = lfai("check-data", str(data))
    assert ran.code == 1
    assert ran.out.count("it is missing; python -m lfai_nb.evidence.snapshot_build makes it") == 2
    assert "@ snapshots/onnx.toml" in ran.out
    assert "@ entries/onnx.graduation.toml" in ran.out


def test_check_data_sees_each_change_though_it_keeps_what_it_has_checked(
    lfai: Any, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(data_dir(), data)
    dues = data / "policy" / "dues.toml"
    text = dues.read_text("utf-8")
    kept.start(tmp_path / "kept")
    try:
        assert lfai("check-data", str(data)).code == 0
        assert lfai("check-data", str(data)).code == 0
        dues.write_text(text.replace("usd = 25000", "usd = 25001"), "utf-8")
        assert lfai("check-data", str(data)).code == 1
        dues.write_text(text, "utf-8")
        assert lfai("check-data", str(data)).code == 0
        (data / "evidence/snapshots/onnx.toml").unlink()
        assert lfai("check-data", str(data)).code == 1
    finally:
        kept.start(None)


def test_check_data_of_a_folder_that_is_none(lfai: Any, tmp_path: Path) -> None:
    refused(lfai("check-data", str(tmp_path / "nowhere")), "has no folder policy")


def test_the_rules_of_a_day_that_is_not_known_yet_are_the_newest(lfai: Any) -> None:
    head = "The newest rules we know, for 1 January 2035"
    assert lfai("rules", "--on", "2035-01-01", "--stage", "incubation").out.startswith(head)
    for day, newest in (("2035-01-01", True), ("2024-03-01", False)):
        assert lfai("rules", "--on", day, "--json").json["newest_known"] is newest


@pytest.mark.parametrize(
    ("options", "in_doubt"),
    [
        ("--on 2020-01-01 --stage incubation", True),
        ("--on 2019-09-02 --stage incubation", False),
        ("--on 2024-03-01 --group fee", False),
        ("--diff 2018-06-01 2020-01-01", True),
        ("--diff 2023-05-31 2023-06-01 --stage incubation", False),
    ],
)
def test_rules_that_may_never_have_been_adopted_are_shown_with_that(
    lfai: Any, options: str, in_doubt: bool
) -> None:
    ran = lfai("rules", *options.split())
    assert ran.code == 0
    assert ("it may never have been adopted (C-47)." in " ".join(ran.out.split())) is in_doubt
