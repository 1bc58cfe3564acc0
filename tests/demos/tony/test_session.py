"""What follows from what has happened: TonY's rules, without a process and without a clock."""

import pytest

from lfai_nb.demos.tony.jobfile import parse
from lfai_nb.demos.tony.session import Session
from tests.demos.tony.test_jobfile import WORKERS, xml

PS = {"ps__instances": "1", "ps__command": "python ps.py"}


def running(**settings: str) -> Session:
    """Two workers and a parameter server, all registered at second 0."""
    session = Session(parse(xml(**WORKERS, **PS, **settings)), began=0.0)
    for n, task in enumerate(session.job.tasks):
        session.registered(task, f"127.0.0.1:{n + 1}", now=0.0)
    return session


def test_nobody_is_told_anything_before_all_are_there():
    session = Session(parse(xml(**WORKERS, **PS)), began=0.0)
    for task in (("ps", 0), ("worker", 1)):
        session.registered(task, "127.0.0.1:1", now=0.1)
        assert session.spec() is None
    session.registered(("worker", 0), "127.0.0.1:2", now=0.2)
    assert session.spec() == {"worker": ["127.0.0.1:2", "127.0.0.1:1"], "ps": ["127.0.0.1:1"]}
    assert session.verdict(now=0.3) is None


@pytest.mark.parametrize("task", [("worker", 2), ("chief", 0), ("worker", 0)])
def test_who_is_not_expected_or_comes_twice_is_refused(task):
    session = Session(parse(xml(**WORKERS)), began=0.0)
    session.registered(("worker", 0), "a:1", now=0.0)
    with pytest.raises(ValueError, match="is not expected"):
        session.registered(task, "a:2", now=0.0)


@pytest.mark.parametrize(
    ("settings", "codes", "succeeded", "why"),
    [
        ({}, {("worker", 0): 0, ("worker", 1): 0}, True, "all tracked tasks have ended"),
        ({}, {("worker", 0): 0, ("worker", 1): 3}, True, "though worker:1 failed"),
        ({}, {("worker", 0): 3}, False, "worker:0 exited with 3, which ends the job"),
        ({"application__fail_on_worker_failure_enabled": "true"}, {("worker", 1): 3}, False, "r:1"),
        ({"application__stop_on_failure_jobtypes": "ps"}, {("ps", 0): 1}, False, "ps:0 exited"),
        (
            {"chief__instances": "1", "chief__command": "x"},
            {("worker", 0): 1, ("worker", 1): 1, ("chief", 0): 0},
            True,
            "though worker:0, worker:1 failed",
        ),
        (
            {"application__untracked_jobtypes": ""},
            {("worker", 0): 0, ("worker", 1): 0, ("ps", 0): 0},
            True,
            "all",
        ),
    ],
)
def test_how_it_ends(settings, codes, succeeded, why):
    settings = {
        k.replace("untracked_jobtypes", "untracked__jobtypes"): v for k, v in settings.items()
    }
    session = running(**settings)
    for task, code in codes.items():
        assert session.verdict(now=0.1) is None
        session.exited(task, code)
    verdict = session.verdict(now=0.1)
    assert verdict is not None
    assert verdict.succeeded == succeeded
    assert why in verdict.why


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ({}, {("worker", 1): 9}),  # the others go on
        ({}, {("ps", 0): 1}),  # nobody looks at it
        ({}, {("worker", 0): 0}),  # the chief has ended well; the others are waited for
        ({"application__untracked__jobtypes": ""}, {("worker", 0): 0, ("worker", 1): 0}),
    ],
)
def test_what_does_not_end_it(settings, codes):
    session = running(**settings)
    for task, code in codes.items():
        session.exited(task, code)
    assert session.verdict(now=0.1) is None


def test_when_all_fail_it_has_failed_though_nobody_is_the_chief():
    session = Session(parse(xml(trainer__instances="2", trainer__command="x")), began=0.0)
    session.exited(("trainer", 1), 1)
    assert session.verdict(now=0.1) is None
    session.exited(("trainer", 0), 1)
    verdict = session.verdict(now=0.1)
    assert verdict is not None
    assert (verdict.succeeded, verdict.why) == (False, "all tasks failed")


def test_a_second_word_on_an_exit_changes_nothing():
    session = running()
    session.exited(("worker", 1), 0)
    session.exited(("worker", 1), 5)
    assert session.codes["worker", 1] == 0


def test_heartbeats_that_stay_away_end_it_and_not_a_moment_sooner():
    session = running(task__heartbeat_interval_ms="100", task__max_missed_heartbeats="5")
    assert session.verdict(now=0.5) is None
    for task in session.job.tasks[:2]:
        session.heartbeat(task, now=0.4)
    verdict = session.verdict(now=0.501)
    assert verdict is not None
    assert (verdict.succeeded, verdict.why) == (False, "ps:0 missed 5 heartbeats")
    session.exited(("ps", 0), 0)  # who has ended need not be heard
    assert session.verdict(now=0.9) is None


def test_registration_and_the_whole_job_may_take_only_so_long():
    session = Session(parse(xml(**WORKERS, container__registration__timeout="2000")), began=10.0)
    session.registered(("worker", 1), "a:1", now=11.0)
    assert session.verdict(now=12.0) is None
    verdict = session.verdict(now=12.001)
    assert verdict is not None
    assert verdict.why == "not registered within 2000 ms: worker:0"
    limited = running(application__timeout="1500")
    assert limited.verdict(now=1.5) is None
    late = limited.verdict(now=1.6)
    assert late is not None
    assert late.why == "the job had not ended within 1500 ms"
