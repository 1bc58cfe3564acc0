"""The Model Openness Framework: classes build on each other, and unknown is never no."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.openness import CLASSES, classify, components
from lfai_nb.policy import load

VIEW = load().at(date(2026, 8, 1))
REQUIRED = {
    name: [item.id for item in items if not item.optional]
    for name, items in components(VIEW).items()
}
EVERY = [item.id for items in components(VIEW).values() for item in items]


def released(*classes: str) -> dict[str, bool | None]:
    return {item: True for name in classes for item in REQUIRED[name]}


def test_there_are_seventeen_components_and_some_are_optional() -> None:
    assert len(EVERY) == 17
    assert sum(map(len, REQUIRED.values())) == 14


def test_each_class_needs_all_the_classes_below_it() -> None:
    assert classify(released("III"), view=VIEW).certain == "III"
    assert classify(released("III", "II"), view=VIEW).certain == "II"
    assert classify(released("III", "II", "I"), view=VIEW).certain == "I"
    # Open data and a paper without the model itself are no class at all.
    assert classify(released("II", "I"), view=VIEW).certain is None


def test_a_component_that_nobody_looked_at_rules_nothing_out() -> None:
    judged = classify({}, view=VIEW)
    assert (judged.certain, judged.possible) == (None, "I")
    assert [item.id for item in judged.unknown["III"]] == REQUIRED["III"]


def test_a_component_that_is_not_released_caps_the_class_and_is_named() -> None:
    judged = classify(released("III", "II", "I") | {"training-code": False}, view=VIEW)
    assert (judged.certain, judged.possible) == ("III", "III")
    assert [item.id for item in judged.missing["II"]] == ["training-code"]


def test_optional_components_change_no_class() -> None:
    without = dict.fromkeys(set(EVERY) - {i for ids in REQUIRED.values() for i in ids}, False)
    assert classify(released(*CLASSES) | without, view=VIEW).certain == "I"


def test_a_component_that_there_is_not_gets_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean training-code"):
        classify({"training-cod": True}, view=VIEW)


@given(st.dictionaries(st.sampled_from(EVERY), st.sampled_from([True, False, None])))
def test_what_is_certain_is_always_possible(given: dict[str, bool | None]) -> None:
    def rank(name: str | None) -> int:
        return CLASSES.index(name) if name else -1

    judged = classify(given, view=VIEW)
    assert rank(judged.certain) <= rank(judged.possible)
