"""A fault says what and where on one line; a person sees all of them at once."""

import ast
import doctest
import inspect
import pickle
import pkgutil
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lfai_nb
from lfai_nb import errors
from lfai_nb.errors import DataError, HandbookError, MissingExtra, Problem, extra


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


BUILTINS = {"ValueError", "LookupError", "KeyError", "OSError", "FileNotFoundError"}


def rooms() -> list[str]:
    """Every module of ours but the demos, a wing apart."""
    modules = pkgutil.walk_packages(lfai_nb.__path__, "lfai_nb.")
    apart = ("lfai_nb.demos", "lfai_nb.cli.__main__")
    return [module.name for module in modules if not module.name.startswith(apart)]


def test_the_tree_in_the_docstring_has_every_error_under_its_parent() -> None:
    for name in rooms():
        import_module(name)
    drawn: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        word = line.strip().partition(" ")[0].partition("(")[0]
        if not line.startswith("    ") or not word[:1].isupper():
            continue
        depth = (len(line) - len(line.lstrip()) - 4) // 2
        above[depth:] = [word]
        drawn[word] = above[depth - 1] if depth else ""

    def below(kind: type[Exception]) -> dict[str, str]:
        ours = [k for k in kind.__subclasses__() if k.__module__.startswith("lfai_nb")]
        return {k.__name__: kind.__name__ for k in ours} | {
            name: parent for k in ours for name, parent in below(k).items()
        }

    assert drawn == {"HandbookError": "", **below(HandbookError)}
    assert len(drawn) > 15


def test_no_error_of_ours_is_outside_the_tree() -> None:
    # What is private, and NoSign, never leaves the module that raises it or asked for it.
    outside = set()
    for name in rooms():
        for thing in vars(import_module(name)).values():
            if isinstance(thing, type) and issubclass(thing, BaseException):
                ours = thing.__module__.startswith("lfai_nb")
                if ours and not issubclass(thing, HandbookError):
                    outside.add(thing.__name__)
    assert {name for name in outside if not name.startswith("_")} <= {"NoSign"}


def test_nothing_that_a_person_can_cause_is_a_bare_builtin() -> None:
    """A bare ValueError would be taken for a bug of ours; a reader's own are caught beside it."""
    bare = set()
    for name in rooms():
        for node in ast.walk(ast.parse(inspect.getsource(import_module(name)))):
            match node:
                case ast.Raise(exc=ast.Call(func=ast.Name(id=kind))) if kind in BUILTINS:
                    bare.add(name)
    caught_by_their_reader = {
        "lfai_nb.catalog.csv_rows",
        "lfai_nb.evidence.github_activity",
        "lfai_nb.evidence.snapshot_build",  # a command of its own
    }
    assert bare <= caught_by_their_reader


def test_a_missing_extra_is_named_and_a_bug_of_ours_is_not_taken_for_one() -> None:
    with (
        pytest.raises(MissingExtra, match=r"pip install '\.\[evidence\]'"),
        extra("evidence", "it"),
    ):
        import_module("no_such_module_anywhere")
    with pytest.raises(ModuleNotFoundError) as caught, extra("evidence", "it"):
        import_module("lfai_nb.no_such_module")
    assert not isinstance(caught.value, MissingExtra)


def test_the_examples_of_the_module_run() -> None:
    assert doctest.testmod(errors).failed == 0
