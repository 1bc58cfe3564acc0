"""Adaptive embedding: rare ids share a hashed table, frequent ones move out into rows of their own.

Whoever moves out starts from the shared vector that it was trained with so far.
"""

import torch
from torch import Tensor, nn

from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable
from lfai_nb.demos.deeprec.frequency import Frequencies
from lfai_nb.demos.deeprec.options import InitializerOption


class HashedEmbedding(nn.Module):
    """The static table that everybody had before: row `key mod rows`, collisions and all.

    An Embedding Variable over the remainders does the work, with all its rows made at the start.
    """

    def __init__(
        self,
        rows: int,
        dim: int,
        initializer: InitializerOption | None = None,
        device: str = "auto",
        name: str = "hashed",
    ) -> None:
        super().__init__()
        if rows < 1:
            raise ValueError(f"rows must be at least 1, not {rows}")
        self.rows, self.dim = rows, dim
        self.table = EmbeddingVariable(dim, initializer=initializer, name=name, device=device)
        self.table.create(torch.arange(rows))

    def forward(self, keys: Tensor) -> Tensor:
        return self.table(torch.remainder(keys, self.rows))


class AdaptiveEmbedding(nn.Module):
    """`hash_bucket_size` shared rows, and an own row from the `own_from`-th sighting on."""

    def __init__(
        self,
        hash_bucket_size: int,
        dim: int,
        own_from: int,
        initializer: InitializerOption | None = None,
        device: str = "auto",
    ) -> None:
        super().__init__()
        self.dim, self.own_from = dim, own_from
        self.shared = HashedEmbedding(hash_bucket_size, dim, initializer, device, "shared")
        self.own = EmbeddingVariable(dim, initializer=initializer, name="own", device=device)
        self.frequencies = Frequencies(device)

    def forward(self, keys: Tensor) -> Tensor:
        flat = keys.reshape(-1).to(self.own.device)
        counts = self.frequencies.add(flat) if self.training else self.frequencies.of(flat)
        frequent = (counts >= self.own_from).nonzero().squeeze(1)
        rare = (counts < self.own_from).nonzero().squeeze(1)
        if self.training:
            self._move_out(flat[frequent])
        own, shared = self.own(flat[frequent]), self.shared(flat[rare])
        out = own.new_zeros(len(flat), self.dim)
        out = out.index_copy(0, frequent, own).index_copy(0, rare, shared)
        return out.view(*keys.shape, self.dim)

    @torch.no_grad()
    def _move_out(self, keys: Tensor) -> None:
        """Rows for keys that have become frequent, seeded from the shared ones."""
        new = keys[self.own.find_rows(keys)[0] < 0]
        if len(new):
            self.own.create(new, self.shared(new))  # no gradient is wanted: this only reads
