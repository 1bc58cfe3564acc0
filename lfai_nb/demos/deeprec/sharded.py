"""One embedding table over several processes: rows live with `key mod world_size`, as in SOK.

Forward, on each process: send every key to its owner, the owner looks it up, the vector comes back.
Backward: the gradient goes the way back, and the owner's optimiser applies it. Two all-to-all
exchanges each way; no process ever holds the whole table.

    rank 0: keys 4 7 2 ──▶ owners 0 1 0        all_to_all(keys)     ▶ look up ▶
    rank 1: keys 7 9 4 ──▶ owners 1 1 0        all_to_all(vectors)  ◀ answers ◀

NCCL where each process has a GPU of its own, Gloo elsewhere. `sharded_check.py` shows that the
result is the table that one process would have trained.
"""

from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor, nn

from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable
from lfai_nb.demos.deeprec.keymap import as_keys


@dataclass(frozen=True)
class Route:
    """How many rows go to each process, and how many come from each."""

    to: list[int]
    come: list[int]


class Exchange(torch.autograd.Function):
    """all_to_all of rows [N, D]; its gradient is the same exchange the other way round."""

    @staticmethod
    def forward(ctx, rows: Tensor, route: Route) -> Tensor:
        ctx.route = route
        return _send(rows, route)

    @staticmethod
    def backward(ctx, grad: Tensor) -> tuple[Tensor, None]:
        return _send(grad.contiguous(), Route(ctx.route.come, ctx.route.to)), None


def _send(rows: Tensor, route: Route) -> Tensor:
    # Gloo has this exchange for the CPU alone, and processes that share a GPU have nothing else.
    between = rows.device if dist.get_backend() == "nccl" else torch.device("cpu")
    received = torch.empty((sum(route.come), *rows.shape[1:]), dtype=rows.dtype, device=between)
    dist.all_to_all_single(received, rows.contiguous().to(between), route.come, route.to)
    return received.to(rows.device)


def gathered(rows: Tensor) -> list[Tensor]:
    """The rows of each process, at the first one; elsewhere nothing.

    Not `all_gather_object`, which sends pickles: a tensor that came over a socket is only numbers.
    """
    world = dist.get_world_size()
    sizes = torch.zeros(world, dtype=torch.int64, device=rows.device)
    sizes[dist.get_rank()] = len(rows)
    dist.all_reduce(sizes)
    come = sizes.tolist() if dist.get_rank() == 0 else [0] * world
    return list(_send(rows, Route([len(rows), *[0] * (world - 1)], come)).split(come))


class ShardedEmbedding(nn.Module):
    """Wraps this process's shard; looks like an ordinary embedding to the model above."""

    def __init__(self, shard: EmbeddingVariable) -> None:
        super().__init__()
        self.shard, self.dim = shard, shard.dim
        self.world = dist.get_world_size()

    def forward(self, keys: Tensor) -> Tensor:
        flat = as_keys(keys, self.shard.device)
        owner = torch.remainder(flat, self.world)
        order = torch.argsort(owner, stable=True)  # stable: keys of one owner stay in their order
        to = torch.bincount(owner, minlength=self.world)
        even = [1] * self.world
        route = Route(to.tolist(), _send(to, Route(even, even)).tolist())
        own_keys = _send(flat[order], route)
        vectors = self.shard(own_keys)
        back = Exchange.apply(vectors, Route(route.come, route.to))  # [N, D], sorted by owner
        return back[torch.argsort(order)].view(*keys.shape, self.dim)
