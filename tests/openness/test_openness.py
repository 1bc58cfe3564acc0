"""The Model Openness Framework: classes build on each other, and unknown is never no."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.openness import CLASSES, INHERITED, classify, components, resolve
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


def rank(name: str | None) -> int:
    return CLASSES.index(name) if name else -1


RELEASES = st.dictionaries(
    st.sampled_from(EVERY),
    st.sampled_from([True, False, None, "MIT", "CC-BY-4.0", "CC-BY-NC-4.0", "our own", "NONE"]),
)


@given(RELEASES)
def test_what_is_certain_is_always_possible(given: dict[str, str | bool | None]) -> None:
    judged = classify(given, view=VIEW)
    assert rank(judged.certain) <= rank(judged.possible)


@given(RELEASES, st.sampled_from(EVERY))
def test_to_release_more_never_lowers_the_class(
    given: dict[str, str | bool | None], component: str
) -> None:
    before = classify(given, view=VIEW)
    after = classify(given | {component: "CC-BY-4.0"}, view=VIEW)
    assert rank(after.certain) >= rank(before.certain)
    assert rank(after.possible) >= rank(before.possible)


# Licences, and documents that stand for others.


def under(licence: str, *classes: str) -> dict[str, str | bool | None]:
    return {item: licence for name in classes for item in REQUIRED[name]}


def test_a_research_paper_stands_for_the_technical_report() -> None:
    without = released("III") | {"technical-report": False}
    assert classify(without, view=VIEW).certain is None
    assert classify(without | {"research-paper": True}, view=VIEW).certain == "III"
    # A paper that nobody looked at, or whose licence nobody knows, leaves it open.
    assert classify(without, view=VIEW).possible == "I"
    assert classify(without | {"research-paper": "our own"}, view=VIEW).possible == "I"
    assert classify(without | {"research-paper": False}, view=VIEW).possible is None
    assert classify(without | {"research-paper": "NONE"}, view=VIEW).possible is None


@pytest.mark.parametrize(
    ("component", "document"),
    [
        ("data-card", "model-card"),
        ("evaluation-results", "model-card"),
        ("evaluation-results", "technical-report"),
        ("research-paper", "technical-report"),
    ],
)
def test_a_document_stands_for_another_that_it_holds(component: str, document: str) -> None:
    without = released(*CLASSES) | {component: False}
    assert classify(without, view=VIEW).certain in (None, "II")
    judged = classify(without, view=VIEW, holds={document: {component}})
    assert judged.certain == "I"


def test_no_document_stands_for_code_whatever_it_holds() -> None:
    without = released(*CLASSES) | {"training-code": False}
    assert classify(without, view=VIEW, holds={"model-card": {"training-code"}}).certain == "III"


def test_an_open_licence_of_another_type_passes_and_is_named() -> None:
    judged = classify(under("Apache-2.0", "III"), view=VIEW)
    assert judged.certain == "III"
    assert [item.id for item in judged.misfits] == ["parameters-final"]


@pytest.mark.parametrize(
    ("day", "licence", "certain", "why"),
    [
        (date(2024, 6, 27), "MIT", None, "a licence had to be made for the type"),
        (date(2024, 10, 16), "Apache-2.0", None, "parameters are data"),
        (
            date(2024, 10, 17),
            "Apache-2.0",
            "III",
            "parameters and documents under licences of code",
        ),
        (date(2025, 6, 13), "OpenMDW-1.0", None, "the tool did not have it yet"),
        (date(2025, 6, 14), "OpenMDW-1.0", "III", "for every type"),
        (date(2026, 8, 1), "openmdw-1.0", "III", "in any letters"),
        (date(2026, 8, 1), "CC-BY-NC-4.0", None, "not open"),
    ],
)
def test_what_passes_changed(day: date, licence: str, certain: str | None, why: str) -> None:
    assert classify(under(licence, "III"), view=load().at(day)).certain == certain, why


def test_openmdw_is_made_for_every_type() -> None:
    judged = classify(under("OpenMDW-1.0", *CLASSES), view=VIEW)
    assert (judged.certain, judged.misfits) == ("I", ())


def test_a_component_has_its_own_licence_or_that_of_its_type_or_of_the_model() -> None:
    types = {"architecture": "code", "model-card": "documents", "datasets": "data"}
    own = {"architecture": "MIT", "model-card": INHERITED, "datasets": INHERITED}
    general = {"documents": "CC-BY-4.0", "all": "Apache-2.0"}
    assert resolve(own, general, types) == {
        "architecture": "MIT",
        "model-card": "CC-BY-4.0",
        "datasets": "Apache-2.0",
    }
    assert resolve({"datasets": INHERITED}, {"code": "MIT"}, types) == {"datasets": "NONE"}
