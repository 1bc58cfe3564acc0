"""A user's program: ordinary PyTorch, which takes a few names from its environment.

    python -m lfai_nb.demos.tony.program [STEP]

Which training it is does not matter here; it is the one of the EDL demos, with its snapshots. With
a step, the first worker kills itself there, in the first session.
"""

import json
import os
import sys
from pathlib import Path

import torch
import torch.distributed as dist

from lfai_nb.demos.edl import job


def main() -> None:
    torch.set_num_threads(1)
    dist.init_process_group(
        "gloo",
        init_method=os.environ["INIT_METHOD"],
        rank=int(os.environ["RANK"]),
        world_size=int(os.environ["WORLD"]),
    )
    die_at = int(sys.argv[1]) if len(sys.argv) > 1 else -1
    retries = int(os.environ.get("NUM_AM_RETRIES", "0"))  # TonY sets it when there is one
    settings = job.Settings(Path(), die_at=die_at, die_rank=0)
    result = job.train(settings, attempt=retries + 1)
    if dist.get_rank() == 0:
        Path("result.json").write_text(json.dumps(result))
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
