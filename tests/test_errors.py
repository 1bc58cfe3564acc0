"""A fault says what and where on one line; a person sees all of them at once."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.errors import DataError, Problem


def test_a_problem_names_message_file_and_place() -> None:
    assert str(Problem("bad date", "a.csv", "line 2, column date")) == (
        "bad date @ a.csv: line 2, column date"
    )


def test_a_problem_of_a_whole_file_has_no_dangling_colon() -> None:
    assert str(Problem("file is missing", "a.csv")) == "file is missing @ a.csv"


def test_all_problems_are_shown_one_per_line() -> None:
    error = DataError(Problem("fault", "a.csv", f"line {n}") for n in (1, 2, 3))
    assert str(error).splitlines() == [f"fault @ a.csv: line {n}" for n in (1, 2, 3)]
    assert len(error.problems) == 3
    assert isinstance(error, ValueError)


def test_an_error_without_a_reason_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(TypeError, match="at least one problem"):
        DataError([])


def test_an_error_survives_the_way_to_another_process() -> None:
    error = DataError([Problem("fault", "a.csv", "line 2")])
    again = pickle.loads(pickle.dumps(error))
    assert (again.problems, str(again)) == (error.problems, str(error))


@given(st.text(), st.text(), st.text())
def test_no_value_can_break_the_line_or_steer_the_terminal(
    message: str, file: str, place: str
) -> None:
    line = str(Problem(message, file, place))
    assert len(line.splitlines()) == 1
    assert line.isprintable()
