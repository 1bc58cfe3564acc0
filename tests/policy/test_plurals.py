"""Singular and plural, for every number that a rule may have."""

import re
from dataclasses import replace

import pytest

from lfai_nb.policy import Band, Range, load
from lfai_nb.policy.content import numbers_in
from lfai_nb.policy.parts import Ballot, Item
from lfai_nb.policy.words import counted, in_a_sentence, joined, say, say_value

RULES = load().rules.values()
UNITS = sorted({rule.unit for rule in RULES if rule.unit})
#: One of each. Written by hand, so that a new unit is looked at by a person.
ONE = {
    "US dollars": "1 US dollar",
    "absences": "1 absence",
    "alternates": "1 alternate",
    "business days": "1 business day",
    "collaborations": "1 collaboration",
    "components": "1 component",
    "days": "1 day",
    "meetings": "1 meeting",
    "minutes": "1 minute",
    "months": "1 month",
    "organisations": "1 organisation",
    "percent of all voting members": "1 percent of all voting members",
    "seats": "1 seat",
    "stars": "1 star",
    "voting members": "1 voting member",
    "weeks": "1 week",
    "words": "1 word",
    "years": "1 year",
}


def test_the_singular_of_every_unit_of_the_data_is_looked_at() -> None:
    assert sorted(ONE) == UNITS


@pytest.mark.parametrize("unit", UNITS)
def test_one_of_each_unit_is_said_in_the_singular_and_more_in_the_plural(unit: str) -> None:
    assert say(1, unit) == say(Range(1, 1), unit) == counted(1, unit) == ONE[unit]
    for number in (0, 2, 21, 1001):
        assert say(number, unit) == f"{number:,} {unit}"
    assert say(Range(1, 2), unit) == f"1 to 2 {unit}"


def test_no_value_of_any_rule_says_one_of_many() -> None:
    for rule in RULES:
        for value in rule.values:
            words = say_value(rule, value)
            assert not re.search(r"\b1 (?!series\b)\w+s\b", words), (rule.id, value.start, words)
            assert not re.search(r"\b(?!1\b)\d+ (week|month|year|day|seat|star)\b", words), rule.id


@pytest.mark.parametrize(
    ("unit", "singular"),
    [
        ("people", "1 person"),
        ("policies", "1 policy"),
        ("branches", "1 branch"),
        ("classes", "1 class"),
        ("series", "1 series"),
        ("months of notice", "1 month of notice"),
        ("", "1"),
    ],
)
def test_words_of_other_kinds(unit: str, singular: str) -> None:
    assert counted(1, unit) == singular


def test_a_band_of_one_head_count_is_said_as_one() -> None:
    assert str(Band(1, 1, 10)) == "1 employee"
    assert str(Band(2, 2, 10)) == "2 employees"
    assert str(Band(1, 2, 10)) == "up to 2 employees"


def test_a_short_form_fits_into_a_sentence() -> None:
    for rule in RULES:
        for value in rule.values:
            if value.short:
                assert in_a_sentence(rule, value) == value.short
                assert re.match(r"[a-z]|TAC\b|LF\b", value.short), (rule.id, value.short)
                assert not value.short.endswith((".", ";")), (rule.id, value.short)
                # The same numbers as in full: one of the two was not forgotten on a change.
                assert numbers_in(value.short) == numbers_in(str(value.content)), rule.id


def test_a_list_and_a_vote_fit_into_a_sentence_by_themselves() -> None:
    policy = load()
    words = {
        rule.id: in_a_sentence(rule, value)
        for rule in (policy["STG-NAMES"], policy["EMR-VOTE"])
        for value in rule.values[-1:]
    }
    names = [p.text for p in policy["STG-NAMES"].values[-1].content if isinstance(p, Item)]  # type: ignore[union-attr]
    assert words["STG-NAMES"] == joined(names)
    ballots = policy["EMR-VOTE"].values[-1].content
    assert isinstance(ballots, tuple)
    assert all(isinstance(ballot, Ballot) for ballot in ballots)
    assert words["EMR-VOTE"] == (
        "two thirds of the Technical Advisory Council and two thirds of the Governing Board"
    )
    assert in_a_sentence(policy["GRD-VOTE"], policy["GRD-VOTE"].values[-1]) == (
        "two thirds of the Technical Advisory Council and a majority of the Governing Board"
    )


def test_bands_fit_into_a_sentence_each_with_its_amount() -> None:
    rule = next(rule for rule in RULES if rule.kind == "bands")
    bands = (Band(1, 99, 5000), Band(100, None, 10_000))
    value = replace(rule.values[-1], content=bands, short="")
    assert in_a_sentence(rule, value) == (
        "$5,000 for up to 99 employees and $10,000 for 100 or more employees"
    )


def test_a_number_fits_into_a_sentence_and_whole_sentences_do_not() -> None:
    stars, sentences = (load()[id_] for id_ in ("INC-STARS", "ONB-REVIEW"))
    assert in_a_sentence(stars, stars.values[-1]) == say_value(stars, stars.values[-1])
    with pytest.raises(ValueError, match="ONB-REVIEW has no short form for running text"):
        in_a_sentence(sentences, sentences.values[-1])


def test_a_vote_whose_share_nobody_stated_names_the_body_alone() -> None:
    rule = load()["EMR-VOTE"]
    unstated = replace(rule.values[-1], content=(Ballot("tac", "unstated"),), short="")
    assert in_a_sentence(rule, unstated) == "the Technical Advisory Council"


def test_a_text_without_a_short_form_is_refused_in_a_sentence() -> None:
    rule = next(r for r in RULES if r.kind == "text" and not any(v.short for v in r.values))
    value = next(v for v in rule.values if v.content is not None)
    with pytest.raises(ValueError, match="has no short form for running text"):
        in_a_sentence(rule, value)
