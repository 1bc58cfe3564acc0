"""What follows from what has happened: TonY's rules, without a process and without a clock."""

import pytest

from lfai_nb.demos.tony.jobfile import parse
from lfai_nb.demos.tony.session import LOST, Refused, Session, Verdict, again
from tests.demos.tony.test_jobfile import WORKERS, xml

PS = {"ps__instances": "1", "ps__command": "python ps.py"}
ONE, TWO, SERVER = ("worker", 0), ("worker", 1), ("ps", 0)


def begun(**settings: str) -> Session:
    """Two workers and a parameter server, started at second 0 and not heard yet."""
    session = Session(parse(xml(**{**WORKERS, **PS, **settings})))
    session.starts(now=0.0)
    return session


def running(**settings: str) -> Session:
    """The same, all registered at second 0."""
    session = begun(**settings)
    for n, task in enumerate(session.started):
        session.registered(task, f"127.0.0.1:{n + 1}", now=0.0)
    return session


def test_nobody_is_told_anything_before_all_are_there():
    session = begun()
    for n, task in enumerate((SERVER, TWO)):
        session.registered(task, f"127.0.0.1:{n}", now=0.1)
        assert session.spec() is None
    session.registered(ONE, "127.0.0.1:2", now=0.2)
    assert session.spec() == {"worker": ["127.0.0.1:2", "127.0.0.1:1"], "ps": ["127.0.0.1:0"]}
    assert session.verdict(now=0.3) is None


def test_first_come_first_served_waits_for_nobody():
    session = begun(application__distributed_mode="FCFS")
    session.registered(TWO, "127.0.0.1:1", now=0.1)
    assert session.spec() == {"worker": ["127.0.0.1:1"]}


def test_who_depends_on_others_starts_when_they_have_ended_and_makes_a_gang_of_its_own():
    session = Session(
        parse(xml(**WORKERS, prep__instances="2", prep__command="x", worker__depends_on="prep"))
    )
    assert session.starts(now=0.0) == [("prep", 0), ("prep", 1)]
    for n in (0, 1):
        session.registered(("prep", n), f"127.0.0.1:{n}", now=0.1)
    assert session.spec() == {"prep": ["127.0.0.1:0", "127.0.0.1:1"]}
    session.exited(("prep", 0), 0)
    assert session.starts(now=0.2) == []
    session.exited(("prep", 1), 1)  # badly, and ended all the same, as in TonY
    assert session.verdict(now=0.3) is None
    assert session.starts(now=0.4) == [ONE, TWO]
    assert session.starts(now=0.5) == []
    assert session.spec() is None
    # They have their whole time to register, from their own start on.
    assert session.verdict(now=900.3) is None
    assert "worker:0, worker:1" in session.verdict(now=900.5).why


@pytest.mark.parametrize(
    ("task", "says"),
    [
        (("worker", 2), "worker:2 is not expected"),
        (("chief", 0), "chief:0 is not expected"),
        (ONE, "worker:0 is there already"),
        (TWO, "worker:1 has ended"),
    ],
)
def test_who_is_not_expected_or_comes_twice_or_too_late_is_refused(task, says):
    session = begun()
    session.registered(ONE, "a:1", now=0.0)
    session.exited(TWO, 0)
    with pytest.raises(Refused, match=says):
        session.registered(task, "a:2", now=0.0)
    assert session.addresses == {ONE: "a:1"}


def test_who_depends_on_others_cannot_register_before_its_turn():
    session = Session(
        parse(xml(**WORKERS, prep__instances="1", prep__command="x", worker__depends_on="prep"))
    )
    session.starts(now=0.0)
    with pytest.raises(Refused, match="not expected"):
        session.registered(ONE, "a:1", now=0.0)


NO_LOSS = {"application__fail_on_worker_failure_enabled": "true"}
PS_MAY_FAIL = {"application__stop_on_failure_jobtypes": ""}
ALL_TRACKED = {"application__untracked__jobtypes": "", **PS_MAY_FAIL}
CHIEF = {"chief__instances": "1", "chief__command": "x"}
TENSORBOARD = {"tensorboard__instances": "1", "tensorboard__command": "x"}


@pytest.mark.parametrize(
    ("settings", "codes", "succeeded", "why"),
    [
        ({}, {ONE: 0, TWO: 0}, True, "all tracked tasks have ended"),
        ({}, {TWO: 3, ONE: 0}, True, "all tracked tasks have ended, though worker:1 failed"),
        ({}, {ONE: 3}, False, "worker:0 exited with 3, and it is the chief"),
        ({}, {ONE: 137}, False, "worker:0 exited with 137 (signal 9), and it is the chief"),
        (NO_LOSS, {TWO: 3}, False, "worker:1 exited with 3, and the job may lose nobody"),
        ({}, {SERVER: 1}, False, "ps:0 exited with 1, and a failure of ps stops the job"),
        (PS_MAY_FAIL, {SERVER: 1}, False, "and without ps the others would wait for ever"),
        (CHIEF, {ONE: 1, TWO: 1, ("chief", 0): 0}, True, "though worker:0, worker:1 failed"),
        (CHIEF, {("chief", 0): 1}, False, "chief:0 exited with 1, and it is the chief"),
        (ALL_TRACKED, {ONE: 0, TWO: 0, SERVER: 0}, True, "all tracked tasks have ended"),
        (ALL_TRACKED, {SERVER: 1, ONE: 0, TWO: 0}, True, "though ps:0 failed"),
        ({}, {SERVER: 0, ONE: 0, TWO: 0}, True, "all tracked tasks have ended"),
        ({}, {TWO: LOST, ONE: 0}, True, "though worker:1 failed"),
        ({}, {ONE: LOST}, False, "worker:0 was not heard any more, and it is the chief"),
        ({**NO_LOSS, **TENSORBOARD}, {("tensorboard", 0): 1, ONE: 0, TWO: 0}, True, "have ended"),
    ],
)
def test_how_it_ends(settings, codes, succeeded, why):
    session = running(**settings)
    for task, code in codes.items():
        assert session.verdict(now=0.1) is None
        session.exited(task, code)
    verdict = session.verdict(now=0.1)
    assert verdict is not None
    assert verdict.succeeded == succeeded
    assert verdict.why.endswith(why)


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ({}, {TWO: 9}),  # the others go on
        ({}, {ONE: 0}),  # the chief has ended well; the others are waited for
        ({}, {SERVER: 0}),  # who is not tracked may end
        (TENSORBOARD, {("tensorboard", 0): 1}),  # or, as a sidecar, fail
        (ALL_TRACKED, {ONE: 0, TWO: 0}),
    ],
)
def test_what_does_not_end_it(settings, codes):
    session = running(**settings)
    for task, code in codes.items():
        session.exited(task, code)
    assert session.verdict(now=0.1) is None


def test_when_all_fail_it_has_failed_though_nobody_is_the_chief():
    session = Session(parse(xml(trainer__instances="2", trainer__command="x")))
    for task in session.starts(now=0.0):
        session.registered(task, "a:1", now=0.0)
    session.exited(("trainer", 1), 1)
    assert session.verdict(now=0.1) is None
    session.exited(("trainer", 0), 1)
    assert session.verdict(now=0.1) == Verdict(False, "all tracked tasks failed")


def test_who_fails_before_it_registers_fails_for_all():
    """Without it the gang would never be whole."""
    session = begun()
    session.exited(TWO, 127)
    assert session.verdict(now=0.1).why.endswith("exited with 127, and it had not even registered")


def test_a_second_word_on_an_exit_changes_nothing():
    session = running()
    session.exited(TWO, 0)
    session.exited(TWO, 5)
    assert session.codes[TWO] == 0


def test_who_is_silent_too_long_is_lost_and_not_a_moment_sooner():
    session = running(task__heartbeat_interval_ms="100", task__max_missed_heartbeats="5")
    assert session.silent(now=0.5) == []
    session.heartbeat(ONE, now=0.4)
    session.heartbeat(ONE, now=0.2)  # an older word that was read later
    assert session.silent(now=0.501) == [TWO, SERVER]
    session.exited(TWO, 0)  # who has ended need not be heard
    assert session.silent(now=0.9) == [SERVER]
    assert session.silent(now=0.901) == [ONE, SERVER]


def test_fewer_than_three_heartbeats_are_never_too_many_to_miss():
    """TonY looks at the heartbeats every third interval, so it cannot know sooner."""
    session = running(task__heartbeat_interval_ms="100", task__max_missed_heartbeats="1")
    assert session.silent(now=0.3) == []
    assert session.silent(now=0.301) == [ONE, TWO, SERVER]


def test_a_heartbeat_of_who_is_not_registered_is_nothing():
    session = begun()
    session.heartbeat(ONE, now=0.1)
    session.heartbeat(("chief", 7), now=0.1)
    assert session.heard == {}


def test_registration_may_take_only_so_long():
    session = begun(container__registration__timeout="2000")
    session.registered(TWO, "a:1", now=1.0)
    assert session.verdict(now=2.0) is None
    assert session.verdict(now=2.001) == Verdict(
        False, "not registered within 2000 ms: worker:0, ps:0"
    )
    for_ever = begun(container__registration__timeout="0")
    assert for_ever.verdict(now=1e9) is None


FAILED, WELL = Verdict(False, "x"), Verdict(True, "x")


@pytest.mark.parametrize(
    ("settings", "verdict", "retries", "out_of_time", "expected"),
    [
        ({"am__retry_count": "2"}, FAILED, 0, False, True),
        ({"am__retry_count": "2"}, FAILED, 1, False, True),
        ({"am__retry_count": "2"}, FAILED, 2, False, False),
        ({"am__retry_count": "2"}, WELL, 0, False, False),
        ({"am__retry_count": "2"}, FAILED, 0, True, False),
        ({}, FAILED, 0, False, False),
        ({"am__retry_count": "2", "worker__instances": "0"}, FAILED, 0, False, False),
    ],
)
def test_when_the_whole_session_is_started_again(settings, verdict, retries, out_of_time, expected):
    job = parse(xml(**{**WORKERS, "am__command": "x", **settings}))
    assert again(job, verdict, retries, out_of_time) == expected
