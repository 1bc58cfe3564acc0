"""The content of a rule: what each kind takes, and what it says of anything else."""

from typing import Any

import pytest

from lfai_nb.policy import Ballot, Band, Item, Range
from lfai_nb.policy.content import read, stated_numbers

BAND = {"min": 1, "max": 9, "usd": 10}
LAST = {"min": 10, "usd": 20}
ITEM = {"id": "a", "text": "It is open."}


def faults(kind: str, raw: Any) -> list[tuple[str, str]]:
    reported: list[tuple[str, str]] = []
    read(kind, raw, lambda message, path: reported.append((message, path)))
    return reported


@pytest.mark.parametrize(
    ("kind", "raw", "content"),
    [
        ("count", 0, 0),
        ("money", 5000, 5000),
        ("range", {"low": 3, "high": 3}, Range(3, 3)),
        ("bands", [BAND, LAST], (Band(1, 9, 10), Band(10, None, 20))),
        ("bands", [{"min": 1, "max": 1, "usd": 0}, {"min": 2, "usd": 0}],
         (Band(1, 1, 0), Band(2, None, 0))),
        ("level", "gold", "gold"),
        ("text", "It is open.", "It is open."),
        ("flag", True, True),
        ("list", [ITEM | {"by": ["ONNX"], "optional": True, "who": "staff"}],
         (Item("a", "It is open.", who="staff", by=("ONNX",), optional=True),)),
        ("vote", [{"body": "tac", "share": "majority"}], (Ballot("tac", "majority"),)),
    ],
)  # fmt: skip
def test_what_a_kind_takes(kind: str, raw: Any, content: object) -> None:
    assert (read(kind, raw, lambda message, path: pytest.fail(message)), faults(kind, raw)) == (
        content,
        [],
    )


@pytest.mark.parametrize(
    ("kind", "raw", "message", "path"),
    [
        ("range", 3, "a table with high, low is needed, not 3", ""),
        ("range", {"low": 3}, "high is missing", "high"),
        ("range", {"low": 3, "high": "9"}, "a whole number is needed, not '9'", "high"),
        ("range", {"low": 9, "high": 3}, "low, 9, is above high, 3", ""),
        ("bands", {}, "a list of bands is needed, each {min, max, usd}", ""),
        ("bands", [], "a list of bands is needed, each {min, max, usd}", ""),
        ("bands", [BAND, 3], "a table with min, usd is needed, not 3", "[1]"),
        ("bands", [BAND, LAST | {"min": 2}], "two bands hold 2 to 9", "[1].min"),
        ("level", "bronze", "one of passing, silver, gold is needed, not 'bronze'", ""),
        ("level", 3.5, "one of passing, silver, gold is needed, not the fraction 3.5", ""),
        ("text", "  ", "a text is needed, not '  '", ""),
        ("text", "", "a text is needed, not an empty text", ""),
        ("text", True, "a text is needed, not true", ""),
        ("text", False, "a text is needed, not false", ""),
        ("text", [], "a text is needed, not a list", ""),
        ("text", 10**60, f"a text is needed, not 1{'0' * 39}", ""),
        ("flag", False,
         "true is the only value of a flag; write `absent = true` where a rule was not there", ""),
        ("list", [], "a list of items is needed, each with an id and a text", ""),
        ("list", "a", "a list of items is needed, each with an id and a text", ""),
        ("list", ["a"], "a table with id, text is needed, not 'a'", "[0]"),
        ("list", [ITEM | {"text": ""}], "a text is needed, not an empty text", "[0].text"),
        ("list", [ITEM | {"quote": 3}], "a text is needed, not 3", "[0].quote"),
        ("list", [ITEM | {"by": "ONNX"}], "a list of texts is needed", "[0].by"),
        ("list", [ITEM | {"by": ["ONNX", ""]}], "a list of texts is needed", "[0].by"),
        ("list", [ITEM | {"optional": "yes"}], "optional is true or false", "[0].optional"),
        ("list", [ITEM, ITEM], "two items have the id 'a'", ""),
        ("vote", "tac", "a list of ballots is needed, each {body, share}", ""),
        ("vote", [], "a list of ballots is needed, each {body, share}", ""),
        ("vote", ["tac"], "a table with body, share is needed, not 'tac'", "[0]"),
        ("vote", [{"body": "tac", "share": "most"}],
         "one of unstated, majority, half, two-thirds is needed, not 'most'", "[0].share"),
    ],
)  # fmt: skip
def test_what_a_kind_refuses_and_says_of_it(kind: str, raw: Any, message: str, path: str) -> None:
    assert faults(kind, raw) == [(message, path)]


def test_an_unknown_key_of_an_item_has_its_place() -> None:
    ((message, path),) = faults("list", [ITEM | {"txet": "It is open."}])
    assert message.startswith("unknown key 'txet'")
    assert path == "[0].txet"


def test_what_a_quotation_must_carry() -> None:
    assert stated_numbers(True) == set()
    assert stated_numbers(None) == set()
    assert stated_numbers(300) == {300}
    assert stated_numbers(Range(300, 1000)) == {300, 1000}
    # The one employee with whom the first band begins is ours.
    assert stated_numbers((Band(1, 9, 10), Band(10, None, 20))) == {9, 10, 20}
    assert stated_numbers((Ballot("tac", "majority"),)) == set()
