"""A caller starts processes together, again when one is lost, and leaves none behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from lfai_nb.demos import workers
from tests.demos.waiting import PATIENCE, all_end, until

pytest.importorskip("torch")

NAME = """
import os, pathlib, sys
name = "-".join(os.environ[n] for n in ("TORCHELASTIC_RESTART_COUNT", "RANK", "WORLD_SIZE"))
pathlib.Path(name).write_text(str(os.getpid()))
"""
#: Writes its name, then goes on for ever, minds no polite word, and has a child that is the same.
STUBBORN = (
    NAME
    + """
import signal, subprocess, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
pathlib.Path(name + "-part").write_text(f"{os.getpid()} {child.pid}")
os.replace(name + "-part", name + "-pids")
time.sleep(1000)
"""
)
#: What starts the tests may have turned Ctrl-C off, as a shell does for what runs behind it.
CALLER = """
import signal
from lfai_nb.demos import workers
signal.signal(signal.SIGINT, signal.default_int_handler)
workers.run(["script.py"], processes=2, restarts=3)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "script.py")


def script(folder: Path, text: str) -> list[str]:
    (folder / "script.py").write_text(text)
    return [str(folder / "script.py")]


def test_each_is_told_its_rank_and_the_first_ones_words_come_back(tmp_path):
    program = script(tmp_path, NAME + "print('from', name, *sys.argv[1:])")
    ended = workers.run([*program, "a", "b"], processes=3, folder=tmp_path)
    assert names(tmp_path) == ["0-0-3", "0-1-3", "0-2-3"]
    assert (ended.attempts, ended.output) == (1, "from 0-0-3 a b\n")


#: Fails once, after its companion has written its name: nobody says who of the two is the faster.
FAILS_ONCE = (
    NAME
    + """
import time
while name == "0-1-2" and not pathlib.Path("0-0-2").exists():
    time.sleep(0.01)
sys.exit(name == "0-1-2")
"""
)


def test_all_are_started_again_when_one_fails(tmp_path):
    program = script(tmp_path, FAILS_ONCE)
    assert workers.run(program, restarts=2, folder=tmp_path).attempts == 2
    assert names(tmp_path) == ["0-0-2", "0-1-2", "1-0-2", "1-1-2"]


def test_the_last_words_of_one_that_fails_are_in_the_message(tmp_path):
    program = script(tmp_path, "raise OSError(28, 'No space left on device')")
    with pytest.raises(workers.JobFailed, match=r"exit code 1: OSError.*No space.*1 restarts did"):
        workers.run(program, processes=1, restarts=1)


def test_one_that_was_killed_is_named_though_another_is_seen_to_end_first(tmp_path):
    """Its connections break before the system says that it has ended."""

    class Process:
        def __init__(self, *codes):
            self.codes = list(codes)

        def poll(self):
            return self.codes.pop(0) if self.codes[1:] else self.codes[0]

    team = [Process(1), Process(None, None, None, -signal.SIGKILL)]
    assert workers._watch(team, tmp_path, float("inf")) == "SIGKILL"


def test_one_that_does_not_end_in_time_is_ended(tmp_path, monkeypatch):
    """Its time is over as soon as it has written down who it is."""
    written = tmp_path / "0-0-1-pids"
    long_since = time.monotonic() + PATIENCE

    def now():
        return 5.0 * (written.exists() or time.monotonic() > long_since)

    monkeypatch.setattr(workers, "time", SimpleNamespace(monotonic=now, sleep=time.sleep))
    program = script(tmp_path, STUBBORN)
    with pytest.raises(workers.JobFailed, match="had not ended after 5 seconds"):
        workers.run(program, processes=1, limit=5, folder=tmp_path)
    all_end([int(pid) for pid in written.read_text().split()])


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_none_is_left_when_the_caller_ends(tmp_path, how):
    script(tmp_path, STUBBORN)
    written = [tmp_path / f"0-{rank}-2-pids" for rank in (0, 1)]
    with subprocess.Popen(
        [sys.executable, "-c", CALLER], cwd=tmp_path, stderr=subprocess.DEVNULL
    ) as caller:
        try:
            until(lambda: all(path.exists() for path in written), "the start of both")
        finally:
            caller.send_signal(how)
    pids = [int(pid) for path in written for pid in path.read_text().split()]
    assert len(pids) == 4
    all_end(pids)


def test_under_torchrun_they_meet_as_torchrun_says(tmp_path):
    """Its environment, with a store of ours: a real one would listen on every network."""
    code = (
        "import socket, torch.distributed as dist; from lfai_nb.demos import workers\n"
        "listening = socket.create_server(('127.0.0.1', 0)); port = listening.getsockname()[1]\n"
        "store = dist.TCPStore('127.0.0.1', port, 1, True, wait_for_workers=False,\n"
        "                      master_listen_fd=listening.detach())\n"
        "import os; os.environ['MASTER_PORT'] = str(port)\n"
        "workers.join(); print(dist.get_rank(), dist.get_world_size())"
    )
    variables = {"RANK": "0", "WORLD_SIZE": "1", "MASTER_ADDR": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **variables, "TORCHELASTIC_USE_AGENT_STORE": "True"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert done.stdout == "0 1\n"
