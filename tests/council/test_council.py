"""Quorum, shares and standing: what follows from the rules, and what hangs on their gaps."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.council import Outcome, needed, outcome, quorum, standing
from lfai_nb.policy import load

VIEW = load().at(date(2023, 4, 6))


def test_the_quorum_of_april_2023_is_the_one_that_the_deck_states() -> None:
    assert quorum(VIEW.number("TAC-SEATS")) == VIEW.number("TAC-QUORUM") == 8


@pytest.mark.parametrize(("voters", "half"), [(1, 1), (15, 8), (16, 8), (17, 9), (18, 9), (19, 10)])
def test_half_of_an_odd_number_is_rounded_up(voters: int, half: int) -> None:
    assert quorum(voters) == half


@pytest.mark.parametrize(
    ("share", "of", "votes"),
    [
        ("majority", 7, 4),
        ("majority", 8, 5),
        ("two-thirds", 8, 6),
        ("two-thirds", 9, 6),
        ("two-thirds", 16, 11),
        ("half", 7, 4),
    ],
)
def test_a_share_is_the_least_whole_number_that_makes_it(share: str, of: int, votes: int) -> None:
    assert needed(share, of) == votes


@given(st.integers(1, 500))
def test_shares_are_what_their_names_say(of: int) -> None:
    assert 2 * needed("majority", of) > of >= 2 * (needed("majority", of) - 1)
    assert 3 * needed("two-thirds", of) >= 2 * of > 3 * (needed("two-thirds", of) - 1)


def test_two_thirds_of_all_cannot_be_reached_by_a_bare_quorum() -> None:
    vote = outcome("two-thirds", 8, present=8, voters=16)
    assert vote.outcome is Outcome.DEPENDS
    assert (vote.needed_of_present, vote.needed_of_all) == (6, 11)


@pytest.mark.parametrize(
    ("yes", "present", "found"),
    [
        (7, 7, Outcome.NO_QUORUM),
        (5, 8, Outcome.NOT_CARRIED),
        (6, 8, Outcome.DEPENDS),
        (10, 16, Outcome.NOT_CARRIED),
        (11, 16, Outcome.CARRIED),
        (0, 0, Outcome.NO_QUORUM),
    ],
)
def test_two_thirds_of_sixteen(yes: int, present: int, found: Outcome) -> None:
    assert outcome("two-thirds", yes, present=present, voters=16).outcome is found


@pytest.mark.parametrize(("yes", "present", "voters"), [(9, 8, 16), (1, 17, 16), (-1, 8, 16)])
def test_more_votes_than_people_are_refused(yes: int, present: int, voters: int) -> None:
    with pytest.raises(ValueError, match="at most"):
        outcome("majority", yes, present=present, voters=voters)


def test_a_share_that_there_is_not_and_seats_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="half, majority, two-thirds"):
        needed("three-quarters", 16)
    for seats in (0, -1, True, 2.0):
        with pytest.raises(ValueError, match="whole number of 1 or more"):
            quorum(seats)  # type: ignore[arg-type]


def marks(text: str) -> list[bool]:
    return [mark == "x" for mark in text]


@pytest.mark.parametrize(
    ("attended", "consecutive", "on_return", "votes"),
    [
        ("xxxx", True, True, "xxxx"),
        ("x--xx", True, True, "x---x"),
        ("x--xx", True, False, "x----"),
        ("x--xxx", True, False, "x----x"),
        ("-x-xx", True, True, "-x-xx"),  # the absences are not in a row
        ("-x-xx", False, True, "-x--x"),  # added up, they are two
        ("--x-xx", True, True, "-----x"),  # one meeting alone does not bring it back
    ],
)
def test_two_absences_take_the_vote_and_two_meetings_in_a_row_bring_it_back(
    attended: str, consecutive: bool, on_return: bool, votes: str
) -> None:
    found = standing(marks(attended), view=VIEW, consecutive=consecutive, votes_on_return=on_return)
    assert found == tuple(marks(votes))
