"""The transformer block that all four models share, with a cache of keys and values.

Letters in the shape comments: B batch, T tokens fed now, S tokens seen (cached and fed now),
H heads, D width of a head, C = H·D width of the model, V vocabulary.

References: Vaswani et al. 2017 (attention); Xiong et al. 2020 (layer norm before, not after); Press
and Wolf 2017 (the output shares the embedding's weights).
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import torch
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
        self._kv.narrow(3, self.length, end - self.length).copy_(kv)
        self.length = end
        return self._kv.narrow(3, 0, end)

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

    def split(self, x: Tensor, parts: int) -> list[Tensor]:
        """[B, T, parts·C] -> parts times [B, H, T, D]"""
        batch, length, _ = x.shape
        return [
            part.view(batch, length, self.heads, -1).transpose(1, 2)
            for part in x.chunk(parts, dim=-1)
        ]

    def query(self, x: Tensor) -> Tensor:
        """What x asks a memory: [B, T, C] -> [B, H, T, D]"""
        width = x.shape[-1]
        return self.split(F.linear(x, self.qkv.weight[:width], self.qkv.bias[:width]), 1)[0]

    def keys_values(self, memory: Tensor) -> list[Tensor]:
        """What a memory answers: [B, S, C] -> twice [B, H, S, D]"""
        width = memory.shape[-1]
        return self.split(F.linear(memory, self.qkv.weight[width:], self.qkv.bias[width:]), 2)

    def query_keys_values(self, x: Tensor, memory: Tensor | None) -> list[Tensor]:
        """What x asks, and what x itself or a memory answers: each [B, H, T or S, D]"""
        if memory is None:
            return self.split(self.qkv(x), 3)
        return [self.query(x), *self.keys_values(memory)]

    def forward(
        self,
        x: Tensor,
        mask: Tensor | None = None,
        causal: bool = False,
        cache: Cache | None = None,
        memory: Tensor | None = None,
    ) -> Tensor:
        # mask: True where a query [T] may look at a key [S]; [B or 1, 1, T or 1, S]
        q, keys, values = self.query_keys_values(x, memory)
        if cache is not None:
            keys, values = cache.append(torch.stack([keys, values]))  # [B, H, S, D]
        y = F.scaled_dot_product_attention(q, keys, values, attn_mask=mask, is_causal=causal)
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
        place: Tensor | None = None,
    ) -> Tensor:
        normed = self.norm_attention(x)
        if place is None:
            x = x + self.attention(normed, mask, causal, cache)  # [B, T, C]
        else:  # one place of each text [B]: the others are looked at, and not carried on
            assert mask is not None
            rows = torch.arange(len(x), device=x.device)
            seen = mask[rows, :, place][:, :, None]  # [B, 1, 1, S]
            query = normed[rows, place][:, None]  # [B, 1, C]
            x = x[rows, place][:, None] + self.attention(query, seen, memory=normed)
        if self.cross is not None and self.norm_cross is not None:
            x = x + self.cross(self.norm_cross(x), memory_mask, memory=memory)
        return x + self.down(gelu(self.up(self.norm_mlp(x))))


def gelu(x: Tensor) -> Tensor:
    """GPT-2's and FlagAI's form of it; the exact form moves the logits of a GLM by 7e-4."""
    return F.gelu(x, approximate="tanh")


class OneToken:
    """A block that is fed one new token of each text at a time, and its cache.

    When thousands of tokens are fed, the sums of `Block.forward` are all that costs. For a single
    one, calling eight modules and finding their weights by name takes as long; and its sums are one
    row times a matrix, which are done soonest where the matrix lies [in, out] and the bias is added
    afterwards. So here are the same sums with the weights laid out for it.
    """

    def __init__(self, block: Block) -> None:
        self.cache = Cache()
        self.heads = block.attention.heads
        self.norm_attention = block.norm_attention.weight, block.norm_attention.bias
        self.qkv, self.qkv_bias = for_one_row(block.attention.qkv)
        self.out, self.out_bias = for_one_row(block.attention.out)
        self.norm_mlp = block.norm_mlp.weight, block.norm_mlp.bias
        self.up, self.up_bias = for_one_row(block.up)
        self.down = block.down.weight, block.down.bias  # so long a row is best left as it is
        self.norm_cross, self.cross = block.norm_cross, block.cross
        self.memory: Tensor | None = None  # keys and values of `memory` [2, B, H, S, D]

    def __call__(
        self,
        x: Tensor,
        mask: Tensor | None = None,
        causal: bool = False,
        memory: Tensor | None = None,
        memory_mask: Tensor | None = None,
    ) -> Tensor:
        # x [B, 1, C]; causal or not is the same here: nothing comes after the newest token
        batch, _, width = x.shape
        normed = F.layer_norm(x, (width,), *self.norm_attention)
        qkv = normed @ self.qkv + self.qkv_bias  # [B, 1, 3·C]
        qkv = qkv.view(batch, 3, self.heads, 1, -1).transpose(0, 1)  # [3, B, H, 1, D]
        keys, values = self.cache.append(qkv[1:])  # [B, H, S, D]
        y = F.scaled_dot_product_attention(qkv[0], keys, values, attn_mask=mask)  # [B, H, 1, D]
        x = x + (y.reshape(x.shape) @ self.out + self.out_bias)
        if self.cross is not None and self.norm_cross is not None:
            if self.memory is None:  # it stays the same, so it is looked through only once
                assert memory is not None
                self.memory = torch.stack(self.cross.keys_values(memory))
            q, (keys, values) = self.cross.query(self.norm_cross(x)), self.memory
            y = F.scaled_dot_product_attention(q, keys, values, attn_mask=memory_mask)
            x = x + self.cross.out(y.reshape(x.shape))
        normed = F.layer_norm(x, (width,), *self.norm_mlp)
        return x + F.linear(gelu(normed @ self.up + self.up_bias), *self.down)

    def take(self, rows: Tensor) -> None:
        """Keep these rows of the batch, in this order: beam search reorders and repeats them."""
        self.cache.take(rows)
        if self.memory is not None:
            self.memory = self.memory[:, rows]


def for_one_row(layer: nn.Linear) -> tuple[Tensor, Tensor]:
    """The weight, copied to lie [in, out], and the bias."""
    return layer.weight.detach().T.contiguous(), layer.bias


@contextlib.contextmanager
def without_onednn() -> Iterator[None]:
    """oneDNN gets each gelu ready anew, which for one token takes several times the gelu itself."""
    before = torch.backends.mkldnn.enabled
    torch.backends.mkldnn.enabled = False  # type: ignore[assignment]  # PyTorch says bool too
    try:
        yield
    finally:
        torch.backends.mkldnn.enabled = before


class Stack(nn.Module):
    """Blocks one after another, and a last layer norm."""

    def __init__(self, shape: Shape, cross: bool = False) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(
            Block(shape.width, shape.heads, cross) for _ in range(shape.layers)
        )
        self.norm = nn.LayerNorm(shape.width)

    def new_cache(self) -> list[OneToken]:
        return [OneToken(cast(Block, block)) for block in self.blocks]

    def forward(
        self,
        x: Tensor,
        caches: list[OneToken] | None = None,
        place: Tensor | None = None,
        **attention: Any,
    ) -> Tensor:
        """[B, T, C], or with `place` [B] what comes of one place of each text [B, 1, C]: then the
        last block has one place to work out, which spares two fifths of a stack of two."""
        if caches and x.shape[1] == 1:
            with without_onednn():
                for one_token in caches:
                    x = one_token(x, **attention)
        else:
            last = len(self.blocks) - 1
            for i, block in enumerate(self.blocks):
                cache = caches[i].cache if caches else None
                x = block(x, cache=cache, place=place if i == last else None, **attention)
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
