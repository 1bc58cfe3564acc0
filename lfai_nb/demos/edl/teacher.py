"""A teacher as a server: it answers whoever knows the secret of its service, on this machine alone.

    Teacher(lambda rows: rows * 2, folder, "a").serve()

It announces itself in a file, `teacher-a.json`, and takes the file away when it is asked to leave
(SIGTERM): so students see who is there. EDL keeps such a list in etcd or Redis.
"""

import argparse
import contextlib
import json
import os
import secrets
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Listener
from pathlib import Path

import numpy as np

from lfai_nb.demos.edl import wire
from lfai_nb.demos.edl.wire import LOST, Numbers

MOST = 32  # connections at a time, strangers included

Answer = Callable[[Numbers], Numbers]


class Teacher:
    """`die_at` is the request that is not answered any more: the process kills itself."""

    def __init__(self, answer: Answer, folder: Path, name: str, die_at: int = -1) -> None:
        self.answer, self.folder, self.name, self.die_at = answer, folder, name, die_at
        self.secret = secret_of(folder)
        self.requests = 0
        self.turn = threading.Lock()  # one batch at a time; a second student waits
        self.places = threading.BoundedSemaphore(MOST)

    def serve(self) -> None:
        """Until SIGTERM; then no new request is taken, and the one under way is answered."""
        with Listener((wire.HERE, 0), backlog=MOST) as listener:
            signal.signal(signal.SIGTERM, lambda *_: self.leave())
            announce(self.folder, self.name, listener.address[1])
            while True:
                line = listener.accept()
                if not self.places.acquire(blocking=False):
                    line.close()
                    continue
                threading.Thread(target=self._attend, args=(line,), daemon=True).start()

    def leave(self) -> None:
        announcement(self.folder, self.name).unlink(missing_ok=True)
        # Called between two lines of the main thread, which never holds the lock.
        with self.turn:
            os._exit(0)

    def _attend(self, line: Connection) -> None:
        with contextlib.suppress(*LOST, wire.BadMessage, ValueError):
            wire.greeted(line, self.secret, first=True)
            while True:
                number, rows = wire.unpack(line.recv_bytes(wire.LONGEST))
                with self.turn:
                    self.requests += 1
                    if self.requests == self.die_at:
                        os.kill(os.getpid(), signal.SIGKILL)
                    line.send_bytes(wire.pack(number, self.answer(rows)))
        line.close()
        self.places.release()


def announcement(folder: Path, name: str) -> Path:
    return folder / f"teacher-{name}.json"


def announce(folder: Path, name: str, port: int) -> None:
    part = folder / f".{name}.part"
    part.write_text(json.dumps({"port": port}))
    part.replace(announcement(folder, name))


def announced(folder: Path) -> dict[str, tuple[str, int]]:
    """The address of each teacher that is there, by its name; one that was killed may be too."""
    there = {}
    for path in sorted(folder.glob("teacher-*.json")):
        with contextlib.suppress(FileNotFoundError):  # it has left meanwhile
            port = json.loads(path.read_text())["port"]
            there[path.stem.removeprefix("teacher-")] = (wire.HERE, int(port))
    return there


def secret_of(folder: Path) -> bytes:
    """The secret of the service in a folder, which is made where there is none.

    It is a file that only its owner can read: an argument or the environment can be seen by others.
    """
    path = folder / "secret"
    with contextlib.suppress(FileExistsError):
        part = folder / f".secret.{os.getpid()}"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            path.hardlink_to(part)  # whole or not at all, and the first one stays
        finally:
            part.unlink()
    return path.read_bytes()


def main() -> None:
    """The teacher of the demo: a network from `folder/teacher.safetensors`."""
    parser = argparse.ArgumentParser(prog="python -m lfai_nb.demos.edl.teacher")
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    parser.add_argument("--die-at", type=int, default=-1)
    parser.add_argument("--wait", type=float, default=0.0, help="seconds for each request")
    options = parser.parse_args()
    import torch

    from lfai_nb.demos.edl.student import load_teacher

    torch.set_num_threads(1)
    model = load_teacher(options.folder)

    def answer(rows: Numbers) -> Numbers:
        time.sleep(options.wait)
        with torch.inference_mode():
            scores: Numbers = model(torch.tensor(np.array(rows))).numpy()
        return scores

    Teacher(answer, options.folder, options.name, options.die_at).serve()


if __name__ == "__main__":
    main()
