"""Licences: approved, known and not approved, or unknown; and what nobody knows is never a no."""

import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lfai_nb.lifecycle.facts import ProjectFacts
from lfai_nb.lifecycle.licenses import OPERATORS, read, table
from lfai_nb.lifecycle.planning import supposed
from lfai_nb.lifecycle.readiness import Row, State, assess
from lfai_nb.places import data_dir
from tools import spdx_licenses

NOW = date(2024, 3, 1)


def cases() -> list[Any]:
    text = (data_dir() / "policy" / "cases" / "licences.toml").read_text(encoding="utf-8")
    return [pytest.param(case, id=case["text"]) for case in tomllib.loads(text)["case"]]


def row(text: str) -> Row:
    facts = ProjectFacts.of("Anvil", "none", supposed("license_spdx", text, NOW))
    judged = assess(facts, "sandbox", on=NOW)
    return next(row for row in judged.rows if row.rule.id == "SBX-LICENSE")


@pytest.mark.parametrize("case", cases())
def test_a_case_beside_the_rules_is_answered(case: dict[str, Any]) -> None:
    assert case.keys() - {"meant"} == {"why", "text", "answer", "shown"}, case["why"]
    judged = row(case["text"])
    assert (str(judged.state), judged.measured) == (case["answer"], case["shown"]), case["why"]
    meant = case.get("meant", [])
    assert list(read(case["text"]).meant) == meant, case["why"]
    if meant:
        assert judged.distance.endswith(f"did you mean {' or '.join(meant)}?")


def test_each_identifier_of_the_list_is_known_in_any_letters() -> None:
    known = table()
    assert len(known.approved) > 140
    assert len(known.other) > 500
    assert known.deprecated <= {*known.approved, *known.other}
    for name in (*known.approved, *known.other):
        for written in (name, name.lower(), name.upper()):
            assert read(written).text == name
            assert read(written).approved is (name in known.approved)


@given(st.text(max_size=60))
def test_a_text_without_a_known_identifier_is_never_a_no(text: str) -> None:
    others = {name.lower() for name in table().other}
    words = text.replace("(", " ").replace(")", " ").lower().split()
    if not others & {word.removesuffix("+") for word in words}:
        assert read(text).approved is not False


@example(["MIT", "OR", "SSPL-1.0"])  # one that is understood, whatever is drawn
@given(st.lists(st.sampled_from(["MIT", "SSPL-1.0", "x", "(", ")", *OPERATORS]), max_size=12))
def test_any_row_of_signs_is_read_and_none_raises(signs: list[str]) -> None:
    licence = read(" ".join(signs))
    if licence.approved is not None:  # what was understood is written back and understood again
        assert read(licence.text) == licence


@pytest.mark.parametrize("text", ["(" * 100_000, "MIT OR " * 50_000, "(" * 400 + "MIT" + ")" * 400])
def test_a_monstrous_expression_is_answered_at_once(text: str) -> None:
    assert read(text).approved in (None, True)


@pytest.mark.parametrize("n", range(1, len("MIT License OR Apache-2.0") + 1))
def test_no_letter_on_the_way_to_an_expression_says_no(n: int) -> None:
    assert row("MIT License OR Apache-2.0"[:n]).state is not State.UNMET


def test_the_state_words_of_the_cases_are_those_of_the_rows() -> None:
    assert {case.values[0]["answer"] for case in cases()} == {"met", "unmet", "cannot tell"}
    assert {State.MET, State.UNMET, State.UNKNOWN} == {"met", "unmet", "cannot tell"}


def test_the_table_is_made_with_its_release_and_without_what_names_no_single_licence() -> None:
    listed = {
        "MIT": {"name": "MIT License", "osiApproved": True},
        "GPL-2.0": {"name": "GNU “GPL”, \\ 2", "osiApproved": True},
        "SSPL-1.0": {"name": "SSPL", "osiApproved": False},
        "any-OSI": {"name": "Any", "osiApproved": False},
        "GPL-2.0-with-font-exception": {"name": "Font", "osiApproved": False},
    }
    old = {"GPL-2.0", "GPL-2.0-with-font-exception"}
    made = tomllib.loads(spdx_licenses.table(listed, old, "3.28.0", "2026-02-20"))
    assert made["approved"] == {"GPL-2.0": "GNU “GPL”, \\ 2", "MIT": "MIT License"}
    assert (made["other"], made["deprecated"]) == (["SSPL-1.0"], ["GPL-2.0"])
    assert (made["source"], made["date"]) == ("SPDX License List 3.28.0", date(2026, 2, 20))
