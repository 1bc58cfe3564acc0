"""A training script to take away: a table cut over processes, on one host or many.

    workers.run(["-m", "lfai_nb.demos.deeprec.sharded_train", "runs/clicks"], processes=2)

On hosts whose network you trust, the same under torchrun, started once on each (a folder for each
host will do, as each process goes on from its own files):

    torchrun --nnodes 2 --nproc-per-node 4 --rdzv-backend c10d --rdzv-endpoint HOST:29500 \\
        -m lfai_nb.demos.deeprec.sharded_train runs/clicks

Started again, it goes on where every process has a checkpoint; another number of processes is
refused, because rows live with `key mod processes`. Put your own batches in the place of `batch_of`
and your own model in the place of `DeepFM`.
"""

import argparse
import json
from pathlib import Path

import torch
import torch.distributed as dist
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

from lfai_nb.demos import workers
from lfai_nb.demos.deeprec.checkpoint import Checkpointer, newest_step, restore
from lfai_nb.demos.deeprec.data import Clicks, make_clicks
from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable
from lfai_nb.demos.deeprec.errors import CheckpointError
from lfai_nb.demos.deeprec.models import DeepFM
from lfai_nb.demos.deeprec.optimizers import Adagrad
from lfai_nb.demos.deeprec.options import CounterFilter
from lfai_nb.demos.deeprec.sharded import ShardedEmbedding

DIM, LR = 8, 0.1


def batch_of(step: int, rank: int, size: int) -> Clicks:
    """What this process learns from at a step: its own part of the stream, the same each time."""
    return make_clicks(size, seed=1_000_003 * rank + step)


def folder_of(folder: Path, rank: int, world: int) -> Path:
    others = [
        path.name for path in folder.glob("shard-*") if not path.name.endswith(f"-of-{world}")
    ]
    if others:
        raise CheckpointError(
            f"{folder} has shards of another number of processes ({sorted(others)[0]}): start as "
            "many again, or take another folder"
        )
    return folder / f"shard-{rank}-of-{world}"


def everyones_least(value: int, device: torch.device) -> int:
    least = torch.tensor(value, device=device)
    dist.all_reduce(least, dist.ReduceOp.MIN)
    return int(least)


def train(folder: Path, steps: int, size: int, save_every: int, device: torch.device) -> float:
    """Returns the mean loss of the last ten steps over all processes."""
    rank, world = dist.get_rank(), dist.get_world_size()
    mine = folder_of(folder, rank, world)
    dist.barrier()  # all have looked before the first makes its folder
    shard = EmbeddingVariable(DIM, filter=CounterFilter(2), device=str(device))
    embedding = ShardedEmbedding(shard)
    sparse = Adagrad([shard], LR, grad_scale=float(size * world))
    torch.manual_seed(0)
    first = batch_of(0, 0, 1)
    model = DeepFM(first.ids.shape[1], DIM, first.dense.shape[1]).to(device)
    saver = Checkpointer(mine, {"ids": shard}, model)
    done = everyones_least(newest_step(mine), device)
    if done > 0:
        restore(mine, {"ids": shard}, model, up_to=done)
    runner = DistributedDataParallel(model)
    dense = torch.optim.SGD(model.parameters(), LR)  # keeps nothing that had to be saved
    losses: list[torch.Tensor] = []
    for step in range(max(done, 0) + 1, steps + 1):
        batch = batch_of(step, rank, size)
        logits = runner(embedding(batch.ids), batch.dense.to(device))
        loss = F.binary_cross_entropy_with_logits(logits, batch.label.to(device))
        dense.zero_grad()
        loss.backward()
        dense.step()
        sparse.step()
        losses.append(loss.detach())
        if step % save_every == 0 or step == steps:
            # The first of a run is whole, those after it hold what changed.
            saver.save_delta(step) if saver.follows else saver.save_full(step)
    if not losses:
        return float("nan")
    mean = torch.stack(losses[-10:]).mean()
    dist.all_reduce(mean)
    return float(mean / world)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--batch", type=int, default=512, help="impressions for each process")
    parser.add_argument("--save-every", type=int, default=25, help="steps")
    args = parser.parse_args()
    cuda = torch.cuda.is_available()
    torch.set_num_threads(1)
    workers.join(workers.backend("cuda" if cuda else "cpu"))
    device = torch.device(workers.own_gpu() if cuda else "cpu")
    if cuda:
        torch.cuda.set_device(device)
    loss = train(args.folder, args.steps, args.batch, args.save_every, device)
    if dist.get_rank() == 0:
        print(json.dumps({"steps": args.steps, "loss": loss}), flush=True)
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
