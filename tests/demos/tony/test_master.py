"""Real processes on this machine: they start together, are watched, and leave nothing behind."""

import contextlib
import errno
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from lfai_nb.demos.tony import lines, master
from lfai_nb.demos.tony.jobfile import parse
from lfai_nb.demos.tony.master import CannotRun, Gang, run
from lfai_nb.demos.tony.session import Session
from tests.demos.crowds import CROWDS, crowd
from tests.demos.tony.test_jobfile import xml
from tests.demos.waiting import PATIENCE, all_end, until

TELL = """
import json, os, pathlib, sys
name = "-".join((os.environ["SESSION_ID"], os.environ["JOB_NAME"], os.environ["TASK_INDEX"]))
pathlib.Path(name + ".json").write_text(json.dumps(dict(os.environ)))
"""
FAIL_FIRST = TELL + 'sys.exit(3 if name == "0-worker-0" else 0)'
#: One that runs for ever, minds no polite word, and has a child that is the same.
STUBBORN = """
import os, pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)"
pids = [os.getpid(), os.getppid(), subprocess.Popen([sys.executable, "-c", child]).pid]
pathlib.Path("part").write_text(" ".join(map(str, pids)))
os.replace("part", "pids")
time.sleep(1000)
"""


def job(folder: Path, script: str, **settings: str):
    (folder / "script.py").write_text(script)
    command = f"{sys.executable} script.py"
    # On a machine that does much besides, nobody is lost who says nothing for a while.
    usual = {"worker__instances": "2", "task__max_missed_heartbeats": str(PATIENCE)}
    return parse(xml(**{**usual, "worker__command": command, **settings}))


def test_all_are_told_the_same_cluster_and_nobody_the_secret(tmp_path, monkeypatch):
    monkeypatch.setattr("secrets.token_hex", lambda n: "open sesame")
    outcome = run(job(tmp_path, TELL, ps__instances="1", ps__command="sleep 1000"), tmp_path)
    assert outcome.succeeded
    assert outcome.attempts[0].codes == {"worker:0": 0, "worker:1": 0}
    environments = [json.loads((tmp_path / f"0-worker-{n}.json").read_text()) for n in (0, 1)]
    assert [environment["TASK_INDEX"] for environment in environments] == ["0", "1"]
    cluster = json.loads(environments[0]["CLUSTER_SPEC"])
    assert cluster == json.loads(environments[1]["CLUSTER_SPEC"])
    addresses = [*cluster["worker"], *cluster["ps"]]
    assert len(set(addresses)) == 3
    assert all(address.startswith("127.0.0.1:") for address in addresses)
    assert "open sesame" not in json.dumps(environments)


LOOK = """
import pathlib
seen = hits = 0
for process in pathlib.Path("/proc").glob("[0-9]*"):
    for name in ("cmdline", "environ"):
        try:
            held = (process / name).read_bytes()
        except OSError:
            continue
        seen += 1
        hits += b"open" + b"sesame" in held
pathlib.Path("looked").write_text(f"{hits} {seen}")
"""


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc here")
def test_the_secret_is_in_no_process_s_arguments_or_environment(tmp_path, monkeypatch):
    """As one of the job's own commands would look for it, while all are running."""
    monkeypatch.setattr("secrets.token_hex", lambda n: "opensesame")
    assert run(job(tmp_path, LOOK, worker__instances="1"), tmp_path).succeeded
    hits, seen = map(int, (tmp_path / "looked").read_text().split())
    assert seen > 4  # the master, the executor and the command at least, each by two files
    assert hits == 0


def test_a_failed_session_is_started_again_whole_as_often_as_allowed(tmp_path):
    outcome = run(job(tmp_path, FAIL_FIRST, am__retry_count="1"), tmp_path)
    assert outcome.succeeded
    assert [attempt.why for attempt in outcome.attempts] == [
        "worker:0 exited with 3, and it is the chief",
        "all tracked tasks have ended",
    ]
    assert (tmp_path / "1-worker-1.json").exists()  # the second time all were started
    once = run(job(tmp_path, FAIL_FIRST), tmp_path)
    assert (once.succeeded, len(once.attempts)) == (False, 1)


def test_who_is_killed_and_who_does_not_exist_count_as_a_shell_counts_them(tmp_path):
    killed = job(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert run(killed, tmp_path).attempts[0].codes["worker:0"] == 137
    missing = parse(xml(worker__instances="1", worker__command="no-such-program"))
    assert run(missing, tmp_path).attempts[0].codes == {"worker:0": 127}
    assert "no-such-program" in (tmp_path / "worker-0.0.log").read_text()


def test_roles_that_depend_on_others_run_after_them(tmp_path):
    settings = {"prep__instances": "1", "worker__depends_on": "prep", "worker__command": "cat made"}
    made = job(tmp_path, "", prep__command="echo ready > made", **settings)
    assert run(made, tmp_path).succeeded
    assert (tmp_path / "worker-1.0.log").read_text() == "ready\n"


def test_nothing_is_left_of_a_session_that_has_ended(tmp_path):
    """The parameter server runs for ever, and so does the child that it has started."""
    settings = {"ps__instances": "1", "ps__command": f"{sys.executable} script.py"}
    wait = "until [ -e pids ]; do sleep 0.02; done"
    outcome = run(job(tmp_path, STUBBORN, worker__command=wait, **settings), tmp_path)
    assert outcome.succeeded
    all_end([int(pid) for pid in (tmp_path / "pids").read_text().split()])


def test_what_a_command_leaves_running_ends_with_its_task(tmp_path):
    command = f"{sys.executable} script.py &amp; until [ -e pids ]; do sleep 0.02; done"
    left = job(tmp_path, STUBBORN, worker__instances="1", worker__command=command)
    assert run(left, tmp_path).succeeded
    all_end([int(pid) for pid in (tmp_path / "pids").read_text().split()])


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_nothing_is_left_when_the_master_itself_ends(tmp_path, how):
    (tmp_path / "script.py").write_text(STUBBORN)
    (tmp_path / "tony.xml").write_text(
        xml(worker__instances="1", worker__command=f"{sys.executable} script.py")
    )
    code = (
        "import signal\n"
        "from pathlib import Path\n"
        "from lfai_nb.demos.tony import jobfile, master\n"
        # What starts the tests may have turned Ctrl-C off.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "master.run(jobfile.parse(Path('tony.xml').read_text()), '.')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stderr=subprocess.DEVNULL
    ) as running:
        try:
            until((tmp_path / "pids").exists, "the start of the worker")
        finally:
            running.send_signal(how)
    all_end([int(pid) for pid in (tmp_path / "pids").read_text().split()])


def test_who_is_not_heard_any_more_is_lost_and_ended(tmp_path, monkeypatch):
    """The first worker stops its own executor, which then says nothing: a machine that hangs.

    The clock stands until then, so that nobody is lost who only starts slowly.
    """
    stopped, began = tmp_path / "pids", time.monotonic()

    def now():
        passed = time.monotonic() - began
        return passed if stopped.exists() or passed > PATIENCE else 0.0

    monkeypatch.setattr(master, "time", SimpleNamespace(monotonic=now, sleep=time.sleep))
    settings = {"task__heartbeat_interval_ms": "100", "task__max_missed_heartbeats": "30"}
    silent = job(
        tmp_path,
        "",
        worker__instances="1",
        worker__command="echo $$ $PPID > part; mv part pids; kill -STOP $PPID; sleep 1000",
        **settings,
    )
    outcome = run(silent, tmp_path)
    assert outcome.attempts[0].why == "worker:0 was not heard any more, and it is the chief"
    all_end([int(pid) for pid in (tmp_path / "pids").read_text().split()])


def test_a_time_that_is_over_ends_the_job_and_no_retry_makes_it_longer(tmp_path):
    settings = {"application__timeout": "1500", "am__retry_count": "3"}
    endless = job(tmp_path, "", worker__command="sleep 1000", **settings)
    outcome = run(endless, tmp_path)
    assert [attempt.why for attempt in outcome.attempts] == ["the job had not ended within 1500 ms"]


def test_a_job_without_roles_runs_its_one_command_and_is_never_retried(tmp_path):
    settings = {"am__retry_count": "3", "execution__envs": "WORD=well"}
    outcome = run(parse(xml(am__command="echo $WORD; exit 4", **settings)), tmp_path)
    assert [attempt.why for attempt in outcome.attempts] == ["the command exited with 4"]
    assert (tmp_path / "am-0.0.log").read_text() == "well\n"
    slow = parse(xml(am__command="sleep 1000", application__timeout="500"))
    assert run(slow, tmp_path).attempts[0].why == "the job had not ended within 500 ms"


def test_a_job_that_is_too_large_and_a_folder_that_is_none_are_refused(tmp_path):
    with pytest.raises(CannotRun, match="asks for 2 processes; here, 1 are the most"):
        run(job(tmp_path, ""), tmp_path, most=1)
    with pytest.raises(CannotRun, match="there is no folder"):
        run(job(tmp_path, ""), tmp_path / "nowhere")


@pytest.fixture
def gang(tmp_path, monkeypatch):
    """A master that listens, without executors, and sends nobody away who is only slow."""
    monkeypatch.setattr(master, "GREETING", float(PATIENCE))
    running = Gang(job(tmp_path, ""), tmp_path)
    with running.listening() as server:
        yield running, server.getsockname()


def test_the_master_listens_on_this_machine_alone(gang):
    assert gang[1][0] == "127.0.0.1"


@pytest.mark.parametrize(
    "message",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"",
        b"[]\n",
        b"[" * 60_000 + b"\n",
        b'{"type": 5}\n',
        b'{"type": "register", "task": "worker:0", "secret": "x", "address": "127.0.0.1:1"}\n',
        b'{"type": "register", "task": "worker:0", "secret": "\xc3\xa9", "address": "a"}\n',
        b'{"type": "register", "task": "worker:0", "secret": "\\ud800", "address": "a"}\n',
        b'{"type": "register"}\n',
        b'{"type": "heartbeat"}\n',
        b'"' + b"x" * 100_000 + b'"\n',
        b"\xff\xfe\n",
    ],
)
def test_a_stranger_is_shown_the_door(gang, message):
    running, address = gang
    with (
        contextlib.suppress(OSError),  # closed before all had been said
        socket.create_connection(address, timeout=PATIENCE) as stranger,
    ):
        stranger.sendall(message)
        stranger.shutdown(socket.SHUT_WR)
        assert stranger.recv(100) == b""
    assert running.inbox.empty()


@pytest.mark.parametrize(
    "wrong",
    [
        {"task": "worker"},
        {"task": "worker:x"},
        {"task": "worker:-1"},
        {"task": ["worker", 0]},
        {"address": "10.0.0.1:80"},
        {"address": "127.0.0.1:80 "},
        {"address": None},
        {"secret": None},
        {"type": "heartbeat"},
    ],
)
def test_the_secret_alone_is_not_enough(gang, wrong):
    running, address = gang
    right = {
        "type": "register",
        "secret": running.secret,
        "task": "worker:0",
        "address": "127.0.0.1:1",
    }
    with socket.create_connection(address, timeout=PATIENCE) as executor:
        lines.send(executor, right | wrong)
        assert executor.recv(100) == b""
    assert running.inbox.empty()


def test_with_the_secret_one_may_register_once_and_only_as_somebody_expected(gang):
    running, address = gang
    session = Session(running.job)
    session.starts(now=0.0)
    about = {"type": "register", "secret": running.secret, "address": "127.0.0.1:1"}
    with socket.create_connection(address, timeout=PATIENCE) as executor:
        lines.send(executor, {**about, "task": "worker:1"})
        heard_until(running, session, lambda: running.connections)
        for task in ("worker:1", "worker:2", "ps:0"):
            with socket.create_connection(address, timeout=PATIENCE) as other:
                lines.send(other, {**about, "task": task})
                over = threading.Event()
                threading.Thread(target=wait_for_the_end, args=(other, over), daemon=True).start()
                heard_until(running, session, over.is_set)
        before = session.heard["worker", 1]
        lines.send(executor, {"type": "heartbeat"})
        heard_until(running, session, lambda: session.heard["worker", 1] > before)
        lines.send(executor, {"type": "give me all your money"})
        assert executor.recv(100) == b""
    assert set(running.connections) == set(session.addresses) == {("worker", 1)}


def heard_until(gang: Gang, session: Session, condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        gang._hear(session)


def wait_for_the_end(connection: socket.socket, over: threading.Event) -> None:
    assert connection.recv(100) == b""
    over.set()


def test_many_who_say_nothing_cannot_keep_the_others_out(gang):
    """Whoever comes beyond their number takes the place of the one that has waited longest."""
    running, address = gang
    most = len(running.job.tasks) + master.STRANGERS
    with contextlib.ExitStack() as stack:
        crowd = [
            stack.enter_context(socket.create_connection(address, timeout=PATIENCE))
            for _ in range(3 * most)
        ]
        expected = {"type": "register", "secret": running.secret, "task": "worker:0"}
        executor = stack.enter_context(socket.create_connection(address, timeout=PATIENCE))
        lines.send(executor, {**expected, "address": "127.0.0.1:1"})
        assert running.inbox.get(timeout=PATIENCE).task == ("worker", 0)
        with contextlib.suppress(ConnectionError):
            assert crowd[0].recv(100) == b""
        # One who has said who it is gives way to nobody.
        for _ in range(2 * most):
            stack.enter_context(socket.create_connection(address, timeout=PATIENCE))
        lines.send(executor, {"type": "heartbeat"})
        assert running.inbox.get(timeout=PATIENCE).type == "heartbeat"


@CROWDS
def test_a_crowd_of_strangers_cannot_keep_an_executor_out(gang, idle, malformed):
    running, address = gang
    most = len(running.job.tasks) + master.STRANGERS
    expected = {"type": "register", "secret": running.secret, "task": "worker:0"}
    with (
        crowd(address, idle, malformed),
        socket.create_connection(address, timeout=PATIENCE) as executor,
    ):
        lines.send(executor, {**expected, "address": "127.0.0.1:1"})
        assert running.inbox.get(timeout=PATIENCE).task == ("worker", 0)
        assert len(running.strangers) <= most
        lines.send(executor, {"type": "heartbeat"})
        assert running.inbox.get(timeout=PATIENCE).type == "heartbeat"
    assert running.inbox.empty()


@pytest.mark.parametrize("passing", [errno.ECONNABORTED, errno.EMFILE, errno.ENOBUFS])
def test_a_connection_that_cannot_be_taken_is_no_end_of_the_session(gang, passing):
    """One that broke off before it was taken left a master that heard nobody any more."""
    running, _ = gang
    ours, theirs = socket.socketpair()
    stranger, other = socket.socketpair()
    running.strangers.append(stranger)

    class Listener:
        answers = iter([OSError(passing, "for a moment"), (ours, None), OSError(errno.EBADF, "")])

        def accept(self):
            answer = next(self.answers)
            if isinstance(answer, OSError):
                raise answer
            return answer

    running._accept(Listener())
    about = {"type": "register", "secret": running.secret, "address": "127.0.0.1:1"}
    with theirs, other:
        lines.send(theirs, {**about, "task": "worker:0"})
        assert running.inbox.get(timeout=PATIENCE).task == ("worker", 0)
        assert other.recv(100) == b"", "who says nothing makes room"


def test_one_who_says_who_it_is_byte_by_byte_is_sent_away_in_time(gang, monkeypatch):
    monkeypatch.setattr(master, "GREETING", 0.5)
    _, address = gang

    def another_byte() -> bool:
        try:
            slow.sendall(b" ")
            return slow.recv(100) == b""
        except TimeoutError:
            return False
        except ConnectionError:
            return True

    with socket.create_connection(address, timeout=0.1) as slow:
        until(another_byte, "that it is sent away")
