"""Optimisers for Embedding Variables. Each touches the rows of the batch and no others.

All share one frame: add up the gradients of each row, see that they are finite, bring the rows
into the first tier, apply a rule to [U, D] arrays, write them back. A rule is a few lines of torch
and is the same on every device; Adagrad's, which most use, is written as one loop for a CPU too.
Gradients are *summed* over the batch's uses of a row, not averaged: with the averages that a mean
loss gives, a rare id hardly moves at all. Pass a loss summed over the batch, or
`grad_scale=batch_size` with a mean loss.
"""

import math
from collections.abc import Iterable, Mapping

import numpy as np
import torch
from torch import Tensor

from lfai_nb.demos.deeprec.compiled import kernels
from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable
from lfai_nb.demos.deeprec.errors import GradientError
from lfai_nb.demos.deeprec.storage import Column

AS_WIDE = 0  # a column as wide as the vector


class SparseOptimizer:
    """The frame. A rule says which columns it needs and how one step changes them."""

    def __init__(
        self,
        tables: Iterable[EmbeddingVariable],
        lr: float,
        grad_scale: float = 1.0,
        columns: Mapping[str, Column] | None = None,
    ) -> None:
        if not (math.isfinite(lr) and lr > 0):
            raise ValueError(f"lr must be a positive number, not {lr}")
        self.tables, self.lr, self.grad_scale = list(tables), lr, grad_scale
        self.global_step = 0
        self._seats: dict[str, Tensor] = {}
        for table in self.tables:
            for name, column in (columns or {}).items():
                width = column.width or table.dim
                table.rows.add_column(name, Column(width, column.initial))
            table.scalars.update(self.initial_scalars())

    def initial_scalars(self) -> dict[str, float]:
        """What is kept once per table."""
        return {}

    def rule(self, rows: dict[str, Tensor], grad: Tensor, scalars: dict[str, float]) -> None:
        """Change `rows[...]` [U, width] in place for gradients [U, D]."""
        raise NotImplementedError

    def in_place(self, columns: dict[str, Tensor], slots: Tensor, grad: Tensor) -> bool:
        """The same rule in one pass over `columns[...][slots]` on a CPU, where somebody wrote it.

        It spares copying the rows out and back. Returns whether it was done.
        """
        return False

    def zero_grad(self) -> None:
        """Forget the lookups since the last step."""
        for table in self.tables:
            table.pending = []

    def step(self, global_step: int | None = None) -> None:
        """Apply what `backward()` left. A NaN or infinite gradient changes no table at all."""
        self.global_step = self.global_step + 1 if global_step is None else global_step
        try:
            work = [(table, *self._summed(table)) for table in self.tables if table.pending]
            for table, rows, grad in work:
                if len(rows) and not bool(torch.isfinite(torch.stack(grad.aminmax())).all()):
                    bad = int((~torch.isfinite(grad)).any(1).sum())
                    raise GradientError(
                        f"{bad} of {len(rows)} rows of {table.name!r} have a NaN or infinite "
                        "gradient; nothing was changed. Look at the loss of this batch, or lower "
                        "the learning rate"
                    )
            for table, rows, grad in work:
                self._apply(table, rows, grad)
        finally:
            self.zero_grad()

    def _summed(self, table: EmbeddingVariable) -> tuple[Tensor, Tensor]:
        """Distinct rows [U] and the sums of their gradients [U, D]."""
        used = [x for x in table.pending if x.grad is not None]
        if not used:
            return torch.empty(0, dtype=torch.int64), torch.empty(0, table.dim)
        rows = torch.cat([x.rows for x in used]) if len(used) > 1 else used[0].rows
        grads = [x.grad for x in used if x.grad is not None]
        grad = torch.cat(grads) if len(grads) > 1 else grads[0]
        if table.keymap.backend == "numba":
            rows, sums = self._summed_numba(table, rows, grad.contiguous())
        else:
            known = rows >= 0
            rows, number = torch.unique(rows[known], return_inverse=True)
            sums = torch.zeros(len(rows), table.dim, device=table.device)
            sums.index_add_(0, number, grad[known])
        return rows, sums.mul_(self.grad_scale) if self.grad_scale != 1.0 else sums

    def _summed_numba(
        self, table: EmbeddingVariable, rows: Tensor, grad: Tensor
    ) -> tuple[Tensor, Tensor]:
        seat = self._seats.get(table.name)
        if seat is None or len(seat) < table.rows.count:
            seat = torch.full((2 * table.rows.count,), -1, dtype=torch.int32)
            self._seats[table.name] = seat
        unique = torch.empty_like(rows)
        sums = torch.empty_like(grad)
        n = kernels.sum_by_row(
            rows.numpy(), grad.numpy(), seat.numpy(), unique.numpy(), sums.numpy()
        )
        return unique[:n], sums[:n]

    def _apply(self, table: EmbeddingVariable, rows: Tensor, grad: Tensor) -> None:
        if table.filter is None:
            table.version.index_fill_(
                0, rows, self.global_step
            )  # entry e has row e, and each is there once
        else:
            for lookup in table.pending:
                # DeepRec stamps the version of a filtered key too: it was part of an update step.
                known = lookup.entries[lookup.entries >= 0]
                table.version[known] = self.global_step
        if not len(rows):
            return
        slots = table.rows.pin(rows)
        columns = table.rows.columns
        if table.keymap.backend == "numba" and self.in_place(columns, slots, grad):
            return
        picked = {name: column.index_select(0, slots) for name, column in columns.items()}
        self.rule(picked, grad, table.scalars)
        for name, values in picked.items():
            columns[name].index_copy_(0, slots, values)


class SGD(SparseOptimizer):
    """w ← w − lr·g"""

    def rule(self, rows: dict[str, Tensor], grad: Tensor, scalars: dict[str, float]) -> None:
        rows["value"].sub_(grad, alpha=self.lr)


class Adagrad(SparseOptimizer):
    """a ← a + g²;  w ← w − lr·g / (√a + ε)"""

    def __init__(
        self,
        tables: Iterable[EmbeddingVariable],
        lr: float = 0.1,
        grad_scale: float = 1.0,
        initial_accumulator_value: float = 0.1,
        eps: float = 1e-10,
    ) -> None:
        self.eps = eps
        accumulator = Column(AS_WIDE, initial_accumulator_value)
        super().__init__(tables, lr, grad_scale, {"accumulator": accumulator})

    def rule(self, rows: dict[str, Tensor], grad: Tensor, scalars: dict[str, float]) -> None:
        accumulator = rows["accumulator"].addcmul_(grad, grad)
        rows["value"].addcdiv_(grad, accumulator.sqrt().add_(self.eps), value=-self.lr)

    def in_place(self, columns: dict[str, Tensor], slots: Tensor, grad: Tensor) -> bool:
        kernels.adagrad(
            columns["value"].numpy(),
            columns["accumulator"].numpy(),
            slots.numpy(),
            grad.numpy(),
            np.float32(self.lr),
            np.float32(self.eps),
        )
        return True


class AdagradDecay(SparseOptimizer):
    """Adagrad whose memory fades, so that a model that learns for months goes on learning.

    Each time the global step passes another `accumulator_decay_step`, a row's accumulator is
    multiplied by the rate and held above its initial value: once per update of that row, so a row
    that slept through several periods catches up one period at a time.
    """

    def __init__(
        self,
        tables: Iterable[EmbeddingVariable],
        lr: float = 0.1,
        grad_scale: float = 1.0,
        initial_accumulator_value: float = 0.1,
        accumulator_decay_step: int = 100_000,
        accumulator_decay_rate: float = 0.9,
    ) -> None:
        if accumulator_decay_step < 1 or not 0 < accumulator_decay_rate <= 1:
            raise ValueError("the decay step must be at least 1 and the rate in (0, 1]")
        self.floor = initial_accumulator_value
        self.decay_step, self.decay_rate = accumulator_decay_step, accumulator_decay_rate
        accumulator, decays = Column(AS_WIDE, initial_accumulator_value), Column(1, 0.0)
        super().__init__(tables, lr, grad_scale, {"accumulator": accumulator, "decays": decays})

    def rule(self, rows: dict[str, Tensor], grad: Tensor, scalars: dict[str, float]) -> None:
        accumulator, decays = rows["accumulator"], rows["decays"]  # [U, D], [U, 1]
        due = decays < self.global_step // self.decay_step
        faded = (accumulator * self.decay_rate).clamp_(min=self.floor)
        accumulator.copy_(torch.where(due, faded, accumulator))
        decays.add_(due)
        accumulator.addcmul_(grad, grad)
        rows["value"].addcdiv_(grad, accumulator.sqrt(), value=-self.lr)


class AdamAsync(SparseOptimizer):
    """Adam whose powers of β belong to the variable, so that none waits for another.

    Equal to Adam when every row is updated at each step. With `apply_sparse_rmsprop`, momentum
    scales a step that is already normalised, as in RMSProp.
    """

    def __init__(
        self,
        tables: Iterable[EmbeddingVariable],
        lr: float = 0.001,
        grad_scale: float = 1.0,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        apply_sparse_rmsprop: bool = False,
    ) -> None:
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.rmsprop = apply_sparse_rmsprop
        moments = {"m": Column(AS_WIDE, 0.0), "v": Column(AS_WIDE, 0.0)}
        super().__init__(tables, lr, grad_scale, moments)

    def initial_scalars(self) -> dict[str, float]:
        return {"beta1_power": self.beta1, "beta2_power": self.beta2}

    def rule(self, rows: dict[str, Tensor], grad: Tensor, scalars: dict[str, float]) -> None:
        m, v = rows["m"], rows["v"]
        v.mul_(self.beta2).addcmul_(grad, grad, value=1 - self.beta2)
        if self.rmsprop:
            m.mul_(self.beta1).add_((v + self.epsilon).rsqrt_() * grad, alpha=self.lr)
            rows["value"].sub_(m)
            return
        m.mul_(self.beta1).add_(grad, alpha=1 - self.beta1)
        rate = self.lr * math.sqrt(1 - scalars["beta2_power"]) / (1 - scalars["beta1_power"])
        rows["value"].addcdiv_(m, v.sqrt().add_(self.epsilon), value=-rate)
        scalars["beta1_power"] *= self.beta1
        scalars["beta2_power"] *= self.beta2
