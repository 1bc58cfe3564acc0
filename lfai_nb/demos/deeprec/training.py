"""Train a click model on one pass (or several) over a stream, and judge it on what comes after.

data = make_clicks()
train, test = data[:500_000], data[500_000:]
embedding = EmbeddingVariable(8, filter=CounterFilter(5))
fit(embedding, train, seed=0).judge(test).auc
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lfai_nb.demos.deeprec.data import Clicks
from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable
from lfai_nb.demos.deeprec.metrics import auc, log_loss
from lfai_nb.demos.deeprec.models import DeepFM
from lfai_nb.demos.deeprec.optimizers import Adagrad, SparseOptimizer

BATCH = 4096

Rule = Callable[[list[EmbeddingVariable], float], SparseOptimizer]
"""What is done to the rows, with this rate: `Adagrad`, `AdagradDecay`, `AdamAsync`."""


class Embedding(Protocol):
    """Whatever turns keys [B, F] into vectors [B, F, D] and is made of Embedding Variables."""

    dim: int

    def __call__(self, keys: Tensor) -> Tensor: ...
    def train(self, mode: bool = True) -> object: ...
    def modules(self) -> Iterable[nn.Module]: ...


def tables_of(embedding: Embedding) -> list[EmbeddingVariable]:
    return [m for m in embedding.modules() if isinstance(m, EmbeddingVariable)]


def vector_megabytes(embedding: Embedding) -> float:
    """The vectors alone, without optimiser state and without the keys."""
    return sum(t.admitted_count() * t.dim * 4 for t in tables_of(embedding)) / 1e6


@dataclass(frozen=True)
class Judgement:
    auc: float
    log_loss: float


@dataclass(frozen=True)
class Trained:
    embedding: Embedding
    model: nn.Module
    seconds: float

    @torch.no_grad()
    def scores(self, data: Clicks) -> Tensor:
        """Click probabilities [N]; unknown ids read the default and stay unknown."""
        self.embedding.train(False)
        self.model.eval()
        device = next(self.model.parameters()).device
        parts = [
            torch.sigmoid(self.model(self.embedding(b.ids), b.dense.to(device))).cpu()
            for b in data.batches(8192)
        ]
        return torch.cat(parts)

    def judge(self, data: Clicks) -> Judgement:
        scores = self.scores(data)
        return Judgement(auc(data.label, scores), log_loss(data.label, scores))


class Trainer:
    """One step at a time, for those who save or measure in between."""

    def __init__(
        self,
        embedding: Embedding,
        model: nn.Module,
        lr: float = 0.1,
        dense_lr: float = 2e-3,
        rule: Rule = Adagrad,
    ) -> None:
        self.embedding = embedding
        tables = tables_of(embedding)
        self.device = tables[0].device
        self.model = model.to(self.device)
        # Sums, not means: see optimizers.py. Each batch sets the scale to its own size.
        self.sparse = rule(tables, lr)
        self.dense = torch.optim.Adam(self.model.parameters(), dense_lr)
        self.steps = 0

    def step(self, batch: Clicks) -> float:
        self.embedding.train(True)
        self.model.train()
        logits = self.model(self.embedding(batch.ids), batch.dense.to(self.device))
        loss = F.binary_cross_entropy_with_logits(logits, batch.label.to(self.device))
        self.dense.zero_grad()
        loss.backward()
        self.sparse.grad_scale = float(len(batch))
        self.sparse.step()
        self.dense.step()
        self.steps += 1
        return float(loss.detach())


def fit(
    embedding: Embedding,
    data: Clicks,
    *,
    model: Callable[[int, int, int], nn.Module] = DeepFM,
    lr: float = 0.1,
    epochs: int = 1,
    batch: int = BATCH,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Trained:
    """Adagrad on the embeddings, Adam on the rest."""
    torch.manual_seed(seed)
    net = model(data.ids.shape[1], embedding.dim, data.dense.shape[1])
    trainer = Trainer(embedding, net, lr)
    batches, start = data.batches(batch), time.perf_counter()
    for epoch in range(epochs):
        for i, part in enumerate(batches):
            trainer.step(part)
            if progress:
                progress(epoch * len(batches) + i + 1, epochs * len(batches))
    return Trained(embedding, trainer.model, time.perf_counter() - start)


def dense_only(train: Clicks, test: Clicks) -> float:
    """The floor: logistic regression on the numbers, AUC without looking at any id."""
    weights = torch.zeros(train.dense.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    x = F.pad(train.dense.double(), (0, 1), value=1.0)
    optimizer = torch.optim.LBFGS([weights], max_iter=50)

    def loss() -> Tensor:
        optimizer.zero_grad()
        value = F.binary_cross_entropy_with_logits(x @ weights, train.label.double())
        value.backward()
        return value

    optimizer.step(loss)
    return auc(test.label, test.dense.double() @ weights.detach()[:-1])
