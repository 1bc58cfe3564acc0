"""How good an answer is."""

import math
from collections.abc import Hashable, Sequence

from torch import Tensor


def accuracy(guesses: Tensor, labels: Tensor) -> float:
    return float((guesses == labels).float().mean())


def exact_match(guesses: Sequence[object], truth: Sequence[object]) -> float:
    return sum(g == t for g, t in zip(guesses, truth, strict=True)) / len(truth)


def entity_f1(guesses: Sequence[Sequence[Hashable]], truth: Sequence[Sequence[Hashable]]) -> float:
    """An entity is right if its place and its kind are; F1 over all texts together."""
    right = sum(len(set(g) & set(t)) for g, t in zip(guesses, truth, strict=True))
    entities = sum(len(set(g)) for g in guesses) + sum(len(set(t)) for t in truth)
    return 2 * right / entities if entities else 1.0


def rouge_l(guess: str, truth: str) -> float:
    """F1 of the longest common subsequence of words (Lin 2004)."""
    a, b = guess.split(), truth.split()
    if not a or not b:
        return float(a == b)
    row = [0] * (len(b) + 1)
    for word in a:
        before = row
        row = [0]
        for i, other in enumerate(b):
            row.append(before[i] + 1 if word == other else max(before[i + 1], row[i]))
    return 2 * row[-1] / (len(a) + len(b))


def bits_per_character(loss: float) -> float:
    """From the mean loss (natural logarithm) over characters."""
    return loss / math.log(2)
