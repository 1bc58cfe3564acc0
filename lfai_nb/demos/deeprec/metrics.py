"""AUC and log-loss, exactly."""

import numpy as np
from torch import Tensor


def auc(label: Tensor, score: Tensor) -> float:
    """The chance that a click scores above a non-click; ties count half."""
    clicked = label.numpy() > 0.5
    positives, negatives = int(clicked.sum()), int((~clicked).sum())
    if not positives or not negatives:
        raise ValueError("AUC needs at least one click and one non-click")
    _, number, count = np.unique(score.numpy(), return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    rank = (last - (count - 1) / 2)[number]  # equal scores share the middle of their ranks
    return float((rank[clicked].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def log_loss(label: Tensor, probability: Tensor) -> float:
    p = probability.double().clamp(1e-12, 1 - 1e-12)
    return float(-(label * p.log() + (1 - label) * (1 - p).log()).mean())
