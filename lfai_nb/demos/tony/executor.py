"""The process that TonY would start in a container: registers, waits for all, runs the command.

Started by `master`, with MASTER, SECRET, TASK, COMMAND and HEARTBEAT_MS in its environment.
"""

import os
import shlex
import socket
import subprocess
import sys
import threading
from typing import Any

from lfai_nb.demos.tony import lines


def main() -> int:
    host, _, port = os.environ["MASTER"].rpartition(":")
    pause = int(os.environ["HEARTBEAT_MS"]) / 1000
    with (
        socket.create_connection((host, int(port))) as master,
        # Reserved until the command starts; it may be taken in between, as in TonY.
        socket.create_server(("127.0.0.1", 0)) as reserved,
    ):
        address = f"127.0.0.1:{reserved.getsockname()[1]}"
        about = {"task": os.environ["TASK"], "secret": os.environ["SECRET"], "address": address}
        lines.send(master, {"type": "register", **about})
        over = threading.Event()

        def beat() -> None:
            while not over.wait(pause):
                try:
                    lines.send(master, {"type": "heartbeat"})
                except OSError:
                    return

        threading.Thread(target=beat, daemon=True).start()
        start: dict[str, Any] | None = next(lines.receive(master), None)
        if start is None:  # the master is gone
            return 1
        reserved.close()
        environment = {k: v for k, v in os.environ.items() if k != "SECRET"} | start["environment"]
        try:
            done = subprocess.run(shlex.split(os.environ["COMMAND"]), env=environment)
            # One that was killed by a signal counts as a shell counts it.
            code = done.returncode if done.returncode >= 0 else 128 - done.returncode
        except OSError as error:
            print(f"{os.environ['TASK']}: {error}", file=sys.stderr)
            code = 127  # as a shell says it: there is no such command
        over.set()
        lines.send(master, {"type": "exited", "code": code})
    return code  # once more, should the message be late


if __name__ == "__main__":
    sys.exit(main())
