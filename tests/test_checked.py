"""The one reader of the TOML files that people write."""

from datetime import date
from pathlib import Path

import pytest

from lfai_nb.checked import TomlTable
from lfai_nb.errors import DataError, Problem

FAULTS = (
    ('stras = "812"', "unknown key 'stras'; did you mean 'stars'? Allowed: day, people, stars"),
    ('colour = "red"', "unknown key 'colour'; allowed: day, people, stars @ f.toml: colour"),
    ("stars = 3", "stars needs a text, not 3 @ f.toml: stars"),
    ('stars = " "', "stars is empty @ f.toml: stars"),
    ("day = 2026-01-01T00:00:00", "day needs a day, as 2026-11-20, not 2026-01-01T00:00:00"),
    ("day = true", "day needs a day, as 2026-11-20, not true @ f.toml: day"),
    ("people = 3", "people needs tables, each under [[people]] @ f.toml: people"),
    ("[[people]]", "name is missing @ f.toml: people[0].name"),
    ("[[people]]\nname = 'A'\nalso = [1]", "also needs a list of texts @ f.toml: people[0].also"),
    ("= broken", "this is not readable as TOML: Invalid statement (at line 1, column 1) @ f.toml"),
)


def read(text: str) -> list[Problem]:
    problems: list[Problem] = []
    table = TomlTable.parse(text, "f.toml", problems)
    table.only((), ("stars", "day", "people"))
    table.text("stars", required="stars" in table.values)
    table.day("day")
    for person in table.tables("people"):
        person.only({"name"}, {"also"})
        person.texts("also")
    return problems


@pytest.mark.parametrize(("text", "message"), FAULTS, ids=[text for text, _ in FAULTS])
def test_a_fault_has_its_message_its_file_and_its_key_path(text: str, message: str) -> None:
    (problem,) = read(text)
    assert str(problem).startswith(message)


def test_all_faults_come_at_once_and_none_hides_what_can_be_read() -> None:
    assert len(read("stars = 1\nday = 'x'\nstras = 2\n[[people]]\n[[people]]\nnam = 'A'")) == 6
    problems: list[Problem] = []
    table = TomlTable.parse("day = 2026-01-02\nstars = 1", "f.toml", problems)
    assert (table.text("stars"), table.day("day")) == ("", date(2026, 1, 2))
    with pytest.raises(DataError, match="stars needs a text, not 1"):
        table.refuse()


def test_a_file_that_cannot_be_read_is_one_fault(tmp_path) -> None:
    problems: list[Problem] = []
    (tmp_path / "latin.toml").write_bytes(b"name = '\xe9'")
    for name in ("none.toml", "latin.toml", "."):
        assert TomlTable.read(tmp_path / name, problems, file=name).values == {}
    assert [str(problem) for problem in problems] == [
        "there is no such file @ none.toml",
        "this is not UTF-8 text; save it as UTF-8 @ latin.toml: line 1, column 9",
        "this cannot be read: Is a directory @ .",
    ]


@pytest.mark.parametrize("number", ["9" * 5000, f"0x{'f' * 5000}", f"[1, {'0x' + 'f' * 5000}]"])
def test_a_number_that_python_refuses_to_print_is_a_fault_of_the_file(
    tmp_path: Path, number: str
) -> None:
    problems: list[Problem] = []
    (tmp_path / "x.toml").write_text(f"[a]\nb = {number}", "utf-8")
    assert TomlTable.read(tmp_path / "x.toml", problems).values == {}
    (problem,) = problems
    assert "a number has hundreds of digits; write a smaller one" in str(problem)
    assert "set_int_max_str_digits" not in str(problem)
