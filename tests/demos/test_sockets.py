"""No demo, and nothing that starts processes for one, can be reached from another machine.

The notebooks are watched as `make test` and `make audit` run them: see `tests.listening`.
"""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

pytest.importorskip("torch")

from tests import listening
from tests.demos.waiting import PATIENCE
from tests.listening import ON_TRIAL, Watch

pytestmark = pytest.mark.torch
TOP = Path(__file__).parents[2]


def listening_of(*arguments: str) -> Watch:
    """What listened while this command of Python ran to its end."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=TOP,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            with Watch(process.pid) as watch:
                output = process.communicate(timeout=PATIENCE)[0]
        finally:
            process.kill()
    assert process.returncode == 0, output[-2000:]
    return watch


LISTEN = f"""# {ON_TRIAL}
import socket, sys
with socket.create_server(("127.0.0.1", 0)) as here, socket.create_server(("0.0.0.0", 0)) as all_:
    print(here.getsockname()[1], all_.getsockname()[1], flush=True)
    sys.stdin.read()
"""


def test_the_watch_sees_who_listens_and_where():
    piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", LISTEN], **piped) as process:
        here, everywhere = map(int, process.stdout.readline().split())
        with Watch(process.pid) as watch:
            pass
        process.communicate("")
    assert {port for _, port, _ in watch.seen} == {here, everywhere}
    assert {port for _, port, _ in watch.beyond} == {everywhere}


class Ending:
    """A process as the system shows it while it ends: its sockets are there, its command is not."""

    def cmdline(self):
        return []

    def net_connections(self, kind):
        return psutil.Process().net_connections(kind)


def test_a_process_that_is_ending_is_not_taken_for_one_that_listens():
    watch = Watch(os.getpid())
    with socket.create_server(("127.0.0.1", 0)):
        watch._note(Ending())
        assert not watch.seen
        watch._note(psutil.Process())
        assert watch.seen


@pytest.mark.parametrize(("address", "code"), [("127.0.0.1", 0), ("0.0.0.0", 1)])
def test_a_command_that_listens_beyond_this_machine_fails(
    address, code, tmp_path, monkeypatch, capsys
):
    """It listens until the watch has seen it, however long a look takes."""
    note, marker = Watch._note, tmp_path / "seen"

    def note_and_tell(watch, process):
        if note(watch, process):
            marker.touch()

    monkeypatch.setattr(Watch, "_note", note_and_tell)
    program = (
        f"# {ON_TRIAL}\nimport pathlib, socket, time\n"
        f"with socket.create_server(('{address}', 0)):\n"
        f"    while not pathlib.Path({str(marker)!r}).exists(): time.sleep(0.01)"
    )
    assert listening.main([sys.executable, "-c", program]) == code
    assert ("listens beyond this machine: 0.0.0.0" in capsys.readouterr().err) == bool(code)


def test_the_watch_is_a_command_that_ends_with_the_code_of_another():
    command = [sys.executable, "-m", "tests.listening", sys.executable, "-c", "raise SystemExit(3)"]
    assert subprocess.run(command, cwd=TOP, timeout=PATIENCE).returncode == 3


# What they start is watched in each run too, where tests/demos/tony and tests/demos/edl start it.
@pytest.mark.audit
@pytest.mark.parametrize("name", ["tony-jobs", "edl-recovery"])
def test_a_demo_of_several_processes_cannot_be_reached(name):
    watch = listening_of("-m", "lfai_nb.demos", name, "--quick")
    assert watch.seen, "its processes talk over loopback, so the watch must have seen them"
    assert not watch.beyond


def test_the_site_server_cannot_be_reached(tmp_path):
    (tmp_path / "index.html").touch()
    command = [sys.executable, "-m", "tools.serve", str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=TOP) as server:
        try:
            assert server.stdout
            assert server.stdout.readline()
            with Watch(server.pid) as watch:
                pass
        finally:
            server.kill()
    assert watch.seen
    assert not watch.beyond


#: What listens on every network, or unpickles what came from one.
OPEN = re.compile(
    r"init_process_group\(|_object(_list)?\(|pickle\.load|0\.0\.0\.0|distributed\.run\\?\""
)
# The two places where processes meet, and the pipe that only a process and its own child have.
CAREFUL = {"workers.py", "program.py", "beside.py"}


def test_no_code_of_the_demos_opens_what_listens_everywhere():
    """A second look, at the code itself: the watch sees only what is run under it."""
    files = [*(TOP / "lfai_nb" / "demos").rglob("*.py"), *(TOP / "notebooks").glob("*.ipynb")]
    assert len(files) > 50
    lines = [
        f"{path.name}: {line.strip()}"
        for path in sorted(files)
        for line in path.read_text().splitlines()
        if OPEN.search(line) and path.name not in CAREFUL
    ]
    assert not lines
