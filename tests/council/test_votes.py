"""Quorum and shares, whether a motion carries, and the threshold that says the same to GitVote."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.catalog import BeforeTheRecord, Catalog
from lfai_nb.council import (
    SHARES,
    Outcome,
    decisions,
    needed,
    outcome,
    quorum,
    seats_on,
    threshold,
    votes_at,
)
from lfai_nb.council.votes import DECIDES
from lfai_nb.errors import BadInput
from lfai_nb.faces.council import not_alone, vote_html, vote_text
from lfai_nb.policy import load
from tests.council import slow
from tests.council.cases import CASES

VIEW = load().at(date(2023, 4, 6))


def test_before_the_record_of_members_no_seats_are_counted_by_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(self: object, day: date) -> None:
        raise BeforeTheRecord(f"nothing is known of {day}")

    monkeypatch.setattr(Catalog, "members_on", unknown)
    seats = seats_on(date(2023, 4, 6))
    assert seats.by_rule is None
    assert seats.as_json()["by_rule"] is None


@pytest.mark.parametrize("case", CASES["vote"], ids=lambda case: case["why"])
def test_the_cases_that_stand_beside_the_rules(case: dict[str, Any]) -> None:
    ask = {"voters": case["ask"].get("seats", 16), **case["ask"]}
    ask.pop("seats", None)
    if "refused" in case:
        with pytest.raises(BadInput, match=case["refused"]):
            outcome(ask.pop("share"), ask.pop("yes"), view=VIEW, **ask)
        return
    vote = outcome(ask.pop("share"), ask.pop("yes"), view=VIEW, **ask)
    assert {"outcome": vote.outcome, "depends_on": list(vote.depends_on)} == case["answer"]


def test_the_quorum_of_april_2023_is_the_one_that_the_deck_states() -> None:
    assert quorum(VIEW.number("TAC-SEATS")) == VIEW.number("TAC-QUORUM") == 8


@pytest.mark.parametrize("seats", range(1, 61))
def test_each_size_is_as_the_slow_account_has_it(seats: int) -> None:
    """Every size, every number present, every number of votes: 1 to 60 seats."""
    assert quorum(seats) == slow.votes_for("half", seats)
    for share in SHARES:
        of_all = slow.votes_for(share, seats)
        assert needed(share, seats) == of_all
        for present in range(seats + 1):
            of_present = slow.votes_for(share, max(present, 1))
            edges = {n for m in (of_all, of_present) for n in (m - 1, m) if 0 <= n <= present}
            for yes in edges:
                enough = [
                    present >= least and yes >= votes
                    for least, votes in product((quorum(seats), 8), (of_all, of_present))
                ]
                vote = outcome(share, yes, present=present, voters=seats, view=VIEW)
                assert (vote.outcome is Outcome.CARRIED) == all(enough)
                assert (vote.outcome is Outcome.DEPENDS) == (any(enough) and not all(enough))


@given(st.integers(1, 500))
def test_shares_are_what_their_names_say(of: int) -> None:
    assert 2 * needed("majority", of) > of >= 2 * (needed("majority", of) - 1)
    assert 3 * needed("two-thirds", of) >= 2 * of > 3 * (needed("two-thirds", of) - 1)


def test_a_share_that_there_is_not_and_seats_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="half, majority, two-thirds"):
        needed("three-quarters", 16)
    for seats in (0, -1, True, 2.0, 1001):
        with pytest.raises(
            ValueError, match=r"^voters is (a whole number of 1 or more|at most 1,000)"
        ):
            quorum(seats)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match=r"^of is (a whole number of 1 or more|at most 1,000)"):
            needed("half", seats)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["yes", "present"])
def test_a_number_of_votes_that_is_none_is_refused_by_its_name(name: str) -> None:
    for number in (-1, True, 2.0):
        given = {"yes": 1, "present": 8, name: number}
        with pytest.raises(BadInput, match=f"^{name} is a whole number"):
            outcome("majority", given.pop("yes"), **given, voters=16, view=VIEW)  # type: ignore[arg-type]


def test_what_the_council_votes_on_has_its_share_from_the_rules() -> None:
    now = decisions(load().at(date(2026, 8, 14)))
    assert (now["SBX-VOTE"], now["GRD-VOTE"]) == ("majority", "two-thirds")
    assert "MEM-ASSOCIATE-APPROVAL" not in now  # the board's alone


def test_the_topics_that_are_read_for_it_have_every_vote_of_the_council() -> None:
    day = date(2026, 8, 14)
    assert decisions(load(DECIDES).at(day)) == decisions(load().at(day))


# GitVote


@pytest.mark.parametrize("seats", range(1, 61))
def test_a_whole_percentage_asks_for_exactly_so_many_votes(seats: int) -> None:
    for votes in range(1, seats + 1):
        percent = threshold(votes, seats)
        assert isinstance(percent, int)
        assert votes_at(percent, seats) == votes


def test_what_others_write_asks_for_something_else() -> None:
    """How often a round number misses its meaning, for 1 to 60 seats."""

    def misses(percent: float, share: str) -> int:
        return sum(votes_at(percent, n) != needed(share, n) for n in range(1, 61))

    assert misses(55, "majority") == 45
    assert misses(51, "majority") == 5
    assert misses(66, "two-thirds") == 4
    assert misses(67, "two-thirds") == 20


def test_where_no_whole_percentage_is_exact_one_with_decimals_is() -> None:
    percent = threshold(101, 200)
    assert isinstance(percent, float)
    assert votes_at(percent, 200) == 101
    assert threshold(0, 5) is threshold(6, 5) is None
    with pytest.raises(BadInput, match="percentage such as 55"):
        votes_at(float("nan"), 5)


# Seats


def test_seats_are_those_of_the_newest_table_and_of_the_rule() -> None:
    first = seats_on(date(2022, 12, 31))
    assert (first.table_of, first.number, first.stated) == (date(2021, 7, 15), 19, 18)
    second = seats_on(date(2023, 4, 6))
    assert second.by_rule is not None
    assert second.number == second.stated == second.by_rule.number == 16
    assert set(second.projects) == set(second.by_rule.projects)
    with pytest.raises(LookupError, match="TAC-PREMIER-SEATS"):
        seats_on(date(2021, 7, 14))


# Who else has to agree


def test_graduation_is_decided_by_the_board_as_well() -> None:
    day = date(2026, 11, 27)
    view = load(DECIDES).at(day)
    assert not_alone("GRD-VOTE", view) == (
        "The council does not decide this alone: the rules also ask for the approval of a majority "
        "of the Governing Board (GRD-VOTE, since 1 June 2023)."
    )
    assert not_alone("SBX-VOTE", view) == not_alone("INC-VOTE", view) == ""
    assert "two thirds of the Governing Board (EMR-VOTE," in not_alone("EMR-VOTE", view)
    words = not_alone("TAC-PROJECT-VOTE", view)
    assert "the Technical Steering Committee and the Governing Board (TAC-PROJECT-VOTE" in words


def test_each_face_says_who_else_decides() -> None:
    view = load(DECIDES).at(date(2026, 11, 27))
    vote = outcome("two-thirds", 12, present=14, voters=16, view=view)
    more = not_alone("GRD-VOTE", view)
    assert more in " ".join(vote_text(vote, view, "GRD-VOTE").split())
    assert more in vote_html(vote, view, "GRD-VOTE")
    assert "alone" not in vote_text(vote, view) + vote_html(vote, view, "INC-VOTE")
