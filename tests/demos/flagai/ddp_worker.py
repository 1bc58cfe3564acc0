"""Run in two processes by test_trainer.py: trainings, and the check of the cut layers.

    ddp_worker.py FOLDER losses resumed …

To start two processes with PyTorch takes longer than what they do: they do all of it in turn.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import nn

from lfai_nb.demos import workers
from lfai_nb.demos.flagai.layers import gelu
from lfai_nb.demos.flagai.recipes import glm_infilling
from lfai_nb.demos.flagai.tensor_parallel import ParallelMLP
from lfai_nb.demos.flagai.trainer import Trainer


def losses(
    env_type: str, batch_size: int, accumulate: int = 1, steps: int = 6, **options: Any
) -> list[float]:
    """GLM on blanks: texts differ in their number of labels, which is where means go wrong."""
    torch.manual_seed(0)
    kit = glm_infilling(16 * steps)
    trainer = Trainer(
        env_type,
        pytorch_device="cpu",
        batch_size=batch_size,
        gradient_accumulation_steps=accumulate,
        seed=0,
        **options,
    )
    history = trainer.train(kit.model, kit.examples, kit.collate)
    return [row["loss"] for row in history]


def resumed(folder: Path, env_type: str = "pytorchDDP") -> list[float]:
    """Stopped after four of six steps, as a crash would, and gone on with."""
    losses(env_type, 4, 2, save_dir=folder, stop_after=4)
    return losses(env_type, 4, 2, load_dir=folder)


def tensor_parallel() -> dict[str, float]:
    """The largest difference between the cut pair of layers and the dense pair."""
    if not dist.is_initialized():
        workers.join()
    torch.manual_seed(0)
    up, down = nn.Linear(32, 128), nn.Linear(128, 32)
    x = torch.randn(8, 32, requires_grad=True)
    x_cut = x.detach().clone().requires_grad_()
    cut = ParallelMLP(up, down)
    y, y_cut = down(gelu(up(x))), cut(x_cut)
    y.pow(2).sum().backward()
    y_cut.pow(2).sum().backward()
    rank, world = dist.get_rank(), dist.get_world_size()
    differences = {
        "output": y - y_cut,
        "input gradient": x.grad - x_cut.grad,
        "up": up.weight.grad.chunk(world, 0)[rank] - cut.up.weight.grad,
        "up bias": up.bias.grad.chunk(world)[rank] - cut.up.bias.grad,
        "down": down.weight.grad.chunk(world, 1)[rank] - cut.down.weight.grad,
        "down bias": down.bias.grad - cut.down.bias.grad,
    }
    result = {name: float(d.abs().max()) for name, d in differences.items()}
    weights = (cut.up.weight, cut.down.weight)
    result["share of weights"] = sum(w.numel() for w in weights) / (2 * 32 * 128)
    return result


if __name__ == "__main__":
    torch.set_num_threads(1)
    folder = Path(sys.argv[1])
    do = {
        "losses": lambda: losses("pytorchDDP", 4, 2),
        "resumed": lambda: resumed(folder / "checkpoints"),
        "sharded": lambda: losses("pytorchFSDP", 4, 2),
        "sharded, resumed": lambda: resumed(folder / "shards", "pytorchFSDP"),
        "tensor_parallel": tensor_parallel,
    }
    for what in sys.argv[2:]:
        outcome = do[what]()
        (folder / f"{what}.{os.environ['RANK']}.json").write_text(json.dumps(outcome))
