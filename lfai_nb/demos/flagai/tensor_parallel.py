"""One layer pair cut over several processes, in Megatron's shape (Shoeybi et al. 2019).

The first layer is cut by columns: each process makes a part of the hidden values, whose activation
needs no one else. The second is cut by rows: each process makes a part of every sum. So the pair
needs one exchange forward and one backward:

    x ──► [A₁ | A₂] ──► gelu ──► [B₁ ; B₂] ──► sum over processes ──► y
    f: copy forward, sum backward               g: sum forward, copy backward

Each process holds 1/n of the weights; the result equals the dense layer's up to rounding.
"""

from typing import Any

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor, nn

from lfai_nb.demos.flagai.layers import gelu


class _CopyForwardSumBackward(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x.view_as(x)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        grad = grad.clone(memory_format=torch.contiguous_format)
        dist.all_reduce(grad)
        return grad


class _SumForwardCopyBackward(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        x = x.clone(memory_format=torch.contiguous_format)
        dist.all_reduce(x)
        return x

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        return grad


class ColumnParallelLinear(nn.Module):
    """This process's rows of the weight, that is its columns of the output; not gathered."""

    def __init__(self, dense: nn.Linear, rank: int, world: int) -> None:
        super().__init__()
        check_split(dense.out_features, world)
        self.weight = nn.Parameter(dense.weight.detach().chunk(world, dim=0)[rank].clone())
        self.bias = nn.Parameter(dense.bias.detach().chunk(world)[rank].clone())

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(_CopyForwardSumBackward.apply(x), self.weight, self.bias)


class RowParallelLinear(nn.Module):
    """This process's columns of the weight, for the part of the input that it already holds."""

    def __init__(self, dense: nn.Linear, rank: int, world: int) -> None:
        super().__init__()
        check_split(dense.in_features, world)
        self.weight = nn.Parameter(dense.weight.detach().chunk(world, dim=1)[rank].clone())
        self.bias = nn.Parameter(dense.bias.detach().clone())

    def forward(self, x: Tensor) -> Tensor:
        # The bias is added once, after the sum, not once in each process.
        return _SumForwardCopyBackward.apply(F.linear(x, self.weight)) + self.bias


class ParallelMLP(nn.Module):
    """The feed-forward of a transformer block, cut over all processes of the group."""

    def __init__(self, up: nn.Linear, down: nn.Linear) -> None:
        super().__init__()
        rank, world = dist.get_rank(), dist.get_world_size()
        self.up = ColumnParallelLinear(up, rank, world)
        self.down = RowParallelLinear(down, rank, world)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(gelu(self.up(x)))


def check_split(features: int, world: int) -> None:
    if features % world:
        raise ValueError(f"{features} features cannot be cut into {world} equal parts")
