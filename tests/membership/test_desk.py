"""Around a quote: what fits, the next band, the whole range, another currency, and the mail."""

import json
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.cli import main
from lfai_nb.membership import ORGANIZATIONS, BadInput, compare, quote
from lfai_nb.membership.desk import (
    WISHES,
    beside,
    converted,
    distance,
    fit,
    given_by,
    letter,
)
from lfai_nb.policy import load

DAY = date(2026, 11, 27)
VIEW = load().at(DAY)


@pytest.mark.parametrize(
    ("want", "company", "school"),
    [
        ("board-seat", "premier", "premier"),
        ("board-election", "general", "general"),
        ("council-vote", "premier", "premier"),
        ("hosting", "general", "associate"),
        ("events", "general", "associate"),
        ("visibility", "general", "associate"),
        ("day", "general", "general"),
    ],
)
def test_each_wish_has_the_least_level_that_gives_it(want: str, company: str, school: str) -> None:
    assert fit([want], "corporate", on=DAY).level == company
    assert fit([want], "academic", on=DAY).level == school


@given(st.lists(st.sampled_from(sorted(WISHES))), st.sampled_from(ORGANIZATIONS))
def test_the_level_gives_all_and_no_cheaper_one_does(wants: list[str], kind: str) -> None:
    answer = fit(wants, kind, on=DAY)
    options = compare(10, lf_member=False, organization=kind, on=DAY)
    levels = [option.quote.level for option in options]
    needed = [given_by(WISHES[want], VIEW) for want in wants]
    fitting = [level for level in levels if all(level in given for given in needed)]
    assert answer.level == fitting[0]
    assert len(answer.lines) == len(set(wants))


def test_each_line_names_a_rule_that_there_is_and_that_has_the_benefit() -> None:
    for wish in WISHES.values():
        for kind in ORGANIZATIONS:
            (line,) = fit([wish.id], kind, on=DAY).lines
            rule = line.split("(")[1].split(")")[0]
            assert VIEW[rule] is not None
            if wish.benefit:
                items = {item.id for item in VIEW.items(rule)}
                assert wish.benefit in items or rule == "MEM-PREMIER-BENEFITS"


@given(st.integers(1, 10_000), st.booleans())
def test_the_next_band_begins_where_it_says(heads: int, lf: bool) -> None:
    quotation = quote(heads, lf_member=lf, on=DAY)
    words = distance(quotation)
    if quotation.band is None or quotation.band.max is None:
        assert "highest band" in words
        return
    at = quotation.band.max + 1
    assert f"At {at:,} employees, {at - heads:,} more" in words
    assert f"${quote(at, lf_member=lf, on=DAY).amount_usd:,}" in words


def test_what_it_comes_to_in_all_is_a_range_and_never_one_number() -> None:
    for lf, words in ((False, "Whether it is in your amount"), (True, "Whether you go on paying")):
        total = beside(quote(10, lf_member=lf, on=DAY))
        assert total.high - total.low == 20_000
        assert words in total.sentence
        assert "not stated" in total.sentence


@given(st.integers(0, 200_000), st.integers(1, 10**9), st.integers(0, 6))
def test_a_conversion_is_exact_to_the_nearest_unit(usd: int, number: int, digits: int) -> None:
    text = f"{number / 10**digits:.{digits}f}" if digits else str(number)
    if not 0 < Fraction(text) <= 1_000_000 or len(text.split(".")[0]) > 7:
        return
    exact = usd * Fraction(text)
    assert abs(converted(usd, text) - exact) <= Fraction(1, 2)


@pytest.mark.parametrize(
    "rate", ["", "0", "0.0", "-1", "1,2", "1e3", "abc", "NaN", "1.1234567", "0x1"]
)
def test_what_is_no_rate_is_refused_with_an_example(rate: str) -> None:
    with pytest.raises(BadInput, match=r"such as 0\.92"):
        converted(1000, rate)


def test_a_wish_that_no_rule_answers_is_refused() -> None:
    with pytest.raises(BadInput, match="accepted: board-seat"):
        fit(["fame"], "corporate", on=DAY)


def test_the_mail_has_the_figures_and_every_open_question() -> None:
    quotation = quote(420, lf_member=False, on=DAY)
    subject, body = letter(quotation, "a company")
    assert subject.startswith("General membership")
    assert "a company with 420 employees, not yet a Linux Foundation member" in body
    for question in quotation.caveats:
        assert f"- {question}" in body


def test_the_command_answers_wishes_and_rates(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["dues", "--employees", "400", "--on", "2026-11-27", "--json"]
    assert main([*words, "--want", "day", "--want", "council-vote"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["level"], len(answer["fits"])) == ("premier", 2)
    assert main([*words, "--rate", "0.92"]) == 0
    assert json.loads(capsys.readouterr().out)["converted"] == 9200
    assert main([*words, "--want", "council-vote", "--growth", "30", "--years", "1"]) == 0
    years = json.loads(capsys.readouterr().out)
    assert [year["level"] for year in years] == ["premier", "premier"]
    assert [year["levels_usd"] for year in years] == [
        {"general": 10_000, "premier": 120_000},
        {"general": 25_000, "premier": 120_000},
    ]
    assert len(years[0]["fits"]) == 1
    for wrong in (["--want", "day", "--level", "general"], ["--rate", "x"], ["--want", "fame"]):
        assert main([*words, *wrong]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_in_the_highest_band_more_people_change_nothing() -> None:
    assert distance(quote(5000, lf_member=False, on=DAY)).startswith("You are in the highest band")
