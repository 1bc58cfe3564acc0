"""The autoscaler: nobody starves, nothing is planned that is not there, what it costs is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lfai_nb.demos.edl.autoscaler import EVERY, LOAD, Job, State, plan, simulate, submitted


@st.composite
def crowds(draw):
    """Some jobs, and slots enough for the largest of them."""
    jobs = []
    for n in range(draw(st.integers(1, 8))):
        least = draw(st.integers(1, 12))
        most = least + draw(st.integers(0, 20))
        jobs.append(Job(f"j{n}", draw(st.integers(0, 60)), draw(st.integers(1, 400)), least, most))
    return jobs, max(job.least for job in jobs) + draw(st.integers(0, 40))


@settings(deadline=None)
@given(crowds(), st.sampled_from([0, 3, 17]))
def test_every_job_ends_with_its_work_done_and_no_slot_is_used_twice(crowd, release):
    jobs, slots = crowd
    outcome = simulate(jobs, slots, release)
    assert max(map(sum, outcome.sizes)) <= slots
    for n, state in enumerate(outcome.states):
        job, sizes = state.job, [row[n] for row in outcome.sizes]
        assert job.at <= state.began < state.ended <= len(sizes)
        assert set(sizes[: state.began]) <= {0}
        assert set(sizes[state.ended :]) <= {0}
        running = sizes[state.began : state.ended]
        assert job.least <= min(running)
        assert max(running) <= job.most
        # The last second may be more than was needed; the one before was not enough.
        assert sum(running) - running[-1] < job.work <= sum(running)


@settings(deadline=None)
@given(crowds())
def test_where_all_fit_at_their_least_nobody_waits(crowd):
    jobs, _ = crowd
    assert simulate(jobs, sum(job.least for job in jobs)).average_pending == 0


@given(crowds(), st.data())
def test_a_plan_stays_within_the_limits_and_uses_what_there_is(crowd, data):
    jobs, slots = crowd
    states = [State(job, data.draw(st.integers(job.least, job.most))) for job in jobs]
    load = data.draw(st.sampled_from([0.5, LOAD, 1.0]))
    wanted = plan(states, slots, load)
    for job in jobs:
        assert job.least <= wanted[job.name] <= job.most
    total, least = sum(wanted.values()), sum(job.least for job in jobs)
    most = sum(job.most for job in jobs)
    assert total == max(least, min(most, int(slots * load)))


def test_who_has_least_is_served_first_and_who_has_most_gives_first():
    jobs = [Job(name, 0, 1, 2, 12) for name in ("full", "half", "empty")]
    states = [State(job, wanted) for job, wanted in zip(jobs, (12, 7, 2), strict=True)]
    assert plan(states, 22, load=1) == {"full": 12, "half": 7, "empty": 3}
    assert plan(states, 20, load=1) == {"full": 11, "half": 7, "empty": 2}
    assert plan(states, 19, load=1) == {"full": 11, "half": 6, "empty": 2}  # none to give


def test_jobs_leave_some_slots_to_a_newcomer():
    """EDL's 0.97: who comes starts at once, although a stopped trainer's slot is long in use."""
    assert plan([State(Job("a", 0, 1, 1, 400), 1)], 400) == {"a": 388}
    for release in (10, 60):
        full, slack = (simulate(submitted(20), 400, release, load) for load in (1.0, LOAD))
        assert full.average_pending > 0
        assert slack.average_pending == 0
        assert slack.utilisation < full.utilisation


def test_a_job_that_is_changing_its_size_is_left_alone_unless_somebody_waits():
    grows, old = State(Job("grows", 0, 1, 1, 9), 6, running=4), State(Job("old", 0, 1, 1, 9), 3, 3)
    assert plan([grows, old], 100, load=1) == {"grows": 6, "old": 9}
    waits = State(Job("waits", 0, 1, 1, 9), 1, running=0)
    assert plan([grows, old, waits], 100, load=1) == {"grows": 9, "old": 9, "waits": 9}


def test_a_new_job_starts_when_the_stopped_trainers_are_gone():
    old, new = Job("old", 0, 900, 1, 10), Job("new", 12, 10, 4, 4)
    assert simulate([old, new], 10, load=1).states[1].began == 12
    assert simulate([old, new], 10, release=7, load=1).states[1].began == 12 + 7


def test_room_that_appears_is_noticed_at_once():
    """A job that ends is an event; the five seconds are for what the controller is not told."""
    short, long = Job("short", 0, 7 * 5, 5, 5), Job("long", 0, 100, 1, 10)
    sizes = [row[1] for row in simulate([short, long], 10, load=1).sizes]
    assert EVERY == 5
    assert sizes[:7] == [5] * 7
    assert sizes[7] == 10


def test_elastic_jobs_wait_less_and_take_longer():
    """EDL's experiment in shape: twenty jobs for 400 slots, of which six full ones fit."""
    fixed, elastic = simulate(submitted(20, 60, 60), 400), simulate(submitted(20), 400)
    assert max(sum(size > 0 for size in row) for row in fixed.sizes) == 6
    assert fixed.average_pending > 250
    assert elastic.average_pending == 0
    assert elastic.utilisation > fixed.utilisation + 0.1
    assert elastic.average_completion > fixed.average_completion
    assert len(elastic.sizes) < len(fixed.sizes)


def test_the_same_jobs_give_the_same_history():
    assert simulate(submitted(9), 100, 5) == simulate(submitted(9), 100, 5)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Job("a", 0, 1, 3, 2), "a: from 3 to 2 trainers"),
        (lambda: Job("a", 0, 1, 0, 2), "a: from 0 to 2 trainers"),
        (lambda: Job("a", -1, 1, 1, 2), "a: submitted at -1"),
        (lambda: Job("a", 0, 0, 1, 2), "a: submitted at 0, work 0"),
        (lambda: simulate([Job("a", 0, 1, 5, 9)], 4), "a needs 5 slots at least; there are 4"),
        (lambda: simulate([Job("a", 0, 1, 1, 1)] * 2, 4), "no name twice"),
        (lambda: simulate([], 4), "at least one job"),
    ],
)
def test_what_cannot_run_is_refused_by_name(make, says):
    with pytest.raises(ValueError, match=says):
        make()
