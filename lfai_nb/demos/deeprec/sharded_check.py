"""Train a sharded table and, on rank 0, the same in one process; compare.

    workers.run(["-m", "lfai_nb.demos.deeprec.sharded_check"], processes=2)

Rank 0 prints one line of JSON. Under torchrun it does the same.
"""

import argparse
import json

import torch
import torch.distributed as dist
from torch import nn
from torch.nn import functional as F

from lfai_nb.demos import workers
from lfai_nb.demos.deeprec.data import Clicks, make_clicks
from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable
from lfai_nb.demos.deeprec.models import DLRM
from lfai_nb.demos.deeprec.optimizers import Adagrad
from lfai_nb.demos.deeprec.options import CounterFilter
from lfai_nb.demos.deeprec.sharded import ShardedEmbedding, gathered

DIM, LR = 8, 0.1


def train(
    embedding: nn.Module, table: EmbeddingVariable, batches: list[Clicks], parts: int
) -> None:
    """`parts`: how many processes share each global batch; dense gradients are averaged."""
    torch.manual_seed(0)
    fields, columns = batches[0].ids.shape[1], batches[0].dense.shape[1]
    model = DLRM(fields, DIM, columns).to(table.device)
    dense = torch.optim.SGD(model.parameters(), LR)
    # Each part's loss is a mean over that part, so its sum is the mean times the part's length:
    # the rows' gradients are then the same sums however the batch is cut.
    sparse = Adagrad([table], LR, grad_scale=float(len(batches[0])))
    for batch in batches:
        logits = model(embedding(batch.ids), batch.dense.to(table.device))
        loss = F.binary_cross_entropy_with_logits(logits, batch.label.to(table.device))
        dense.zero_grad()
        loss.backward()
        if parts > 1:
            for p in model.parameters():
                assert p.grad is not None
                dist.all_reduce(p.grad)
                p.grad /= parts
        dense.step()
        sparse.step()


def compare(whole: EmbeddingVariable, shards: list[tuple]) -> dict[str, float | int | bool]:
    """Every key of the whole table is in exactly the shard it belongs to, with the same vector."""
    state, world = whole.state(), len(shards)
    whole.eval()
    worst, same_keys = 0.0, True
    for rank, (keys, freq, admitted, vectors) in enumerate(shards):
        mine = state.keys.remainder(world) == rank
        same_keys &= torch.equal(keys, state.keys[mine])
        same_keys &= torch.equal(freq, state.freq[mine])
        same_keys &= torch.equal(admitted, state.admitted[mine])
        worst = max(worst, float((whole(keys[admitted]).cpu() - vectors).abs().max()))
    return {
        "processes": world,
        "keys": len(state.keys),
        "largest_shard": max(len(s[0]) for s in shards),
        "same_keys_counts_and_admissions": bool(same_keys),
        "largest_difference": worst,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--batch", type=int, default=512, help="impressions over all processes")
    args = parser.parse_args()
    cuda = torch.cuda.is_available()
    torch.set_num_threads(1)
    workers.join(workers.backend("cuda" if cuda else "cpu"))
    rank, world = dist.get_rank(), dist.get_world_size()
    device = workers.own_gpu() if cuda else "cpu"
    if cuda:
        torch.cuda.set_device(device)
    batches = make_clicks(args.steps * args.batch, seed=1).batches(args.batch)
    size = args.batch // world
    mine = [b[rank * size : (rank + 1) * size] for b in batches]
    shard = EmbeddingVariable(DIM, filter=CounterFilter(2), device=device)
    train(ShardedEmbedding(shard), shard, mine, world)
    state = shard.state()
    mine_now = (state.keys, state.freq, state.admitted.to(torch.uint8), state.columns["value"])
    parts = [[part.cpu() for part in gathered(rows.to(device))] for rows in mine_now]
    if rank == 0:
        shards = [(k, f, a.bool(), v) for k, f, a, v in zip(*parts, strict=True)]
        whole = EmbeddingVariable(DIM, filter=CounterFilter(2), device=device)
        train(whole, whole, [b[: size * world] for b in batches], 1)
        print(json.dumps(compare(whole, shards)), flush=True)
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
