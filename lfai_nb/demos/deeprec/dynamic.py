"""Dynamic dimension: frequent ids get long vectors, rare ones short, all padded to one length.

A vector is made of blocks. Block j of every id that has one is in table j; so an id with one block
costs a quarter of an id with four. As in DeepRec, the caller says how many blocks each id gets;
`blocks_by_count` is one way to decide.
"""

import torch
from torch import Tensor, nn

from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable
from lfai_nb.demos.deeprec.frequency import Frequencies
from lfai_nb.demos.deeprec.options import InitializerOption


class DynamicDimensionEmbedding(nn.Module):
    """`embedding(keys, blocknums)` → [..., block_dimension · block_num], padded with zeros."""

    def __init__(
        self,
        block_dimension: int,
        block_num: int,
        initializer: InitializerOption | None = None,
        device: str = "auto",
    ) -> None:
        super().__init__()
        self.block_dimension, self.block_num = block_dimension, block_num
        self.dim = block_dimension * block_num
        self.blocks = nn.ModuleList(
            EmbeddingVariable(
                block_dimension, initializer=initializer, name=f"block{j}", device=device
            )
            for j in range(block_num)
        )

    def forward(self, keys: Tensor, blocknums: Tensor) -> Tensor:
        if blocknums.shape != keys.shape:
            raise ValueError(
                f"blocknums {tuple(blocknums.shape)} must have the shape of keys "
                f"{tuple(keys.shape)}"
            )
        if len(keys) and not 0 <= int(blocknums.min()) <= int(blocknums.max()) <= self.block_num:
            raise ValueError(f"blocknums must be in 0..{self.block_num}")
        flat, wanted = keys.reshape(-1), blocknums.reshape(-1)
        parts = []
        for j, table in enumerate(self.blocks):
            has = (wanted > j).nonzero().squeeze(1)  # [M]
            vectors = table(flat[has])  # [M, block]
            empty = vectors.new_zeros(len(flat), self.block_dimension)
            parts.append(empty.index_copy(0, has.to(vectors.device), vectors))
        return torch.cat(parts, 1).view(*keys.shape, self.dim)


def blocks_by_count(counts: Tensor, thresholds: tuple[int, ...]) -> Tensor:
    """One block for each threshold that the count has reached: (2, 5, 20, 80) → 0 to 4 blocks."""
    steps = torch.tensor(thresholds, device=counts.device)
    return torch.searchsorted(steps, counts.contiguous(), right=True)


class CountedDynamicEmbedding(nn.Module):
    """Dynamic dimension that counts for itself: `embedding(keys)`, as a model wants to call it."""

    def __init__(
        self,
        block_dimension: int,
        thresholds: tuple[int, ...],
        initializer: InitializerOption | None = None,
        device: str = "auto",
    ) -> None:
        super().__init__()
        if list(thresholds) != sorted(set(thresholds)) or thresholds[0] < 1:
            raise ValueError(f"thresholds must rise from at least 1, not {thresholds}")
        self.thresholds = thresholds
        blocks = len(thresholds)
        self.vectors = DynamicDimensionEmbedding(block_dimension, blocks, initializer, device)
        self.dim = self.vectors.dim
        self.frequencies = Frequencies(device)

    def forward(self, keys: Tensor) -> Tensor:
        counts = self.frequencies.add(keys) if self.training else self.frequencies.of(keys)
        blocknums = blocks_by_count(counts, self.thresholds)
        return self.vectors(keys.to(blocknums.device), blocknums)
