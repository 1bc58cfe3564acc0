"""One worker of a job whose workers come and go: the program that `elastic` starts.

The launcher writes who belongs to the job into numbered files, `members-0001.json` and so on. At
the beginning of each step the first worker looks for a newer one. If there is one, all of them
finish here, those that are not named in it leave, and the others meet the newcomers in a new group:

    step 41   workers 0 1          members-0002: 0 1 2
    step 42   workers 0 1 2        worker 2 has weights, optimiser and place in the data from 0

No process that stays is started again, and nothing is read from a disk. Where a worker is lost in
the midst of a step, the others lose their connection to it, drop that step, and wait for the next
file. The one that is furthest gives its state to all.
"""

import argparse
import contextlib
import json
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import torch
import torch.distributed as dist
import torch.nn.functional as F
from safetensors.torch import load as from_bytes
from safetensors.torch import save as to_bytes
from torch import Tensor, nn

from lfai_nb.demos import workers
from lfai_nb.demos.checkpoint import write_whole
from lfai_nb.demos.edl.world import Plan, same_for_each, same_total
from lfai_nb.demos.resumable import (
    accuracy,
    fingerprint,
    from_one,
    make_model,
    put_back,
    spirals,
    tensors_of,
)

RULES = {"constant": same_total, "linear": same_for_each}
LOOK = 0.01  # seconds between two looks for a file
MEETING = timedelta(seconds=30)  # for all to arrive in a new group
PUNCTUAL = timedelta(seconds=600)  # where the others wait for a change as well


@dataclass(frozen=True)
class Course:
    """What is trained, the same for every worker."""

    epochs: int = 4
    examples: int = 6000
    batch: int = 120  # of two workers together
    lr: float = 0.01
    rule: str = "constant"
    pace: float = 0.0  # seconds for each example: the work of a model that is larger than this
    seed: int = 1  # of the examples
    turns: tuple[int, ...] = ()  # steps after which the job waits for its next group

    def plan(self, workers: int) -> Plan:
        return RULES[self.rule](Plan(2, self.batch, self.lr), workers)

    def batch_at(self, position: int, size: int) -> Tensor:
        """The next examples of the epoch's order; a batch never reaches into the next epoch."""
        epoch, begin = divmod(position, self.examples)
        order = torch.randperm(self.examples, generator=torch.Generator().manual_seed(epoch))
        return order[begin : begin + size]


class Member:
    """The state of the job in one process. A newcomer's step is −1 until it has got one."""

    def __init__(self, course: Course, folder: Path, name: int) -> None:
        self.course, self.folder, self.name = course, folder, name
        self.model: nn.Module = make_model()
        self.optimizer = torch.optim.Adam(self.model.parameters(), course.lr)
        self.points, self.arm = spirals(course.examples, course.seed)
        self.step, self.position, self.number = -1, 0, 0
        self.loss, self.workers, self.group = 0.0, 0, 0  # of the last step
        self.part: list[int] = []  # this worker's examples of the step under way

    def work(self) -> None:
        """From the first group that this worker belongs to until the job has ended."""
        (self.folder / f"ready-{self.name}").touch()
        while True:
            members = self.next_members()
            if self.name not in members:
                if self.step < 0:
                    continue  # a newcomer, who is not expected yet
                return
            try:
                self.meet(members)
                self.take_the_furthest_state()
                if self.train():
                    return
            except RuntimeError:
                # The connection to a worker is gone, and with it the step that was under way.
                self.note("trace", lost=self.step + 1)
            finally:
                if dist.is_initialized():
                    with contextlib.suppress(RuntimeError):
                        dist.destroy_process_group()

    def wait_for_a_newer_group(self) -> int:
        while (newest := newest_number(self.folder)) <= self.number:
            time.sleep(LOOK)
        return newest

    def next_members(self) -> list[int]:
        self.number = newest = self.wait_for_a_newer_group()
        members: list[int] = json.loads(file_of(self.folder, newest).read_text())
        return members

    def meet(self, members: list[int]) -> None:
        store = self.folder / f"store-{self.number}"
        patience = PUNCTUAL if self.course.turns else MEETING
        workers.meet(store, members.index(self.name), len(members), patience=patience)

    def take_the_furthest_state(self) -> None:
        steps = torch.zeros(dist.get_world_size(), dtype=torch.int64)
        steps[dist.get_rank()] = self.step
        dist.all_reduce(steps)
        source = int(steps.argmax())
        mine = dist.get_rank() == source
        about = json.dumps([max(self.step, 0), self.position, self.loss]).encode()
        before = self.step
        self.step, self.position, self.loss = json.loads(from_one(about, source))
        if 0 <= before < self.step:
            # The others had finished the step, with this worker's part, when its connection broke.
            self.note_the_step()
        state = from_one(to_bytes(tensors_of(self.model, self.optimizer)) if mine else b"", source)
        put_back(self.model, self.optimizer, from_bytes(state))

    def train(self) -> bool:
        """Step by step; True at the end of the job, False when others belong to it now."""
        rank, world = dist.get_rank(), dist.get_world_size()
        plan, end = self.course.plan(world), self.course.epochs * self.course.examples
        for group in self.optimizer.param_groups:
            group["lr"] = plan.lr
        began = self.step
        while self.position < end:
            if rank == 0 and began < self.step in self.course.turns:
                self.wait_for_a_newer_group()
            newer = torch.tensor([rank == 0 and newest_number(self.folder) > self.number])
            dist.broadcast(newer, src=0)
            if newer:
                return False
            batch = self.course.batch_at(self.position, plan.total_batch)
            mine = batch[rank::world]
            self.part, self.workers, self.group = mine.tolist(), world, self.number
            self.loss = self.one_step(mine, len(batch))
            self.step, self.position = self.step + 1, self.position + len(batch)
            self.note_the_step()
        dist.barrier()  # all have noted their last step
        if rank == 0:
            answer = {"accuracy": accuracy(self.model), "weights": fingerprint(self.model)}
            write_whole(self.folder / "result.json", json.dumps(answer).encode())
        return True

    def one_step(self, mine: Tensor, size: int) -> float:
        """The mean gradient over the whole batch, whoever had which part of it."""
        time.sleep(self.course.pace * len(mine))
        self.optimizer.zero_grad()
        logits = self.model(self.points[mine])
        loss = F.cross_entropy(logits, self.arm[mine], reduction="sum") / size
        loss.backward()
        weights = list(self.model.parameters())
        gradients = [w.grad.flatten() for w in weights if w.grad is not None]
        flat = torch.cat([*gradients, loss.detach().view(1)])
        dist.all_reduce(flat)
        for w, part in zip(weights, flat[:-1].split([w.numel() for w in weights]), strict=True):
            w.grad = part.view_as(w)
        self.optimizer.step()
        return float(flat[-1])

    def note_the_step(self) -> None:
        self.note(f"seen-{self.name}", step=self.step, ids=self.part)
        if dist.get_rank() == 0:
            about = {"members": self.group, "workers": self.workers, "position": self.position}
            self.note("trace", step=self.step, loss=self.loss, **about)

    def note(self, name: str, **what: object) -> None:
        with (self.folder / f"{name}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": time.time(), "members": self.number, **what}) + "\n")


def file_of(folder: Path, number: int) -> Path:
    return folder / f"members-{number:04d}.json"


def newest_number(folder: Path) -> int:
    return max(
        (int(path.stem.removeprefix("members-")) for path in folder.glob("members-*.json")),
        default=0,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m lfai_nb.demos.edl.member")
    parser.add_argument("folder", type=Path)
    parser.add_argument("name", type=int)
    parser.add_argument("course", type=json.loads, help="the fields of Course, as JSON")
    options = parser.parse_args()
    torch.set_num_threads(1)
    Member(Course(**options.course), options.folder, options.name).work()


if __name__ == "__main__":
    main()
