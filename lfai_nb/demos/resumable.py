"""A training job that may die at any moment, in plain PyTorch: what the launchers start.

    workers.join()
    result = train(Settings(folder))

Every process takes its part of each batch. Each `--every` steps the first one writes a snapshot of
all that the next step depends on. When a process is lost, the launcher stops the others and starts
all again; they go on from the newest snapshot that is whole.

The batch of a step is drawn from the number of the step alone. So a job that died and went on ends
with the very weights of one that never died, and one that goes on with more or fewer processes
sees the same batches.
"""

import hashlib
import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as dist
import torch.nn.functional as F
from safetensors.torch import load as from_bytes
from safetensors.torch import save as to_bytes
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from lfai_nb.demos import checkpoint
from lfai_nb.demos.errors import CheckpointError, StorageError
from lfai_nb.demos.weights import misfit, of_training

KEY = "edl job"
SEED, TEST_SEED = 1, 2


@dataclass(frozen=True)
class Settings:
    folder: Path
    steps: int = 300
    every: int = 50
    batch: int = 128  # of all processes together
    lr: float = 0.01
    die_at: int = -1  # the step at which one process kills itself, in the first attempt
    die_rank: int = -1  # which; -1: the last
    keep: int = 6  # snapshots; older ones are deleted


def spirals(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Points [N, 2] on two spirals in one another, and which of the two each is on [N]."""
    dice = torch.Generator().manual_seed(seed)
    arm = torch.randint(2, (count,), generator=dice)
    far = torch.rand(count, generator=dice).sqrt() * 3 * torch.pi
    angle = far + arm * torch.pi
    points = torch.stack([far * angle.cos(), far * angle.sin()], dim=1) / 5
    return points + 0.03 * torch.randn(count, 2, generator=dice), arm


def make_model(width: int = 64) -> nn.Module:
    torch.manual_seed(SEED)
    return nn.Sequential(
        nn.Linear(2, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 2)
    )


def accuracy(model: nn.Module) -> float:
    points, arm = spirals(2000, TEST_SEED)
    with torch.inference_mode():
        return (model(points).argmax(dim=1) == arm).float().mean().item()


def newest_snapshot(folder: Path) -> tuple[int, dict[str, Tensor], list[str]]:
    """Its step (0: there is none), what is in it, and which newer ones were passed over, why."""
    passed: list[str] = []
    for path in reversed(snapshots(folder)):
        try:
            tensors, notes = checkpoint.load(path, KEY)
            check(path, tensors, notes)
            return int(notes["step"]), tensors, passed
        except CheckpointError as error:
            passed.append(str(error).removeprefix(f"{path.parent}{os.sep}"))
    return 0, {}, passed


def check(path: Path, tensors: dict[str, Tensor], notes: dict[str, str]) -> None:
    """Its digest is right; that it is a snapshot of this job is still to be seen."""
    step = notes.get("step", "")
    if not step.isdecimal() or path.name != name_of(int(step)):
        raise CheckpointError(f"{path} calls itself the snapshot of step {step!r}")
    model = make_model()
    every = [f"optimizer.{number}." for number, _ in enumerate(model.parameters())]
    if wrong := misfit(of_training(model, every), tensors):
        raise CheckpointError(f"{path} is of another job: {wrong}")


def name_of(step: int) -> str:
    return f"{step:08d}.safetensors"


def train(settings: Settings, attempt: int = 1) -> dict[str, object]:
    """All of one process's life; what it returns is the same in every process."""
    rank, world = dist.get_rank(), dist.get_world_size()
    model = make_model()
    optimizer = torch.optim.Adam(model.parameters(), settings.lr)
    first, tensors, passed = common_snapshot(settings)
    if tensors:
        put_back(model, optimizer, tensors)
    shared = DistributedDataParallel(model)
    losses = []
    for step in range(first, settings.steps):
        if step == settings.die_at and attempt == 1 and rank == settings.die_rank % world:
            os.kill(os.getpid(), signal.SIGKILL)  # as a machine that is taken away: no last words
        points, arm = spirals(settings.batch, 10_000 + step)
        mine = slice(rank, None, world)
        # DDP takes the mean over processes; parts may differ by one, so each counts by its size.
        share = len(arm[mine]) * world / len(arm)
        loss = F.cross_entropy(shared(points[mine]), arm[mine]) * share
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total = loss.detach() / world
        dist.all_reduce(total)
        losses.append(total.item())
        if (step + 1) % settings.every == 0:
            # Nobody runs ahead of a snapshot that is not there yet.
            snapshot_by_the_first(settings, step + 1, model, optimizer)
    return {
        "world": world,
        "attempt": attempt,
        "went on from": first,
        "passed over": passed,
        "losses": losses,
        "accuracy": accuracy(model),
        "weights": fingerprint(model),
    }


def common_snapshot(settings: Settings) -> tuple[int, dict[str, Tensor], list[str]]:
    """The newest snapshot of the first process, in every process, whatever lies on their hosts.

    Each with its own, two hosts would average the steps of different batches.
    """
    head, content = {}, b""
    if dist.get_rank() == 0:
        first, tensors, passed = newest_snapshot(settings.folder)
        head = {"first": first, "passed": passed, "refusal": ""}
        if tensors:
            path = settings.folder / name_of(first)
            head["refusal"] = other_course(settings, path)
        content = to_bytes(tensors)
    about = json.loads(from_the_first(json.dumps(head).encode()))
    if about["refusal"]:
        raise CheckpointError(about["refusal"])
    return about["first"], from_bytes(from_the_first(content)), about["passed"]


def other_course(settings: Settings, path: Path) -> str:
    """Why a snapshot cannot be gone on from with these settings; "" if it can."""
    _, notes = checkpoint.load(path, KEY)
    for name in ("batch", "lr"):
        before, now = notes.get(name), str(getattr(settings, name))
        if before not in (None, now):
            return (
                f"{path} was trained with {name}={before}, and now {name} is {now}: go on with the "
                "same, or train in another folder"
            )
    return ""


def snapshot_by_the_first(
    settings: Settings, step: int, model: nn.Module, optimizer: torch.optim.Optimizer
) -> None:
    """The first process writes; if it cannot, all of them say why."""
    trouble = ""
    if dist.get_rank() == 0:
        try:
            save(settings, step, model, optimizer)
            prune(settings.folder, step, settings.keep)
        except StorageError as error:
            trouble = str(error)
    if trouble := json.loads(from_the_first(json.dumps(trouble).encode())):
        raise StorageError(trouble)


def from_the_first(data: bytes) -> bytes:
    """What the first process has, in every process."""
    return from_one(data, 0)


def from_one(data: bytes, rank: int) -> bytes:
    """What that process has, in every process: plain bytes, so that nothing is unpickled."""
    size = torch.tensor([len(data)])
    dist.broadcast(size, src=rank)
    content = torch.zeros(int(size), dtype=torch.uint8)
    if dist.get_rank() == rank and data:
        content = torch.frombuffer(bytearray(data), dtype=torch.uint8)
    dist.broadcast(content, src=rank)
    return content.numpy().tobytes()


def prune(folder: Path, step: int, keep: int) -> None:
    """Of the snapshots up to this step, only the last ones stay."""
    written = [path for path in snapshots(folder) if path.name <= name_of(step)]
    for path in written[:-keep]:
        path.unlink()


def snapshots(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.safetensors"))


def save(settings: Settings, step: int, model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    course = {"batch": str(settings.batch), "lr": str(settings.lr)}
    tensors = tensors_of(model, optimizer)
    checkpoint.save(settings.folder / name_of(step), tensors, KEY, step=str(step), **course)


def tensors_of(model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """All that the next step depends on, by names that `put_back` knows."""
    tensors = {f"model.{name}": value for name, value in model.state_dict().items()}
    for number, state in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{number}.{name}": value for name, value in state.items()}
    return tensors


def put_back(
    model: nn.Module, optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor]
) -> None:
    model.load_state_dict(
        {k.removeprefix("model."): v for k, v in tensors.items() if k.startswith("model.")}
    )
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        if name.startswith("optimizer."):
            _, number, part = name.split(".")
            state.setdefault(int(number), {})[part] = value
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": state, "param_groups": groups})


def fingerprint(model: nn.Module) -> str:
    """Equal only if every bit of every weight is equal."""
    total = hashlib.sha256()
    for value in model.state_dict().values():
        total.update(value.reshape(-1).view(torch.uint8).numpy())
    return total.hexdigest()
