"""One training loop for one process or for many: FlagAI's `Trainer`, with PyTorch under it.

    trainer = Trainer(env_type="pytorch", epochs=2, batch_size=32, lr=1e-3)
    trainer.train(model, train_dataset=data, collate_fn=collate)

With `env_type="pytorchDDP"` the same script runs as several processes, each with a part of every
batch; with "pytorchFSDP" each also has a share of the weights only (`sharding.py`):

    workers.run(["script.py"], processes=2)   # on this machine
    torchrun --nproc-per-node 2 script.py     # on a network that you trust: see `workers`

The gradient of a step is the mean over all labels of all parts of the batch, however the batch is
cut into micro-batches and processes. So the loss curve is the same, up to rounding, in one process
and in many.
"""

import atexit
import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from lfai_nb.demos import checkpoint, workers
from lfai_nb.demos.device import bf16_pays, pick_device, repeatable
from lfai_nb.demos.errors import CheckpointError
from lfai_nb.demos.flagai import sharding
from lfai_nb.demos.flagai.layers import IGNORE, Output
from lfai_nb.demos.flagai.plan import Plan, due, schedule
from lfai_nb.demos.progress import Progress
from lfai_nb.demos.weights import misfit, of_training

Batch = dict[str, Tensor]
Metric = tuple[str, Callable[[Tensor, Tensor], float]]
"""A name and a function of all logits (as predicted classes) and labels of the valid set."""

HERE = ("pytorch", "pytorchDDP", "pytorchFSDP")
NOT_HERE = {
    "deepspeed": "the deepspeed package and its launcher, for optimizer states cut over many GPUs",
    "deepspeed+mpu": "deepspeed, and layers that are cut over GPUs as in tensor_parallel.py",
    "bmtrain": "the bmtrain package and CUDA, for parameters cut over many GPUs",
}


class Examples(Protocol):
    """A dataset: as many examples as its length, each found by its number."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Any: ...


class EnvTypeError(ValueError):
    """This `env_type` does not exist, or cannot work here; the message says what it would need."""


@dataclass(frozen=True)
class World:
    """This process among all that train together."""

    rank: int = 0
    size: int = 1


@dataclass
class Trainer:
    """Arguments have FlagAI's names. `batch_size` is per process and micro-batch, so one step sees
    `batch_size · gradient_accumulation_steps · processes` examples."""

    env_type: str = "pytorch"
    pytorch_device: str = "auto"
    epochs: int = 1
    batch_size: int = 32
    lr: float = 1e-3
    warm_up: float = 0.1
    weight_decay: float = 0.1
    gradient_accumulation_steps: int = 1
    clip_grad: float = 1.0
    bf16: bool | None = None  # None: where it pays
    seed: int = 1234
    shuffle: bool = True
    save_dir: Path | None = None
    save_interval: int = 0  # in steps; 0: only at the end
    load_dir: Path | None = None
    eval_interval: int = 0  # in steps; 0: only at the end
    stop_after: int | None = None  # steps after which to stop early, as a crash would
    progress: Progress | None = None
    history: list[dict[str, float]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        if self.env_type in NOT_HERE:
            raise EnvTypeError(
                f"env_type {self.env_type!r} needs {NOT_HERE[self.env_type]}; "
                "here, use 'pytorch', 'pytorchDDP' or 'pytorchFSDP'"
            )
        if self.env_type not in HERE:
            known = ", ".join(["pytorch", "pytorchDDP", *NOT_HERE])
            raise EnvTypeError(
                f"unknown env_type {self.env_type!r}; FlagAI has: {known}; 'pytorchFSDP' is ours"
            )
        if self.env_type != "pytorch" and "RANK" not in os.environ:
            raise EnvTypeError(
                f"env_type {self.env_type!r} needs a launcher, which starts the script several "
                "times: torchrun --nproc-per-node 2 your_script.py, or here lfai_nb.demos.workers"
            )
        for name in ("epochs", "batch_size", "gradient_accumulation_steps"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")

    def forward_step(self, model: nn.Module, batch: Batch) -> Output:
        """What the model does with a batch; override it for a model with another call."""
        return model(**batch)

    def train(
        self,
        model: nn.Module,
        train_dataset: Examples,
        collate_fn: Callable[[list[Any]], Batch],
        valid_dataset: Examples | None = None,
        metric_methods: Sequence[Metric] = (),
    ) -> list[dict[str, float]]:
        """Train in place; return the history: a row per step, with metrics where they are taken."""
        self.history = []
        world = self._world()
        if len(train_dataset) < world.size:
            what = "1 process" if world.size == 1 else f"{world.size} processes"
            raise ValueError(f"{len(train_dataset)} examples cannot be shared by {what}")
        with repeatable(self.seed, device := self._device(world)):
            model.to(device).train()
            runner = self._spread(model, world)
            optimizer = torch.optim.AdamW(
                model.parameters(), self.lr, (0.9, 0.98), weight_decay=self.weight_decay, fused=True
            )
            plan = Plan(len(train_dataset), self._step_size(world), self.epochs, self.seed)
            first = self._resume(model, optimizer, device, world) if self.load_dir else 0
            for step in range(first, plan.steps):
                for group in optimizer.param_groups:
                    group["lr"] = self.lr * schedule(step, plan.steps, self.warm_up)
                order = plan.indices(step) if self.shuffle else plan.in_order(step)
                micros = [
                    moved(collate_fn([train_dataset[i] for i in part]), device)
                    for part in self._parts(order, world)
                ]
                row = {"step": step + 1.0, "loss": self._step(runner, optimizer, micros, world)}
                if valid_dataset is not None and due(step + 1, self.eval_interval, plan.steps):
                    row |= self.evaluate(model, valid_dataset, collate_fn, metric_methods)
                self.history.append(row)
                if self.progress and world.rank == 0:
                    self.progress(f"training, loss {row['loss']:.3f}", step + 1, plan.steps)
                stopping = step + 1 == self.stop_after
                if self.save_dir and (stopping or due(step + 1, self.save_interval, plan.steps)):
                    self._save(model, optimizer, step + 1, world)
                if stopping:
                    break
            model.eval()
        return self.history

    def _step(
        self, model: nn.Module, optimizer: torch.optim.Optimizer, micros: list[Batch], world: World
    ) -> float:
        """One update from all micro-batches of all processes; returns their mean loss."""
        counts = torch.stack([(micro["labels"] != IGNORE).sum() for micro in micros]).float()
        total = everyones_sum(counts.sum(), world)
        summed = counts.new_zeros(())
        for i, micro in enumerate(micros):
            last = i == len(micros) - 1
            # Only the last micro-batch sends the gradients to the other processes.
            wait: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
            if isinstance(model, DistributedDataParallel) and not last:
                wait = model.no_sync()
            sharding.sends(model, last)
            with wait:
                with self._precision(model, counts.device):
                    loss = self.forward_step(model, micro)["loss"]
                # Each micro-batch counts by its labels, or short ones would weigh too much; times
                # the world because DDP takes the mean over processes.
                share = loss * counts[i] / total
                (share * world.size).backward()
            summed += share.detach()
        nn.utils.clip_grad_norm_(model.parameters(), self.clip_grad)
        optimizer.step()
        optimizer.zero_grad()
        return everyones_sum(summed, world).item()

    @torch.inference_mode()
    def evaluate(
        self,
        model: nn.Module,
        dataset: Examples,
        collate_fn: Callable[[list[Any]], Batch],
        metric_methods: Sequence[Metric] = (),
    ) -> dict[str, float]:
        """Loss and metrics over a whole dataset, in every process alike."""
        model.eval()
        device = next(model.parameters()).device
        predicted, labels, loss, count = [], [], 0.0, 0
        for start in range(0, len(dataset), self.batch_size):
            part = range(start, min(start + self.batch_size, len(dataset)))
            batch = moved(collate_fn([dataset[i] for i in part]), device)
            result = self.forward_step(model, batch)
            kept = batch["labels"] != IGNORE
            loss += result["loss"].item() * int(kept.sum())
            count += int(kept.sum())
            predicted.append(result["logits"].argmax(dim=-1)[kept].cpu())
            labels.append(batch["labels"][kept].cpu())
        model.train()
        guesses, truth = torch.cat(predicted), torch.cat(labels)
        return {"valid_loss": loss / count} | {
            name: float(metric(guesses, truth)) for name, metric in metric_methods
        }

    def _world(self) -> World:
        """Join the other processes that were started, unless this process has already."""
        if self.env_type == "pytorch":
            return World()
        if not dist.is_initialized():
            workers.join(workers.backend(pick_device(self.pytorch_device).type))
            # Not after each training: what a first group leaves in the store makes a second one
            # wait for processes that are gone.
            atexit.register(leave)
        return World(dist.get_rank(), dist.get_world_size())

    def _spread(self, model: nn.Module, world: World) -> nn.Module:
        """What is called in place of the model, so that all processes train the same."""
        if self.env_type == "pytorchFSDP":
            return sharding.shard(model)
        return DistributedDataParallel(model) if world.size > 1 else model

    def _device(self, world: World) -> torch.device:
        device = pick_device(self.pytorch_device)
        if device.type == "cuda" and world.size > 1:
            device = torch.device(workers.own_gpu())
            torch.cuda.set_device(device)
        return device

    def _step_size(self, world: World) -> int:
        return self.batch_size * self.gradient_accumulation_steps * world.size

    def _parts(self, order: list[int], world: World) -> list[list[int]]:
        """This process's micro-batches out of the examples of one step."""
        mine = order[world.rank :: world.size]
        return [mine[i : i + self.batch_size] for i in range(0, len(mine), self.batch_size)]

    def _precision(self, model: nn.Module, device: torch.device) -> Any:
        shape = getattr(getattr(model, "module", model), "shape", None)
        pays = bf16_pays(device, shape.width) if self.bf16 is None and shape else bool(self.bf16)
        return torch.autocast(device.type, torch.bfloat16, enabled=pays)

    def _save(
        self, model: nn.Module, optimizer: torch.optim.Optimizer, step: int, world: World
    ) -> None:
        tensors = {f"model.{k}": v for k, v in distinct(model.state_dict()).items()}
        for number, state in optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{number}.{k}": sharding.whole(v) for k, v in state.items()}
        if world.rank == 0 and self.save_dir:
            losses = [row["loss"] for row in self.history]
            tensors["losses"] = torch.tensor(losses, dtype=torch.float64)
            tensors["random"] = torch.get_rng_state()
            checkpoint.save(
                Path(self.save_dir) / "last.safetensors",
                tensors,
                key=KEY,
                step=str(step),
                **self._course(world),
            )
        if world.size > 1:
            dist.barrier()

    def _course(self, world: World) -> dict[str, str]:
        """What decides the course of a training: it goes on with the same or not at all."""
        return {
            "examples a step": str(self._step_size(world)),
            "lr": str(self.lr),
            "seed": str(self.seed),
            "warm_up": str(self.warm_up),
            "weight_decay": str(self.weight_decay),
            "shuffle": str(self.shuffle),
        }

    def _resume(
        self, model: nn.Module, optimizer: torch.optim.Optimizer, device: torch.device, world: World
    ) -> int:
        """Go on exactly where the checkpoint was made; returns the number of steps done."""
        assert self.load_dir is not None
        path = Path(self.load_dir) / "last.safetensors"
        tensors, notes = checkpoint.load(path, key=KEY)
        for name, now in self._course(world).items():
            before = notes.get(name, now)
            if before != now:
                raise CheckpointError(
                    f"{path} was trained with {name} {before}, and this trainer has {now}: go on "
                    "with the same, or train anew without load_dir"
                )
        step = notes.get("step", "")
        expected = of_training(model, tensors) | {"random": torch.get_rng_state()}
        if step.isdecimal():
            expected["losses"] = torch.zeros(int(step), dtype=torch.float64, device="meta")
        if wrong := misfit(expected, tensors):
            raise CheckpointError(f"{path} is of another training: {wrong}; {checkpoint.ADVICE}")
        weights = {k[6:]: v for k, v in tensors.items() if k.startswith("model.")}
        if self.env_type == "pytorchFSDP":
            sharding.take(model, weights)
        else:
            model.load_state_dict(weights)
        parameters = list(model.parameters())
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in tensors.items():
            if name.startswith("optimizer."):
                _, number, part = name.split(".")
                share = sharding.like(value.to(device), parameters[int(number)])
                state.setdefault(int(number), {})[part] = share
        groups = optimizer.state_dict()["param_groups"]
        optimizer.load_state_dict({"state": state, "param_groups": groups})
        torch.set_rng_state(tensors["random"])
        losses = tensors["losses"].tolist()
        self.history = [{"step": i + 1.0, "loss": loss} for i, loss in enumerate(losses)]
        return int(step)


KEY = "trainer"


def moved(batch: Batch, device: torch.device) -> Batch:
    return {name: tensor.to(device, non_blocking=True) for name, tensor in batch.items()}


def leave() -> None:
    if dist.is_initialized():
        dist.destroy_process_group()


def everyones_sum(value: Tensor, world: World) -> Tensor:
    if world.size > 1:
        value = value.clone()
        dist.all_reduce(value)
    return value


def distinct(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Copies, because a file of tensors cannot hold two names for one memory."""
    return {name: sharding.whole(w.detach()).cpu().clone() for name, w in weights.items()}
