"""What runs a cell in the page, here without a page."""

import sys

import pytest

from handbook.in_page import cells as running
from lfai_nb.errors import HandbookError


@pytest.fixture
def cells(monkeypatch: pytest.MonkeyPatch) -> running.Cells:
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    return running.Cells()


def outputs(cells: running.Cells, source: str) -> list[tuple[str, str]]:
    made: list[tuple[str, str]] = []
    cells.run(source, "cell 1", lambda kind, text, more: made.append((kind, text)))
    return made


class Shown:
    def _repr_html_(self) -> str:
        return "<b>so</b>"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("", []),
        ("a = 1", []),
        ("a = 1\na + 1", [("text", "2")]),
        ("2;", []),
        ("None", []),
        ("print('x')\n'y'", [("printed", "x\n"), ("text", "'y'")]),
        ("display(1)\nprint(2)\ndisplay(3)", [("text", "1"), ("printed", "2\n"), ("text", "3")]),
        ("import sys\nprint('e', file=sys.stderr)", [("printed", "e\n")]),
        ("def f():\n    return __name__\nf()", [("text", "'__main__'")]),
    ],
)
def test_a_cell_brings_what_it_prints_and_its_last_value(
    cells: running.Cells, source: str, wanted: list[tuple[str, str]]
) -> None:
    assert outputs(cells, source) == wanted


def test_cells_know_each_others_names_and_the_last_value(cells: running.Cells) -> None:
    assert outputs(cells, "x = 20\nx + 1") == [("text", "21")]
    assert outputs(cells, "_ * 2, x") == [("text", "(42, 20)")]


def test_a_value_that_has_html_is_shown_as_that(cells: running.Cells) -> None:
    cells.module.__dict__["Shown"] = Shown
    assert outputs(cells, "Shown()") == [("html", "<b>so</b>")]
    assert outputs(cells, "Shown")[0][0] == "text"  # the class itself has none


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("x = 1\ny = z", "Line 2: name 'z' is not defined (NameError)."),
        ("def f():\n    return 1 / 0\nf()", "Line 2: division by zero (ZeroDivisionError)."),
        ("if x", "Line 1 is not valid Python: expected ':'."),
        ("raise ValueError", "Line 1: it ended here (ValueError)."),
        ("raise SystemExit(3)", "Line 1: 3 (SystemExit)."),
        (
            "import nothing_like_it",
            "Line 1: this page has no nothing_like_it; JupyterLab has what you install there.",
        ),
    ],
)
def test_an_error_is_a_sentence_and_keeps_the_rest(
    cells: running.Cells, source: str, sentence: str
) -> None:
    made: list[tuple[str, str, str]] = []
    assert not cells.run(source, "cell 7", lambda *parts: made.append(parts))
    [(kind, text, rest)] = made
    assert (kind, text) == ("error", sentence)
    assert "<cell 7>" in rest or "cell 7" in rest
    assert "cells.py" not in rest


def test_our_own_errors_are_sentences_already(cells: running.Cells) -> None:
    class OurError(HandbookError):
        pass

    OurError.__module__ = "lfai_nb.somewhere"
    cells.module.__dict__["OurError"] = OurError
    assert outputs(cells, "raise OurError('Nobody has half an employee')") == [
        ("error", "Line 1: Nobody has half an employee.")
    ]


def test_what_is_printed_without_end_is_cut(cells: running.Cells) -> None:
    text = "".join(text for _, text in outputs(cells, "for n in range(60_000):\n    print(n)"))
    assert len(text) < running.MOST + 100
    assert text.endswith("characters.\n")
