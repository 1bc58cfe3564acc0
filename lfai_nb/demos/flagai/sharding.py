"""Weights, gradients and the optimiser's numbers cut over all processes: PyTorch's FSDP2.

Each process keeps its share of every weight. Before a block is computed, all lend each other
theirs; after it, what was borrowed is let go. So a model may be larger than the memory of one
process. This is what DeepSpeed's ZeRO, which the real FlagAI starts, is for.
"""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

# PyTorch's modules for this are imported where they are used: they take most of a second, which
# every other training would pay too.


def shard(model: nn.Module) -> nn.Module:
    """Each block by itself, and what is left together: the embeddings, the last norm."""
    from torch.distributed.fsdp import fully_shard

    for stack in (m for m in model.modules() if isinstance(m, nn.ModuleList)):
        for block in stack:
            fully_shard(block)
    fully_shard(model)
    return model


def sends(model: Any, now: bool) -> None:
    """Whether the next backward pass of a cut model sends the gradients to the other processes."""
    if hasattr(model, "set_requires_gradient_sync"):
        model.set_requires_gradient_sync(now)


def whole(value: Any) -> Tensor:
    """All shares together, in every process alike; every process has to ask."""
    return value.full_tensor() if hasattr(value, "full_tensor") else value


def like(value: Tensor, weight: Any) -> Tensor:
    """This process's share of a whole tensor, cut as that weight is."""
    if not hasattr(weight, "placements") or value.shape != weight.shape:
        return value
    from torch.distributed.tensor import distribute_tensor

    return distribute_tensor(value, weight.device_mesh, weight.placements)


@torch.no_grad()
def take(model: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """`load_state_dict` from whole weights."""
    for name, weight in model.named_parameters():
        weight.copy_(like(weights[name].to(weight.device), weight))
