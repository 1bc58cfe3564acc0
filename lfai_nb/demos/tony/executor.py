"""The process that TonY would start in a container: registers, waits for all, runs the command.

Started by `master`, which writes one line to its standard input: where the master is, the secret of
the session, the task, the command. A secret has no place among arguments or in the environment,
where the user's program and others could see it.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

from lfai_nb.demos.tony import lines

HERE = "127.0.0.1"


def main() -> int:
    orders: dict[str, Any] = json.loads(sys.stdin.readline())
    with (
        socket.create_connection((HERE, orders["port"])) as master,
        # Reserved until the command starts; it may be taken in between, as in TonY.
        socket.create_server((HERE, 0)) as reserved,
    ):
        about = {"task": orders["task"], "secret": orders["secret"]}
        address = f"{HERE}:{reserved.getsockname()[1]}"
        lines.send(master, {"type": "register", "address": address, **about})
        threading.Thread(target=beat, args=(master, orders["seconds"]), daemon=True).start()
        messages = lines.receive(master)
        start = next(messages, None)
        if start is None:  # the master is gone, or wants nothing of this task
            return 1
        reserved.close()
        threading.Thread(target=end_with_the_master, args=(messages,), daemon=True).start()
        return shell(orders["command"], start["environment"])


def beat(master: socket.socket, seconds: float) -> None:
    pause = threading.Event()
    while not pause.wait(seconds):
        try:
            lines.send(master, {"type": "heartbeat"})
        except OSError:
            return


def end_with_the_master(messages: Iterator[dict[str, Any]]) -> None:
    """When the master is gone, nobody else would end the user's program."""
    with contextlib.suppress(OSError, lines.BadMessage):
        next(messages, None)
    os.killpg(0, signal.SIGKILL)


def shell(command: str, environment: dict[str, str]) -> int:
    """Run it as TonY does, and count what a signal ended as a shell counts it."""
    try:
        done = subprocess.run(
            ["bash", "-c", command], env={**os.environ, **environment}, stdin=subprocess.DEVNULL
        )
    except (OSError, ValueError) as error:  # no bash, or a zero byte in the command
        print(error, file=sys.stderr)
        return 127
    return as_a_shell(done.returncode)


def as_a_shell(returncode: int) -> int:
    return returncode if returncode >= 0 else 128 - returncode


if __name__ == "__main__":
    sys.exit(main())
