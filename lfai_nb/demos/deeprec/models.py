"""DeepFM, DLRM and DCN-V2 over embeddings that somebody else looked up.

Each takes `e` [B, F, D], one vector for each of F fields, and `dense` [B, C], and returns logits
[B]. References: Guo et al. 2017 (arXiv 1703.04247), Naumov et al. 2019 (1906.00091), Wang et al.
2021 (2008.13535).
"""

import torch
from torch import Tensor, nn


def tower(*sizes: int) -> nn.Sequential:
    """Linear layers with ReLU between them, none after the last."""
    layers: list[nn.Module] = []
    for i in range(len(sizes) - 1):
        layers += [nn.Linear(sizes[i], sizes[i + 1]), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class DeepFM(nn.Module):
    """First order + all pairs of fields (a factorisation machine) + a deep tower, added up.

    The first number of each vector is the id's own weight, the others are its factor.
    """

    def __init__(self, fields: int, dim: int, dense: int, hidden: tuple[int, ...] = (64, 32)):
        super().__init__()
        self.linear = nn.Linear(dense, 1)
        self.deep = tower(fields * dim + dense, *hidden, 1)

    def forward(self, e: Tensor, dense: Tensor) -> Tensor:
        first = e[:, :, 0].sum(1)  # [B]
        v = e[:, :, 1:]  # [B, F, D-1]
        # Σ_{i<j} v_i·v_j = ½ ((Σ v)² − Σ v²): all pairs at the price of one pass
        pairs = 0.5 * (v.sum(1).square() - v.square().sum(1)).sum(1)  # [B]
        deep = self.deep(torch.cat([e.flatten(1), dense], 1)).squeeze(1)  # [B]
        return first + pairs + deep + self.linear(dense).squeeze(1)


class DLRM(nn.Module):
    """The numbers become one more vector; dot products of all pairs; a tower on top."""

    rows: Tensor
    columns: Tensor

    def __init__(self, fields: int, dim: int, dense: int, hidden: tuple[int, ...] = (64, 32)):
        super().__init__()
        self.bottom = tower(dense, 32, dim)
        rows, columns = torch.triu_indices(fields + 1, fields + 1, offset=1)
        self.register_buffer("rows", rows, persistent=False)
        self.register_buffer("columns", columns, persistent=False)
        self.top = tower(dim + len(rows), *hidden, 1)

    def forward(self, e: Tensor, dense: Tensor) -> Tensor:
        x = self.bottom(dense)  # [B, D]
        z = torch.cat([x[:, None], e], 1)  # [B, F+1, D]
        dots = torch.bmm(z, z.transpose(1, 2))  # [B, F+1, F+1]
        pairs = dots[:, self.rows, self.columns]  # [B, (F+1)F/2]
        return self.top(torch.cat([x, pairs], 1)).squeeze(1)


class DCNv2(nn.Module):
    """Cross layers x ← x₀ ⊙ (W x + b) + x, each one raises the order of feature products."""

    def __init__(
        self,
        fields: int,
        dim: int,
        dense: int,
        hidden: tuple[int, ...] = (64, 32),
        crosses: int = 2,
    ):
        super().__init__()
        width = fields * dim + dense
        self.crosses = nn.ModuleList(nn.Linear(width, width) for _ in range(crosses))
        self.deep = tower(width, *hidden)
        self.out = nn.Linear(width + hidden[-1], 1)

    def forward(self, e: Tensor, dense: Tensor) -> Tensor:
        x0 = torch.cat([e.flatten(1), dense], 1)  # [B, F·D + C]
        x = x0
        for cross in self.crosses:
            x = x0 * cross(x) + x
        return self.out(torch.cat([x, self.deep(x0).relu()], 1)).squeeze(1)


MODELS: dict[str, type[DeepFM] | type[DLRM] | type[DCNv2]] = {
    "deepfm": DeepFM,
    "dlrm": DLRM,
    "dcnv2": DCNv2,
}
