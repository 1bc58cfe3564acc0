"""The dues calculator: what an organisation is told, and what it is never told."""

import tomllib
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.membership import BadInput, NotEligible, compare, quote, scenarios
from lfai_nb.membership.dues import LEVELS, grown
from lfai_nb.places import data_dir
from lfai_nb.policy import load

DAY = date(2024, 2, 27)
CASES = tomllib.loads((data_dir() / "policy/cases/dues.toml").read_text(encoding="utf-8"))
head_counts = st.integers(1, 10_000_000)
columns = st.booleans()


def ask(case: dict[str, Any]) -> dict[str, Any]:
    return CASES["defaults"] | case["ask"]


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["why"])
def test_the_cases_that_stand_beside_the_rules(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises((ValueError, LookupError)) as refusal:
            quote(**ask(case))
        assert case["refused"] in str(refusal.value)
        return
    answer = quote(**ask(case))
    expected = case["answer"]
    assert answer.amount_usd == expected["amount_usd"]
    assert answer.needs_approval == expected.get("needs_approval", False)
    if "band" in expected:
        assert str(answer.band) == expected["band"]
    if "caveat" in expected:
        unstated = {item.id: item.text for item in load().at(DAY).items("DUES-UNSTATED")}
        assert unstated[expected["caveat"]] in answer.caveats


@given(head_counts, st.integers(0, 1_000_000), columns, st.sampled_from(["general", "premier"]))
def test_a_larger_organisation_never_pays_less(n: int, more: int, lf: bool, level: str) -> None:
    def amount(employees: int) -> int:
        usd = quote(employees, lf_member=lf, level=level, on=DAY).amount_usd
        assert usd is not None
        return usd

    assert amount(n) <= amount(n + more)


@given(head_counts, st.sampled_from(["general", "premier"]))
def test_a_linux_foundation_member_never_pays_more(n: int, level: str) -> None:
    member, other = (quote(n, lf_member=lf, level=level, on=DAY).amount_usd for lf in (True, False))
    assert member is not None
    assert other is not None
    assert member <= other


@pytest.mark.parametrize("rule", ["DUES-GENERAL-NEW", "DUES-GENERAL-LF"])
def test_every_head_count_up_to_ten_million_has_exactly_one_band(rule: str) -> None:
    bands = load().at(DAY).bands(rule)
    # Each integer lies in one band if the bands start at one, follow on each other and never end.
    assert bands[0].min == 1
    for previous, following in pairwise(bands):
        assert previous.max is not None
        assert previous.min <= previous.max
        assert following.min == previous.max + 1
    assert bands[-1].max is None
    edges = [n for band in bands for n in (band.min, band.max or 10_000_000)]
    assert all(sum(n in band for band in bands) == 1 for n in edges)


@given(
    st.one_of(
        st.integers(max_value=0),
        st.floats(),
        st.booleans(),
        st.text(),
        st.none(),
        st.binary(),
        st.decimals(allow_nan=True),
        st.fractions(),
        st.lists(st.integers()),
    )
)
def test_what_is_not_a_positive_whole_number_is_refused(employees: Any) -> None:
    with pytest.raises(BadInput, match="whole number of 1 or more"):
        quote(employees, lf_member=True, on=DAY)


@given(head_counts, columns, st.sampled_from(["premier", "general"]))
def test_an_associate_amount_of_zero_is_never_given_to_a_company(
    n: int, lf: bool, level: str
) -> None:
    with pytest.raises(NotEligible):
        quote(n, lf_member=lf, level="associate", on=DAY)
    assert quote(n, lf_member=lf, level=level, on=DAY).amount_usd


def test_the_day_before_the_figures_names_the_first_day_that_is_known() -> None:
    with pytest.raises(LookupError, match="2024-02-27"):
        quote(10, lf_member=True, on=DAY - timedelta(days=1))


def test_a_quote_says_how_old_its_figures_are() -> None:
    answer = quote(10, lf_member=True, on=date(2026, 8, 28))
    assert answer.figures == (
        "The newest figures we know, those of 27 February 2024: 2 years and 6 months old "
        "on 28 August 2026."
    )


def test_a_quote_names_its_document_and_the_place_in_it() -> None:
    answer = quote(10, lf_member=True, on=DAY)
    assert answer.source.id == "overview-2024"
    assert answer.where == "LF AI & Data Annual Dues"


def test_whether_linux_foundation_membership_is_included_is_said_to_be_open() -> None:
    for lf_member in (True, False):
        caveats = " ".join(quote(10, lf_member=lf_member, on=DAY).caveats)
        assert "not stated" in caveats
        assert "info@lfaidata.foundation" in caveats


def test_compare_offers_a_company_two_levels_and_a_university_three() -> None:
    def levels(organization: str) -> list[str]:
        options = compare(10, lf_member=False, organization=organization, on=DAY)
        return [option.quote.level for option in options]

    assert levels("corporate") == ["general", "premier"]
    assert levels("academic") == levels("nonprofit") == ["associate", "general", "premier"]
    assert set(levels("academic")) == set(LEVELS)


def test_compare_says_what_each_level_adds_in_cost_and_benefits() -> None:
    general, premier = compare(5000, lf_member=True, on=DAY)
    assert general.extra_usd == 0
    assert premier.extra_usd == 75_000
    assert general.adds == general.benefits
    gained = {item.id for item in premier.adds}
    assert gained.isdisjoint(item.id for item in general.benefits)
    assert {item.id for item in premier.benefits} >= gained


def test_premier_gives_all_that_general_gives() -> None:
    general, premier = compare(5000, lf_member=True, on=DAY)
    assert {i.id for i in premier.benefits} >= {i.id for i in general.benefits}


def test_scenarios_mark_the_year_in_which_the_band_changes() -> None:
    rows = scenarios(400, lf_member=False, growth_percent=30, years=5, on=DAY)
    assert [row.quote.employees for row in rows] == [400, 520, 676, 879, 1142, 1485]
    assert [row.band_changes for row in rows] == [False, True, False, False, False, False]
    assert [row.quote.amount_usd for row in rows] == [10_000] + [25_000] * 5


def test_a_shrinking_organisation_keeps_at_least_one_employee() -> None:
    rows = scenarios(3, lf_member=False, growth_percent=-99, years=3, on=DAY)
    assert [row.quote.employees for row in rows] == [3, 1, 1, 1]


def test_growth_is_counted_in_whole_numbers_and_not_in_floats() -> None:
    # 1,000,000,000,000,001 * 1.1 in floats is off by several heads.
    assert grown(10**15 + 10, 10, 1) == 11 * 10**14 + 11
    assert grown(5, 10, 1) == 6  # 5.5: half a person counts as one


@pytest.mark.parametrize(
    "wrong",
    [
        {"growth_percent": 0.3},
        {"growth_percent": True},
        {"growth_percent": -100},
        {"growth_percent": 1001},
        {"years": 0},
        {"years": 51},
        {"years": 2.5},
        {"years": True},
    ],
    ids=str,
)
def test_growth_and_years_that_are_none_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        scenarios(10, lf_member=True, on=DAY, **wrong)
