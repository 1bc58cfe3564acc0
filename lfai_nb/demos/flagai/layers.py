"""The transformer block that all four models share, with a cache of keys and values.

Letters in the shape comments: B batch, T tokens fed now, S tokens seen (cached and fed now),
H heads, D width of a head, C = H·D width of the model, V vocabulary.

References: Vaswani et al. 2017 (attention); Xiong et al. 2020 (layer norm before, not after); Press
and Wolf 2017 (the output shares the embedding's weights).
"""

from dataclasses import dataclass
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn

Output = dict[str, Tensor]
"""What a model's forward returns, as in FlagAI: "logits", "hidden_states" and, if the batch has
"labels", "loss": the mean over the labels that are not `IGNORE`."""

IGNORE = -100


@dataclass(frozen=True)
class Shape:
    """The size of a model. Two heads of width 64 learn to copy far more surely than four of 32."""

    vocab: int
    width: int = 128
    layers: int = 2
    heads: int = 2
    positions: int = 128
    classes: int = 2


class Cache:
    """Keys and values of the tokens one attention layer has seen; it doubles its room when full."""

    def __init__(self) -> None:
        self.length = 0
        self._kv: Tensor | None = None  # [2, B, H, room, D]

    def append(self, kv: Tensor) -> Tensor:
        """Add keys and values [2, B, H, T, D]; return all so far [2, B, H, S, D]."""
        end = self.length + kv.shape[3]
        if self._kv is None or end > self._kv.shape[3]:
            two, batch, heads, _, width = kv.shape
            room = kv.new_empty(two, batch, heads, max(64, 2 * end), width)
            if self._kv is not None:
                room[:, :, :, : self.length] = self._kv[:, :, :, : self.length]
            self._kv = room
        self._kv[:, :, :, self.length : end] = kv
        self.length = end
        return self._kv[:, :, :, :end]

    def take(self, rows: Tensor) -> None:
        """Keep these rows of the batch, in this order: beam search reorders and repeats them."""
        if self._kv is not None:
            self._kv = self._kv[:, rows]


class Attention(nn.Module):
    """Multi-head attention over x itself, or over `memory` (an encoder's output)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def split(self, x: Tensor, parts: int) -> Tensor:
        """[B, T, parts·C] -> [parts, B, H, T, D]"""
        return x.view(*x.shape[:2], parts, self.heads, -1).permute(2, 0, 3, 1, 4)

    def forward(
        self,
        x: Tensor,
        mask: Tensor | None = None,
        causal: bool = False,
        cache: Cache | None = None,
        memory: Tensor | None = None,
    ) -> Tensor:
        # mask: True where a query [T] may look at a key [S]; [B or 1, 1, T or 1, S]
        if memory is None:
            qkv = self.split(self.qkv(x), 3)  # [3, B, H, T, D]
            q, kv = qkv[0], qkv[1:]
        else:
            width = x.shape[-1]
            weight, bias = self.qkv.weight, self.qkv.bias
            q = self.split(F.linear(x, weight[:width], bias[:width]), 1)[0]
            kv = self.split(F.linear(memory, weight[width:], bias[width:]), 2)
        if cache is not None:
            kv = cache.append(kv)  # [2, B, H, S, D]
        y = F.scaled_dot_product_attention(q, kv[0], kv[1], attn_mask=mask, is_causal=causal)
        return self.out(y.transpose(1, 2).flatten(2))  # [B, T, C]


class Block(nn.Module):
    """Look around (attention), then think (feed-forward); each adds to the stream x."""

    def __init__(self, width: int, heads: int, cross: bool = False) -> None:
        super().__init__()
        self.norm_attention = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm_cross = nn.LayerNorm(width) if cross else None
        self.cross = Attention(width, heads) if cross else None
        self.norm_mlp = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(
        self,
        x: Tensor,
        mask: Tensor | None = None,
        causal: bool = False,
        cache: Cache | None = None,
        memory: Tensor | None = None,
        memory_mask: Tensor | None = None,
    ) -> Tensor:
        x = x + self.attention(self.norm_attention(x), mask, causal, cache)  # [B, T, C]
        if self.cross is not None:
            x = x + self.cross(self.norm_cross(x), memory_mask, memory=memory)
        return x + self.down(F.gelu(self.up(self.norm_mlp(x))))


class Stack(nn.Module):
    """Blocks one after another, and a last layer norm."""

    def __init__(self, shape: Shape, cross: bool = False) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(
            Block(shape.width, shape.heads, cross) for _ in range(shape.layers)
        )
        self.norm = nn.LayerNorm(shape.width)

    def new_cache(self) -> list[Cache]:
        return [Cache() for _ in self.blocks]

    def forward(self, x: Tensor, caches: list[Cache] | None = None, **attention: Any) -> Tensor:
        for i, block in enumerate(self.blocks):
            x = block(x, cache=caches[i] if caches else None, **attention)
        return self.norm(x)


def init_weights(model: nn.Module) -> None:
    """Embeddings start small, token vectors five times as long as the others; layers as in PyTorch.

    So a token's own vector is told apart from its position's from the first step on. In the
    infilling demo this let copying begin after about 300 steps instead of 900, and GPT-2's 0.02 for
    the layers too, which suits a width of 768, kept these narrow models from learning at all.
    """
    for name, module in model.named_modules():
        if isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.1 if name == "tokens" else 0.02)


def output(hidden: Tensor, logits: Tensor, labels: Tensor | None = None) -> Output:
    """Bundle what forward returns; labels [B, T] for tokens or [B] for classes."""
    result = {"hidden_states": hidden, "logits": logits}
    if labels is not None:
        result["loss"] = F.cross_entropy(
            logits.flatten(0, -2).float(), labels.flatten(), ignore_index=IGNORE
        )
    return result
