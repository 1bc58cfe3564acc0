"""The job of `goodput.py`: one process of it, by each way to survive a kill.

It notes each step as a line of JSON, so that the benchmark sees what was done, and what twice. The
job, its batches and its pace are those of `lfai_nb.demos.edl.member`.
"""

import argparse
import contextlib
import json
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
import torch.distributed.checkpoint as dcp
import torch.nn.functional as F
from torch import Tensor, nn

from lfai_nb.demos import checkpoint, workers
from lfai_nb.demos.edl.member import Course
from lfai_nb.demos.resumable import (
    accuracy,
    fingerprint,
    make_model,
    put_back,
    spirals,
    tensors_of,
)

KEY = "goodput"


class Job:
    """Model, optimizer, data and notes, whoever adds the gradients up."""

    def __init__(self, folder: Path, name: int, course: Course, steps: int) -> None:
        self.folder, self.name, self.course, self.steps = folder, name, course, steps
        self.model: nn.Module = make_model()
        self.optimizer = torch.optim.Adam(self.model.parameters(), course.lr)
        self.points, self.arm = spirals(course.examples, course.seed)
        self.blocked = 0.0

    def loss(self, step: int, rank: int, world: int, forward: Callable[[Tensor], Tensor]) -> Tensor:
        """Of this worker's part; the mean over workers is the mean over the batch."""
        batch = self.course.batch_at(step * self.course.batch, self.course.batch)
        mine = batch[rank::world]
        time.sleep(self.course.pace * len(mine))
        loss: Tensor = F.cross_entropy(forward(self.points[mine]), self.arm[mine], reduction="sum")
        return loss * world / len(batch)

    def note(self, **what: object) -> None:
        with (self.folder / f"steps-{self.name}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": time.time(), **what}) + "\n")

    def end(self) -> None:
        answer = {"accuracy": accuracy(self.model), "weights": fingerprint(self.model)}
        checkpoint.write_whole(self.folder / "result.json", json.dumps(answer).encode())


def killed_at(kills: list[int], attempt: int, step: int, name: int) -> None:
    """Each attempt has its kill, and it hits the last worker: no last words."""
    if attempt < len(kills) and step == kills[attempt] and name == 1:
        os.kill(os.getpid(), signal.SIGKILL)


def stop_resume(job: Job, way: str, kills: list[int], every: int) -> None:
    """All stop when one is lost, and all start again: from the newest snapshot, or from nothing."""
    attempt = int(os.environ["TORCHELASTIC_RESTART_COUNT"])
    rank, world = dist.get_rank(), dist.get_world_size()
    store = {"snapshots": Files(job), "async": Asynchronous(job), "plain": Nothing(job)}[way]
    first = store.restore()
    shared = nn.parallel.DistributedDataParallel(job.model)
    for step in range(first, job.steps):
        killed_at(kills, attempt, step, rank)
        job.loss(step, rank, world, shared).backward()
        job.optimizer.step()
        job.optimizer.zero_grad()
        blocked = 0.0
        if (step + 1) % every == 0:
            began = time.perf_counter()
            store.save(step + 1)
            blocked = time.perf_counter() - began
        if rank == 0:
            job.note(step=step, workers=world, blocked=blocked)
    store.close()
    dist.barrier()
    if rank == 0:
        job.end()


class Nothing:
    """A plain restart begins with step 0."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def restore(self) -> int:
        return 0

    def save(self, step: int) -> None: ...

    def close(self) -> None: ...


class Files(Nothing):
    """The handbook's own snapshots: the first process writes, and nobody runs ahead of it."""

    def restore(self) -> int:
        files = sorted(self.job.folder.glob("*.safetensors"))
        if not files:
            return 0
        tensors, notes = checkpoint.load(files[-1], KEY)
        put_back(self.job.model, self.job.optimizer, tensors)
        return int(notes["step"])

    def save(self, step: int) -> None:
        if dist.get_rank() == 0:
            path = self.job.folder / f"{step:08d}.safetensors"
            tensors = tensors_of(self.job.model, self.job.optimizer)
            checkpoint.save(path, tensors, KEY, step=str(step))
        dist.barrier()


class Asynchronous(Nothing):
    """`torch.distributed.checkpoint`: a copy is made at once, a thread writes it meanwhile."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.writing: Any = None

    def restore(self) -> int:
        whole = sorted(path.parent for path in self.job.folder.glob("dcp-*/.metadata"))
        if not whole:
            return 0
        # Adam has no state before its first step; a step on nothing gives it the right shapes.
        for weight in self.job.model.parameters():
            weight.grad = torch.zeros_like(weight)
        self.job.optimizer.step()
        self.job.optimizer.zero_grad()
        state = tensors_of(self.job.model, self.job.optimizer)
        dcp.load(state, checkpoint_id=whole[-1], no_dist=True)
        put_back(self.job.model, self.job.optimizer, state)
        return int(whole[-1].name.removeprefix("dcp-"))

    def save(self, step: int) -> None:
        if dist.get_rank() == 0:
            self.close()
            state = tensors_of(self.job.model, self.job.optimizer)
            place = self.job.folder / f"dcp-{step:08d}"
            self.writing = dcp.async_save(state, checkpoint_id=place, no_dist=True)

    def close(self) -> None:
        if isinstance(self.writing, Future):
            self.writing.result()


def torchft(job: Job, kills: list[int], attempt: int, lighthouse: str) -> None:
    """Each worker is a replica of its own; who is lost is started again and gets its state."""
    import torchft as ft

    store = dist.TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False)
    progress = {"step": 0}

    def load(state: dict[str, Any]) -> None:
        job.model.load_state_dict(state["model"])
        job.optimizer.load_state_dict(state["optimizer"])
        progress["step"] = state["step"]

    def save() -> dict[str, Any]:
        return {
            "model": job.model.state_dict(),
            "optimizer": job.optimizer.state_dict(),
            "step": progress["step"],
        }

    patience = timedelta(seconds=30)
    manager = ft.Manager(
        pg=ft.ProcessGroupGloo(timeout=timedelta(seconds=10)),
        load_state_dict=load,
        state_dict=save,
        min_replica_size=1,
        replica_id=f"worker-{job.name}",
        store_addr="127.0.0.1",
        store_port=store.port,
        rank=0,
        world_size=1,
        lighthouse_addr=lighthouse,
        hostname="127.0.0.1",
        timeout=patience,
        quorum_timeout=patience,
        init_sync=False,
        use_async_quorum=False,
    )
    shared = ft.DistributedDataParallel(manager, job.model)
    optimizer = ft.Optimizer(manager, job.optimizer)
    try:
        while progress["step"] < job.steps:
            step = progress["step"]
            killed_at(kills, attempt, step, job.name)
            optimizer.zero_grad()  # the group of this step is found here, and a newcomer healed
            step = progress["step"]
            rank, world = manager.participating_rank(), manager.num_participants()
            loss = job.loss(step, rank or 0, max(world, 1), shared)
            loss.backward()
            before = manager.current_step()
            optimizer.step()
            if manager.current_step() > before:
                progress["step"] = step + 1
                job.note(step=step, workers=world, blocked=0.0)
            else:
                job.note(dropped=step)
        job.end()
    finally:
        manager.shutdown(wait=False)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("way", choices=("plain", "snapshots", "async", "torchft"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pace", type=float, required=True)
    parser.add_argument("--every", type=int, required=True)
    parser.add_argument("--kills", type=json.loads, default=[])
    parser.add_argument("--name", type=int, default=0, help="torchft: of this worker")
    parser.add_argument("--attempt", type=int, default=0, help="torchft: of this worker")
    parser.add_argument("--lighthouse", default="")
    options = parser.parse_args()
    torch.set_num_threads(1)
    course = Course(pace=options.pace, seed=options.seed)
    name = options.name if options.way == "torchft" else int(os.environ["RANK"])
    job = Job(options.folder, name, course, options.steps)
    if options.way == "torchft":
        torchft(job, options.kills, options.attempt, options.lighthouse)
        os._exit(0)  # its threads wait for servers that are gone
    workers.join()
    try:
        stop_resume(job, options.way, options.kills, options.every)
    finally:
        with contextlib.suppress(RuntimeError):
            dist.destroy_process_group()


if __name__ == "__main__":
    main()
