"""How long projects wait for the next stage: the estimate, beside a library's."""

from dataclasses import dataclass
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lfai_nb.catalog import load
from lfai_nb.catalog.waiting import Stay, median_wait, share_at, share_moved, stays
from lfai_nb.domain import Stage

ON = date(2026, 11, 27)
WAYS = [(Stage.SANDBOX, Stage.INCUBATION), (Stage.INCUBATION, Stage.GRADUATION)]


@pytest.mark.parametrize("way", WAYS)
def test_whoever_moved_is_in_both_counts_and_the_rest_is_counted_as_well(
    way: tuple[Stage, Stage],
) -> None:
    known = stays(load(), *way, ON)
    moved = {stay.project.id for stay in known if stay.moved}
    assert moved == {passage.project.id for passage in load().durations(*way).passages}
    waiting = {stay.project.id for stay in known if not stay.moved}
    still = load().months_since_joining(way[0], load().as_of)
    assert set(still) <= waiting, "a project that waits is watched until the record ends"


def test_a_project_that_left_is_watched_until_it_left() -> None:
    (deepspeed,) = (s for s in stays(load(), *WAYS[1], ON) if s.project.id == "deepspeed")
    left = load().exit_of("deepspeed")
    assert left is not None
    assert left.date is not None
    assert not deepspeed.moved
    assert deepspeed.end == pytest.approx((left.date - load().joined("deepspeed")).days / 30.4375)


@pytest.mark.parametrize("way", [*permutations(Stage, 2)])
def test_every_stay_takes_some_time(way: tuple[Stage, Stage]) -> None:
    """A project whose next step is of the day of the one before was never at a stage."""
    assert all(stay.end > stay.start >= 0 for stay in stays(load(), *way, ON))


def test_what_came_later_is_not_known_on_an_earlier_day() -> None:
    early = stays(load(), *WAYS[1], date(2021, 1, 1))
    assert all(load().joined(stay.project) < date(2021, 1, 1) for stay in early)
    assert sum(stay.moved for stay in early) < sum(s.moved for s in stays(load(), *WAYS[1], ON))


@dataclass(frozen=True)
class Waiting:
    """The times of a stay, and nothing else."""

    start: float
    end: float
    moved: bool


def test_the_textbook_by_hand() -> None:
    """Four are watched when the first moves, two when the second does: 3/4 times 1/2 are left."""
    known = [Waiting(0, m, moved) for m, moved in ((3, True), (5, False), (7, True), (9, False))]
    steps = share_moved(known)  # type: ignore[arg-type]
    assert [(s.months, s.share, s.watched) for s in steps] == [(3, 0.25, 4), (7, 0.625, 2)]
    assert share_at(steps, 6) == 0.25
    assert share_at(steps, 2) == 0
    assert median_wait(steps) == 7
    assert median_wait(steps[:1]) is None


def compared(known: tuple[Stay, ...] | list[Waiting]) -> None:
    """With statsmodels: the estimate, and its standard error by Greenwood's formula."""
    np = pytest.importorskip("numpy")
    nonparametric = pytest.importorskip("statsmodels.duration.survfunc")
    late = any(stay.start for stay in known)
    theirs = nonparametric.SurvfuncRight(
        np.array([stay.end for stay in known]),
        np.array([int(stay.moved) for stay in known]),
        # It wants to enter before, not at, the time of a move: so does nearly everybody.
        entry=np.array([stay.start for stay in known]) if late else None,
    )
    ours = share_moved(known)  # type: ignore[arg-type]
    expected = dict(zip(theirs.surv_times, 1 - theirs.surv_prob, strict=True))
    errors = dict(zip(theirs.surv_times, theirs.surv_prob_se, strict=True))
    for step in ours:
        assert step.share == pytest.approx(expected[step.months])
        if step.share < 1:
            # The band is laid on the log-log scale, from the same error.
            left = 1 - step.share
            width = 1.959963984540054 * errors[step.months] / left / abs(np.log(left))
            assert 1 - step.low == pytest.approx(left ** np.exp(-width))
            assert 1 - step.high == pytest.approx(left ** np.exp(width))


@pytest.mark.parametrize("way", WAYS)
def test_the_library_says_the_same_of_the_record(way: tuple[Stage, Stage]) -> None:
    compared(stays(load(), *way, ON))


TIMES = some.tuples(some.integers(1, 30), some.booleans())


@settings(max_examples=60, deadline=None)
@given(some.lists(TIMES, min_size=2, max_size=40).filter(lambda e: any(m for _, m in e)))
def test_the_library_says_the_same_of_anything(times: list[tuple[int, bool]]) -> None:
    compared([Waiting(0, end, moved) for end, moved in times])
