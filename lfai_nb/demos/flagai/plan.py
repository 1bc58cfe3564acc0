"""Which examples each step of a training sees, and how large its steps are."""

import math
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Plan:
    """A new order for each epoch, the same in every process."""

    examples: int
    step_size: int
    epochs: int
    seed: int

    @property
    def steps_per_epoch(self) -> int:
        return max(1, self.examples // self.step_size)  # a last, smaller part is left out

    @property
    def steps(self) -> int:
        return self.epochs * self.steps_per_epoch

    def in_order(self, step: int) -> list[int]:
        start = step % self.steps_per_epoch * self.step_size
        return list(range(start, min(start + self.step_size, self.examples)))

    def indices(self, step: int) -> list[int]:
        generator = torch.Generator().manual_seed(self.seed + step // self.steps_per_epoch)
        order = torch.randperm(self.examples, generator=generator)
        return order[self.in_order(step)].tolist()


def schedule(step: int, steps: int, warm_up: float) -> float:
    """Rise in a straight line, then fall along half a cosine to a tenth."""
    rising = max(1, round(warm_up * steps))
    if step < rising:
        return (step + 1) / rising
    return 0.1 + 0.45 * (1 + math.cos(math.pi * (step - rising) / max(1, steps - rising)))


def due(step: int, interval: int, steps: int) -> bool:
    return step == steps or (interval > 0 and step % interval == 0)
