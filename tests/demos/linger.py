"""Runs a program, and holds its group of processes open long enough for a watch to look.

    with Watch(os.getpid()) as watch:
        workers.run([*LINGERING, "the.program"])

A small program forms its group, does its work and leaves within a twentieth of a second; then a
look every twentieth of a second can miss the socket that it talked over.
"""

import runpy
import sys
import time

LINGERING = [__file__]
LONG = 1.0  # seconds, many looks of `tests.listening.Watch`

if __name__ == "__main__":
    import torch.distributed as dist

    form = dist.init_process_group

    def form_and_linger(*arguments: object, **options: object) -> None:
        form(*arguments, **options)
        time.sleep(LONG)

    dist.init_process_group = form_and_linger
    _, program, *sys.argv[1:] = sys.argv
    sys.argv[0] = program
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)
