"""Real processes on this machine: they start together, are watched, and leave nothing behind."""

import contextlib
import json
import os
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from lfai_nb.demos.tony import lines
from lfai_nb.demos.tony.jobfile import parse
from lfai_nb.demos.tony.master import Gang, run
from tests.demos.tony.test_jobfile import xml

TELL = """
import json, os, pathlib, sys
about = {k: os.environ.get(k) for k in ("JOB_NAME", "TASK_INDEX", "CLUSTER_SPEC", "SECRET", "RANK")}
name = "-".join((os.environ["ATTEMPT_NUMBER"], about["JOB_NAME"], about["TASK_INDEX"]))
pathlib.Path(name + ".json").write_text(json.dumps(about))
"""
FAIL_FIRST = TELL + 'sys.exit(3 if name == "0-worker-0" else 0)'


def job(folder: Path, script: str, **settings: str):
    (folder / "script.py").write_text(script)
    command = f"{sys.executable} script.py"
    return parse(xml(**{"worker__instances": "2", "worker__command": command, **settings}))


def test_all_are_told_the_same_cluster_and_nobody_the_secret(tmp_path):
    outcome = run(job(tmp_path, TELL, application__framework="pytorch"), tmp_path)
    assert outcome.succeeded
    assert outcome.attempts[0].codes == {"worker:0": 0, "worker:1": 0}
    told = [json.loads((tmp_path / f"0-worker-{n}.json").read_text()) for n in (0, 1)]
    assert [one["RANK"] for one in told] == ["0", "1"]
    assert told[0]["CLUSTER_SPEC"] == told[1]["CLUSTER_SPEC"]
    assert len(set(json.loads(told[0]["CLUSTER_SPEC"])["worker"])) == 2
    assert {one["SECRET"] for one in told} == {None}


def test_a_failed_session_is_started_again_whole_as_often_as_allowed(tmp_path):
    outcome = run(job(tmp_path, FAIL_FIRST, am__retry_count="1"), tmp_path)
    assert outcome.succeeded
    assert [attempt.why for attempt in outcome.attempts] == [
        "worker:0 exited with 3, which ends the job",
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


def test_nothing_is_left_of_a_session_that_has_ended(tmp_path):
    """The parameter server, which runs for ever, and the child that it has started."""
    script = """
import os, pathlib, subprocess, sys, time
if os.environ["JOB_NAME"] == "ps":
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
    pathlib.Path("ps.pids").write_text(f"{os.getpid()} {child.pid}")
    time.sleep(1000)
while not pathlib.Path("ps.pids").exists():
    time.sleep(0.01)
"""
    command = f"{sys.executable} script.py"
    outcome = run(job(tmp_path, script, ps__instances="1", ps__command=command), tmp_path)
    assert outcome.succeeded
    for pid in map(int, (tmp_path / "ps.pids").read_text().split()):
        deadline = time.monotonic() + 20
        while alive(pid):
            assert time.monotonic() < deadline, f"process {pid} is left"
            time.sleep(0.05)


def alive(pid: int) -> bool:
    """A process that was killed and not yet collected is dead all the same."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat")
        return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_a_time_that_is_over_ends_the_session(tmp_path):
    endless = job(tmp_path, "import time; time.sleep(1000)", application__timeout="1500")
    outcome = run(endless, tmp_path)
    assert outcome.attempts[0].why == "the job had not ended within 1500 ms"


@pytest.fixture
def gang(tmp_path):
    """A master that listens, without executors."""
    one = Gang(job(tmp_path, ""), tmp_path, 0, {})
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=one._accept, args=(server,), daemon=True).start()
        yield one, server.getsockname()


@pytest.mark.parametrize(
    "said",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"[]\n",
        b'{"type": 5}\n',
        b'{"type": "register", "task": "worker:0", "secret": "guessed", "address": "a:1"}\n',
        b'{"type": "heartbeat"}\n',
        b'"' + b"x" * 100_000 + b'"\n',
        b"\xff\xfe\n",
    ],
)
def test_a_stranger_is_shown_the_door(gang, said):
    one, address = gang
    with (
        contextlib.suppress(OSError),  # closed before all had been said
        socket.create_connection(address, timeout=20) as stranger,
    ):
        stranger.sendall(said)
        stranger.shutdown(socket.SHUT_WR)
        assert stranger.recv(100) == b""
    assert one.connections == {}
    assert one.events.empty()


def test_with_the_secret_one_may_register_once_and_only_as_somebody_expected(gang):
    one, address = gang
    about = {"type": "register", "secret": one.secret, "address": "127.0.0.1:1"}
    with socket.create_connection(address, timeout=20) as executor:
        lines.send(executor, {**about, "task": "worker:1"})
        assert one.events.get(timeout=20)[0] == ("worker", 1)
        for task in ("worker:1", "worker:2", "ps:0", "worker", "worker:x"):
            with socket.create_connection(address, timeout=20) as other:
                lines.send(other, {**about, "task": task})
                assert other.recv(100) == b""
        lines.send(executor, {"type": "exited", "code": 0})
        assert one.events.get(timeout=20)[1]["code"] == 0
    assert set(one.connections) == {("worker", 1)}
