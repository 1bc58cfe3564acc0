"""A table for inference only, each row as int8 with one scale: a quarter of the memory."""

import torch
from torch import Tensor, nn

from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable
from lfai_nb.demos.deeprec.keymap import KeyMap, as_keys


class QuantizedTable(nn.Module):
    """The admitted rows of an Embedding Variable, v ≈ scale · q with q in −127..127."""

    def __init__(self, ev: EmbeddingVariable) -> None:
        super().__init__()
        state = ev.state()
        vectors = state.columns["value"]  # [n, D]
        self.dim, self.device = ev.dim, ev.device
        self.default = ev.initializer.default_value_no_permission
        self.keymap = KeyMap(len(vectors), self.device, ev.keymap.backend)
        self.keymap.rebuild(state.keys[state.admitted].to(self.device))
        largest = vectors.abs().amax(1) if len(vectors) else vectors.new_zeros(0)
        scale = torch.where(largest > 0, largest / 127, 1.0)
        self.scale = scale.to(self.device)  # [n]
        self.rows = (vectors / scale[:, None]).round().to(torch.int8).to(self.device)  # [n, D]

    def forward(self, keys: Tensor) -> Tensor:
        rows, missing = self.keymap.find(as_keys(keys, self.device))
        if not len(self.keymap):
            return torch.full((*keys.shape, self.dim), self.default, device=self.device)
        at = rows.clamp(min=0)
        out = self.rows[at] * self.scale[at, None]
        if missing:
            out[rows < 0] = self.default
        return out.view(*keys.shape, self.dim)

    def vector_megabytes(self) -> float:
        return (self.rows.nbytes + self.scale.nbytes) / 1e6
