"""Every way in which the files can be wrong is said, with its place, and all of them at once."""

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lfai_nb.catalog import DataError, load, problems
from lfai_nb.catalog.reader import TABLES
from lfai_nb.places import data_dir
from tests.catalog.conftest import Break

FAULTS = [
    # file, what is replaced, by what, the fault
    (
        "projects.csv",
        "2018-07-05",
        "2018-13-05",
        "is not a date; write it as 2024-02-27 @ projects.csv: line {n}, column accepted",
    ),
    ("projects.csv", "2018-07-05", "20180705", "'20180705' is not a date"),
    ("projects.csv", "2018-07-05", "2018-07-05T00:00", "is not a date"),
    ("projects.csv", ",164,33,", ",164.5,33,", "'164.5' is not a whole number"),
    ("projects.csv", ",164,33,", ",-164,33,", "'-164' is not a whole number"),
    ("projects.csv", ",164,33,", ",0164,33,", "'0164' is not a whole number"),
    ("projects.csv", ",164,33,", ",١٦٤,33,", "'١٦٤' is not a whole number"),
    ("projects.csv", ",164,33,", f",{'9' * 5000},33,", "is not a whole number"),
    ("projects.csv", "id,name", "id,nom", "there is no column 'nom' here @ projects.csv: line 1"),
    ("projects.csv", "id,name", "id,nom", "the column 'name' is missing @ projects.csv: line 1"),
    ("projects.csv", "id,name", "name,name", "the column 'name' is there twice"),
    ("projects.csv", "edl,Elastic", "edl,more,Elastic", "cells, where the header has 21"),
    ("projects.csv", "edl,Elastic", ",Elastic", "a value is needed here @ projects.csv: line {n}"),
    ("projects.csv", "edl,Elastic Deep", "edl, Elastic Deep", "has spaces around it"),
    ("projects.csv", "edl,Elastic Deep", "edl,\x1b[31mElastic Deep", "do not print"),
    ("projects.csv", "edl,Elastic Deep", "edl,who@example.org", "an e-mail address does not"),
    ("projects.csv", "edl,Elastic Deep", "EDL,Elastic Deep", "'EDL' is no id"),
    ("projects.csv", "\negeria,", "\nedl,", "another row has the same id @ projects.csv"),
    ("projects.csv", "\nedl,", "\nzzz,", "belongs above the last: the file is sorted by id"),
    ("projects.csv", "edl,Elastic Deep Learning", "edl,FlagAI", "'flagai' is also 'edl'"),
    (
        "projects.csv",
        "https://github.com/elasticdeeplearning/edl",
        "https://github.com/onnx/onnx/",
        "'github.com/onnx/onnx' is also 'edl' @ projects.csv",
    ),
    (
        "projects.csv",
        "https://github.com/elasticdeeplearning/edl",
        "http://github.com/elasticdeeplearning/edl",
        "does not begin with https://",
    ),
    (
        "projects.csv",
        ",2023-11-20,164",
        ",,164",
        "stars is given, and so this is needed @ projects.csv: line {n}, column measured_on",
    ),
    (
        "projects.csv",
        "2018-07-05,projects-readme-2026,",
        "2018-07-05,,",
        "accepted is given, and so this is needed @ projects.csv: line {n}, column accepted_source",
    ),
    (
        "projects.csv",
        "2018-07-05,projects-readme-2026,",
        ",projects-readme-2026,",
        "accepted is empty, and so this must be",
    ),
    (
        "projects.csv",
        "2018-07-05,projects-readme-2026,",
        "2018-07-05,projects-readme,",
        "'projects-readme' is in no sources.toml; did you mean 'projects-readme-2026'?",
    ),
    (
        "statistics.csv",
        "2019-09-08,foundation",
        "2019-09-09,foundation",
        "2019-09-09 is after 2019-09-08, the date of deck-2019",
    ),
    ("projects.csv", ",4299,100,", ",,100,", "badge_percent is given, and so this is needed"),
    ("stages.csv", "\nedl,", "\nedk,", "'edk' is the id of no project in projects.csv; did you"),
    ("stages.csv", "\nedl,", "\nedk,", "'edl' has no row in stages.csv"),
    ("stages.csv", "2021-06-09,graduation", "2019-06-09,graduation", "belongs above the last"),
    (
        "stages.csv",
        "2021-06-09,graduation",
        "2020-04-02,graduation",
        "another row has the same project and date",
    ),
    (
        "stages.csv",
        "2021-06-09,graduation",
        "2021-06-09,incubation",
        "is at incubation already, since",
    ),
    (
        "stages.csv",
        "2021-06-09,graduation",
        "2021-06-09,sandbox",
        "a project does not go from incubation back to sandbox",
    ),
    (
        "stages.csv",
        "2021-06-09,graduation",
        "2021-06-09,graduated",
        "'graduated' is not known here; accepted: sandbox, incubation, graduation, emeritus",
    ),
    ("stages.csv", "15ca4b50", "main", "is not a commit; write its first 12 digits"),
    ("slips.csv", "2022-11-06", "2022-04-10", "2022-04-10 is not after 2022-04-10"),
    ("slips.csv", "kserve,2022-04-10", "kserve,2021-04-10", "kserve is not hosted on 2021-04-10"),
    (
        "slips.csv",
        "2023-09-01,incubation",
        "2023-09-01,sandbox",
        "sandbox is no slip: stages.csv says the same",
    ),
    ("exits.csv", "tony,TonY,2025-11-12,", "tony,TonY,2021-07-15,", "is not after the last row"),
    ("exits.csv", "tony,TonY,2025-11-12,", "tony,TonY,,", "a date is needed @ exits.csv"),
    ("exits.csv", "2025-11-12,no longer", "2025-11-12,archived longer", "is not known here"),
    (
        "exits.csv",
        "no longer listed",
        "never listed",
        "never listed and project do not go together",
    ),
    ("exits.csv", "moved,PyTorch Foundation", "moved,", "moved and destination do not go together"),
    ("exits.csv", "DELTA,2025-05-13", "DELTA,2025-05-14", "and not emeritus since 2025-05-14"),
    ("statistics.csv", "C-11", "11", "'11' is not the id of a contradiction, such as C-11"),
    ("statistics.csv", ",965000,", ",956000,", "956000 is not what '965,000+' says, 965000"),
    (
        "statistics.csv",
        ",35640,",
        ",35641,",
        "35641 is not what 'an average of 35.64K' says, 35640",
    ),
    (
        "review_calendar_2021.csv",
        '"Sept 9, 2021",2021-09-09',
        '"Sept 9, 2021",2021-09-01',
        "2021-09-01 is not what 'Sept 9, 2021' says; a note says why",
    ),
    (
        "review_calendar_2021.csv",
        ",2021-09-09",
        ",",
        "date and date_as_printed are given together, or neither is",
    ),
    ("projects.csv", ",4299,100,", ",4299,101,", "101 is more than 100 percent"),
    ("statistics.csv", ",160,landscape-2019-09", ",160,", "check_value is given, and so this is"),
    ("proposals.csv", "edl,Badge,", "edl,Licence,", "another row has the same project and what"),
    ("sources.toml", "https://", "http://", "an address starts with https:// @ sources.toml: "),
    (
        "sources.toml",
        "date = 2026-08-14",
        "date = 'now'",
        "date needs a day, as 2026-11-20",
    ),
    ("sources.toml", "what =", "about =", "unknown key 'about'; allowed: date, title, url, what"),
    ("sources.toml", "[landscape-history]", "[deck-2019]", "the rules have a source of this id"),
    ("sources.toml", "[landscape-history]", "[landscape-history", "this is not readable as TOML"),
    # What is said twice, and not in the same way
    (
        "projects.csv",
        "2018-07-05",
        "2018-07-06",
        "2018-07-06 is not a Thursday, the day on which the council meets; correct it, or say so",
    ),
    (
        "projects.csv",
        "2023-11-20,164",
        "2023-11-21,164",
        "2023-11-21 is not 2023-11-20, the date of landscape-data-2023-11 @ projects.csv: line {n}",
    ),
    (
        "charters.csv",
        "adlik,2019-11-19",
        "adlik,2019-11-20",
        "2019-11-20 is not what 'adlik technical charter_11.19.19.pdf' says, 2019-11-19",
    ),
    (
        "charters.csv",
        "artigraph,2022-02-07",
        "artigraph,2022-07-02",
        "is not what 'artigraph technical charter_02072022.pdf' says, 2022-02-07",
    ),
    ("charters.csv", "deeprec,2023-05-05", "deeprec,2023-05-06", "charters.csv says 2023-05-06"),
    ("proposals.csv", "25: Alibaba 14", "25: Alibaba 15", "make 26 and not 25 @ proposals.csv"),
    (
        "stages.csv",
        "1chipml,2025-05-13",
        "1chipml,2025-05-14",
        "3dbbcb8ec6b1 is of 2025-05-14 in another row, and of 2025-05-13 here",
    ),
    (
        "stage_counts.csv",
        "740b64f1c6ff",
        "39c9f55230d9",
        "39c9f55230d9 is of 2022-04-10, which is after 2018-12-31 @ stage_counts.csv: line {n}",
    ),
    (
        "members_by_level.csv",
        "67885a92b508",
        "67885a92b509",
        "stage_counts.csv has 67885a92b508 for 2019-03-31 @ members_by_level.csv",
    ),
]


def line_of(file: str, words: str) -> int:
    """The first line of the real file that has these words."""
    text = (data_dir() / "catalog" / file).read_text(encoding="utf-8")
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize(("file", "old", "new", "fault"), FAULTS)
def test_a_fault_is_said_in_words_with_its_place(
    after: Break, file: str, old: str, new: str, fault: str
) -> None:
    # Where the fault is depends on the real file, which grows.
    fault = fault.replace("{n}", str(line_of(file, old)))
    errors = after(file, old, new)
    assert any(fault in each for each in errors), errors
    assert all(f"@ {file}" in each or ".csv: line " in each for each in errors), errors


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("charters.csv", "adlik technical charter_11.19.19.pdf", "adlik charter_45.19.19.pdf"),
        ("statistics.csv", "hosted projects,5,5,", "hosted projects,all of them,5,"),
    ],
)
def test_words_that_hold_no_day_or_number_are_held_to_none(
    after: Break, file: str, old: str, new: str
) -> None:
    assert after(file, old, new) == []


def test_a_source_of_the_rules_without_a_day_is_their_readers_fault(folder: Path) -> None:
    """Here it is none, and what names it is a fault; of the rules themselves nothing is said."""
    sources = folder.parent / "policy" / "sources.toml"
    text = sources.read_text(encoding="utf-8")
    at = text.index("[deck-2019]")
    day = text.index("date = ", at)
    sources.write_text(text[:day] + "#" + text[day:], encoding="utf-8")
    errors = [str(problem) for problem in problems(folder)]
    assert any("'deck-2019' is in no sources.toml" in each for each in errors), errors
    assert not any("policy" in each for each in errors)


def test_all_faults_of_all_files_come_at_once(after: Break, folder: Path) -> None:
    after("projects.csv", "2018-07-05", "soon")
    after("roles.csv", "2021-07-15", "then")
    errors = after("statistics.csv", "C-11", "eleven")
    assert [each.split(" @ ")[1].split(":")[0] for each in errors] == [
        "projects.csv",
        "roles.csv",
        "statistics.csv",
    ]
    with pytest.raises(DataError) as raised:
        load(folder)
    assert str(raised.value).splitlines() == errors


def test_one_bad_row_does_not_make_the_rows_that_lean_on_it_look_wrong(after: Break) -> None:
    assert len(after("projects.csv", "2018-07-05", "soon")) == 1


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.file)
def test_a_missing_file_is_said(folder: Path, table) -> None:  # type: ignore[no-untyped-def]
    (folder / table.file).unlink()
    assert f"there is no such file @ {table.file}" in map(str, problems(folder))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfe", "this is not UTF-8 from byte 0 on"),
        (b'\xef\xbb\xbfdate,kind,"x"', "there is no column '\\ufeffdate' here"),
        (b'"', "this is not readable as CSV"),
        (b"\n\n\n", "the column 'date' is missing"),
        (b"a" * 200_000, "this is not readable as CSV"),
    ],
)
def test_a_file_that_is_no_table_is_said(folder: Path, content: bytes, fault: str) -> None:
    (folder / "stage_counts.csv").write_bytes(content)
    errors = [str(problem) for problem in problems(folder)]
    assert any(fault in each and "stage_counts.csv" in each for each in errors), errors


def test_a_folder_in_the_place_of_a_file_is_said(folder: Path) -> None:
    (folder / "roles.csv").unlink()
    (folder / "roles.csv").mkdir()
    assert any("this cannot be read" in str(problem) for problem in problems(folder))


def test_a_folder_that_is_none_is_every_file_missing(tmp_path: Path) -> None:
    assert len(problems(tmp_path / "nowhere")) == len(TABLES) + 1


def test_a_row_that_breaks_over_lines_is_placed_where_it_begins(folder: Path) -> None:
    path = folder / "roles.csv"
    header, first, *rest = path.read_text(encoding="utf-8").splitlines()
    broken = first.replace("Executive Director", '"Executive\nDirector"')
    path.write_text("\n".join([header, broken, *rest]), encoding="utf-8")
    (fault,) = map(str, problems(folder))
    assert fault.endswith("@ roles.csv: line 2, column role")
    assert "\\n" in fault


def test_the_columns_may_stand_in_any_order(folder: Path) -> None:
    path = folder / "stages.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(row[::-1] for row in rows)
    assert load(folder).stages == load().stages


@settings(max_examples=60)
@given(st.data())
def test_no_bytes_in_any_file_end_in_anything_but_faults(folder: Path, data: st.DataObject) -> None:
    """Whatever is in a file, the answer is a list of one-line faults, or a sound catalogue."""
    name = data.draw(st.sampled_from([table.file for table in TABLES.values()] + ["sources.toml"]))
    path = folder / name
    original = path.read_bytes()
    try:
        start = data.draw(st.integers(0, len(original)))
        end = data.draw(st.integers(start, min(len(original), start + 40)))
        path.write_bytes(original[:start] + data.draw(st.binary(max_size=30)) + original[end:])
        for problem in problems(folder):
            assert len(str(problem).splitlines()) == 1
            assert os.sep + "catalog" not in str(problem)
    finally:
        path.write_bytes(original)
