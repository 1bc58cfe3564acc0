"""Multi-hash: two small tables instead of a large one, after Shi et al. 2020 (arXiv 1909.02107).

Of an id take quotient and remainder; each picks a row, and the two rows together are the vector.
Two ids share both only when they agree in quotient and remainder, so nearly every id has a vector
of its own at the price of √n rows.
"""

from dataclasses import replace
from typing import Literal

import torch
from torch import Tensor, nn

from lfai_nb.demos.deeprec.adaptive import HashedEmbedding
from lfai_nb.demos.deeprec.options import InitializerOption

Operation = Literal["add", "mult", "concat"]


class MultiHashEmbedding(nn.Module):
    """Q-R, the one complementary strategy that DeepRec has, over two tables of `rows` rows."""

    def __init__(
        self,
        rows: int,
        dim: int,
        operation: Operation = "mult",
        num_of_partitions: int = 2,
        complementary_strategy: str = "Q-R",
        initializer: InitializerOption | None = None,
        device: str = "auto",
    ) -> None:
        super().__init__()
        if num_of_partitions != 2 or complementary_strategy != "Q-R":
            raise ValueError("only two partitions and the strategy 'Q-R' are supported")
        if operation not in ("add", "mult", "concat"):
            raise ValueError(f"operation must be add, mult or concat, not {operation!r}")
        if operation == "concat" and dim % 2:
            raise ValueError("concat needs an even dim, half of it from each table")
        self.rows, self.dim, self.operation = rows, dim, operation
        width = dim // 2 if operation == "concat" else dim
        first = initializer or InitializerOption()
        second = replace(first, seed=first.seed + 1)
        if operation == "mult":
            # A product of two small random numbers would be next to nothing, and so would be its
            # gradient: one factor starts around 1.
            second = replace(second, mean=1.0)
        self.quotient = HashedEmbedding(rows, width, first, device, "quotient")
        self.remainder = HashedEmbedding(rows, width, second, device, "remainder")

    def forward(self, keys: Tensor) -> Tensor:
        q = self.quotient(torch.div(keys, self.rows, rounding_mode="floor"))
        r = self.remainder(keys)
        if self.operation == "concat":
            return torch.cat([q, r], -1)
        return q + r if self.operation == "add" else q * r
