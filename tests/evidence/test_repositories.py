"""A hundred repositories in all their oddities: what each gives, and how often it is asked."""

import httpx
import pytest

from lfai_nb.evidence.request_table import table

from .repositories import CASES, Case, as_data, expected, facts_of

ALL_OF_IT = {*table().facts("github"), *table().facts("badge")}


def test_there_are_at_least_sixty_and_each_has_a_name_of_its_own() -> None:
    assert len(CASES) >= 60
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_each_gives_what_it_is_about_and_all_that_is_on_record(case: Case) -> None:
    facts, urls = facts_of(case)
    assert set(facts) == ALL_OF_IT
    for key, value in case.expects.items():
        fact = as_data(facts)[key]
        if "value" in fact and fact["value"] == value and type(fact["value"]) is type(value):
            continue
        assert isinstance(value, str), (key, fact)
        assert value in str(fact.get("unknown", fact.get("note"))), (key, fact)
    assert as_data(facts) == expected()[case.id]
    hosts = [httpx.URL(url).host for url in urls]
    for host in table().hosts.values():
        assert hosts.count(httpx.URL(host.base).host) <= host.most


def test_what_is_on_record_is_of_these_cases_and_no_others() -> None:
    assert list(expected()) == [case.id for case in CASES]


def test_no_reason_can_steer_a_terminal_or_end_its_line() -> None:
    for facts in expected().values():
        for fact in facts.values():
            assert str(fact.get("unknown", "")).isprintable()
