"""A user's program: ordinary PyTorch, which knows nothing of TonY but three names.

Which training it is does not matter here; it is the one of the EDL demos, with its snapshots.
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
    settings = job.Settings(Path(), die_at=int(sys.argv[1]))
    result = job.train(settings, attempt=int(os.environ["ATTEMPT_NUMBER"]) + 1)
    if dist.get_rank() == 0:
        Path("result.json").write_text(json.dumps(result))
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
