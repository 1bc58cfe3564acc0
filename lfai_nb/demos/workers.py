"""Several processes of one program on this machine, which nobody outside it can reach.

    ended = run(["-m", "lfai_nb.demos.edl.job", "folder"], processes=2, restarts=3)
    ended.attempts, ended.output

PyTorch's own launcher does the same and far more. But its meeting point, `torchrun --standalone`
included, listens on every network of the machine, and torchrun unpickles what it finds there: until
the job ends, anyone who can reach the port can run code on the machine. Here the processes meet
through a file in a folder of their own, and talk over loopback.

In its environment a program finds what torchrun would give it, and `join` works under both. So the
same program starts under torchrun on a network that you trust.
"""

import contextlib
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

STORE = "LFAI_NB_STORE"  # the file through which the processes of one attempt meet
LOOK = 0.05  # seconds between two looks at the processes
LAST_WORDS = 5.0  # seconds for the others to end, before it is said which one was lost


class JobFailed(RuntimeError):
    """The job did not end well; the message says what became of it."""


@dataclass(frozen=True)
class Ended:
    attempts: int
    output: str  # what the first process printed


def backend(device: str) -> str:
    """NCCL where each process of this machine has a GPU of its own; it refuses to share one."""
    import torch

    processes = int(os.environ["LOCAL_WORLD_SIZE"])
    own_gpu = device == "cuda" and torch.cuda.device_count() >= processes
    return "nccl" if own_gpu else "gloo"


def own_gpu() -> str:
    """The GPU of this process; where there are fewer than processes, they share."""
    import torch

    return f"cuda:{int(os.environ['LOCAL_RANK']) % torch.cuda.device_count()}"


def join(backend: str = "gloo") -> None:
    """Meet the other processes, whether `run` or torchrun has started this one."""
    import torch.distributed as dist

    rank, world = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
    if STORE in os.environ:
        meet(os.environ[STORE], rank, world, backend)
    else:
        dist.init_process_group(backend, rank=rank, world_size=world)


def meet(
    file: Path | str,
    rank: int,
    world: int,
    backend: str = "gloo",
    patience: timedelta | None = None,
) -> None:
    """Form a group with the processes that know this file; nobody listens for them elsewhere."""
    import torch.distributed as dist

    store = dist.FileStore(str(file), world)
    dist.init_process_group(backend, store=store, rank=rank, world_size=world, timeout=patience)


def loopback() -> str:
    """The name of the network interface that leads to this machine and nowhere else."""
    return next(name for _, name in socket.if_nameindex() if name in ("lo", "lo0"))


def run(
    program: Sequence[str],
    processes: int = 2,
    restarts: int = 0,
    limit: float = 300,
    folder: Path | None = None,
) -> Ended:
    """Run `python PROGRAM` in so many processes at once, and again when one of them fails.

    `program` is a script or `-m` and a module, with its arguments; `folder` is where it runs.
    """
    deadline = time.monotonic() + limit
    how = ""
    with tempfile.TemporaryDirectory() as place:
        for attempt in range(restarts + 1):
            # A folder for each attempt: what the last one left in its file would make the next wait
            # for processes that are gone.
            files = Path(place) / str(attempt)
            files.mkdir()
            team = [
                _start(program, rank, processes, attempt, files, folder)
                for rank in range(processes)
            ]
            try:
                how = _watch(team, files, deadline)
            finally:
                for process in team:
                    end_group(process)
            if not how:
                return Ended(attempt + 1, (files / "0.out").read_text())
            if time.monotonic() >= deadline:
                raise JobFailed(f"the job had not ended after {limit:g} seconds")
    times = "no restart was allowed" if restarts == 0 else f"{restarts} restarts did not help"
    raise JobFailed(f"a process was lost ({how}), and {times}")


def _start(
    program: Sequence[str],
    rank: int,
    processes: int,
    attempt: int,
    files: Path,
    folder: Path | None,
) -> "subprocess.Popen[bytes]":
    variables = {
        "RANK": str(rank),
        "LOCAL_RANK": str(rank),
        "WORLD_SIZE": str(processes),
        "LOCAL_WORLD_SIZE": str(processes),
        "TORCHELASTIC_RESTART_COUNT": str(attempt),
        STORE: str(files / "store"),
    }
    return start(program, files / str(rank), variables, folder)


def start(
    program: Sequence[str],
    prints: Path,
    variables: Mapping[str, str] = MappingProxyType({}),
    folder: Path | None = None,
) -> "subprocess.Popen[bytes]":
    """One process, which ends when this one does; what it prints goes to PRINTS.out and .err."""
    here = loopback()
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "GLOO_SOCKET_IFNAME": here,
        "NCCL_SOCKET_IFNAME": here,
        **variables,
    }
    with prints.with_suffix(".out").open("wb") as out, prints.with_suffix(".err").open("wb") as err:
        return subprocess.Popen(
            [sys.executable, "-m", "lfai_nb.demos.workers", *program],
            cwd=folder,
            env=environment,
            start_new_session=True,  # so that it can be ended with all that it has started
            stdin=subprocess.PIPE,  # never written to: it closes when this process ends
            stdout=out,
            stderr=err,
        )


def _watch(team: Sequence["subprocess.Popen[bytes]"], files: Path, deadline: float) -> str:
    """Wait for the end of all, or of the first that fails; how that one ended, "" if none did."""
    while time.monotonic() < deadline:
        codes = [process.poll() for process in team]
        if any(codes):
            return _lost(team, files)
        if None not in codes:
            return ""
        time.sleep(LOOK)
    return "not within its time"


def _lost(team: Sequence["subprocess.Popen[bytes]"], files: Path) -> str:
    """How the process ended that took the others along.

    Who is killed does so: they lose a connection, and exit with an error. Their connection may
    break a moment before the system says that the killed one has ended.
    """
    until = time.monotonic() + LAST_WORDS
    while True:
        codes = [process.poll() for process in team]
        killed = any(code is not None and code < 0 for code in codes)
        if killed or None not in codes or time.monotonic() >= until:
            break
        time.sleep(LOOK)
    _, rank = min((code >= 0, rank) for rank, code in enumerate(codes) if code)
    return _how(codes[rank] or 0, files / f"{rank}.err")


def _how(code: int, errors: Path) -> str:
    if code < 0:
        return signal.Signals(-code).name
    last = errors.read_text(errors="replace").strip().rpartition("\n")[2]
    return f"exit code {code}: {last[:300]}" if last else f"exit code {code}"


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """A process that leads a group, and whatever it has started in it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin:
        process.stdin.close()


def end_with_the_caller() -> None:
    """When the process that started this one is gone, nobody else would end it.

    That process holds the other end of standard input. The system closes it however that process
    ends, SIGKILL included.
    """
    line = os.dup(sys.stdin.fileno())
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)

    def wait() -> None:
        os.read(line, 1)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()


def main(arguments: list[str]) -> None:
    """What each process begins with: `python -m lfai_nb.demos.workers PROGRAM`."""
    end_with_the_caller()
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        sys.path[0] = str(Path(arguments[0]).resolve().parent)
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
