"""Runs a program, and holds its group of processes open until a watch has looked at each of them.

Started by `linger.watched`, in a process of its own: LINGERING in place of the program.
"""

import os
import runpy
import sys
import time
from pathlib import Path

import torch.distributed as dist

SEEN = "LINGERS_UNTIL_SEEN_IN"  # a folder, with a file for each process that was seen to listen
PATIENCE = 600  # seconds; then it goes on, and the test finds that nobody was seen

if __name__ == "__main__":
    form = dist.init_process_group

    def form_and_linger(*arguments: object, **options: object) -> None:
        form(*arguments, **options)
        seen, until = Path(os.environ[SEEN], str(os.getpid())), time.monotonic() + PATIENCE
        while not seen.exists() and time.monotonic() < until:
            time.sleep(0.01)

    dist.init_process_group = form_and_linger
    _, program, *sys.argv[1:] = sys.argv
    sys.argv[0] = program
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)
