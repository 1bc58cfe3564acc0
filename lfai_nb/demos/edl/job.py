"""The job of the EDL demos as a program: `resumable` under a launcher.

launch.run(folder)                                                          # on this machine
torchrun --nproc-per-node 2 --max-restarts 3 -m lfai_nb.demos.edl.job FOLDER    # see `workers`
"""

import argparse
import json
import os
from pathlib import Path

import torch
import torch.distributed as dist

from lfai_nb.demos import workers
from lfai_nb.demos.checkpoint import write_whole
from lfai_nb.demos.resumable import Settings, train


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m lfai_nb.demos.edl.job")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=Settings.steps)
    parser.add_argument("--every", type=int, default=Settings.every)
    parser.add_argument("--die-at", type=int, default=Settings.die_at)
    parser.add_argument("--keep", type=int, default=Settings.keep)
    settings = Settings(**vars(parser.parse_args()))
    if "RANK" not in os.environ:
        parser.error("a launcher starts it: lfai_nb.demos.edl.launch.run(folder), or torchrun")
    torch.set_num_threads(1)
    workers.join()
    try:
        result = train(settings, int(os.environ["TORCHELASTIC_RESTART_COUNT"]) + 1)
        if dist.get_rank() == 0:
            write_whole(settings.folder / "result.json", json.dumps(result).encode())
    finally:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
