"""BERT and T5 as they were published, for weights that somebody else trained.

Our own `BertModel` and `T5Model` share GLM's block, so that a student reads one block. The
published ones differ from it in these places, and only in these:

                our block         BERT                     T5
    norm        before each part  after each part          before, by the root mean square alone
    positions   learned vectors   learned vectors, a norm  a number for each head and distance
    between     gelu (tanh)       gelu (exact)             relu
    biases      yes               yes                      none
    attention   over sqrt(D)      over sqrt(D)             as it is
"""

import math
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lfai_nb.demos.flagai.bert import PAD, BertModel
from lfai_nb.demos.flagai.decoding import Session
from lfai_nb.demos.flagai.layers import Attention, Block, OneToken, Output, Shape, output
from lfai_nb.demos.flagai.t5 import T5Model

# --- BERT ----------------------------------------------------------------------------------------

BERT_EPS = 1e-12


class LateBlock(Block):
    """The norm comes after each part (Devlin et al. 2019), as in the first transformer."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__(width, heads)
        self.norm_attention = nn.LayerNorm(width, BERT_EPS)
        self.norm_mlp = nn.LayerNorm(width, BERT_EPS)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:  # type: ignore[override]
        x = self.norm_attention(x + self.attention(x, mask))  # [B, T, C]
        return self.norm_mlp(x + self.down(F.gelu(self.up(x))))  # type: ignore[no-any-return]


class LateStack(nn.Module):
    """A norm of the embeddings, then the blocks; none at the end, each block has its own."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(shape.width, BERT_EPS)
        self.blocks = nn.ModuleList(
            LateBlock(shape.width, shape.heads) for _ in range(shape.layers)
        )

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.norm(x)
        for block in self.blocks:
            x = block(x, mask)
        return x


class PublishedBert(BertModel):
    """BERT with its head for masked words: a layer, a norm, the embedding's weights, a bias."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape, "words")
        self.stack = LateStack(shape)  # type: ignore[assignment]
        self.words = nn.Linear(shape.width, shape.width)
        self.norm_words = nn.LayerNorm(shape.width, BERT_EPS)
        self.words_bias = nn.Parameter(torch.zeros(shape.vocab))

    def forward(
        self, input_ids: Tensor, segment_ids: Tensor | None = None, labels: Tensor | None = None
    ) -> Output:
        hidden = super().forward(input_ids, segment_ids)["hidden_states"]  # [B, T, C]
        spoken = self.norm_words(F.gelu(self.words(hidden)))
        logits = spoken @ self.tokens.weight.T + self.words_bias  # [B, T, V]
        return output(hidden, logits, labels)


# --- T5 ------------------------------------------------------------------------------------------

T5_EPS, BUCKETS, FARTHEST = 1e-6, 32, 128


class PlainAttention(Attention):
    """Without biases, and q·k is not divided by the root of the width: T5's first weights are."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__(width, heads)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def look(self, x: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        # mask [B or 1, H or 1, T or 1, S] is added: a number for the distance, or -inf
        width = x.shape[-1]
        q = self.split(F.linear(x, self.qkv.weight[:width]), 1)[0]
        keys, values = self.split(F.linear(memory, self.qkv.weight[width:]), 2)
        y = F.scaled_dot_product_attention(q, keys, values, attn_mask=mask, scale=1.0)
        return self.out(y.transpose(1, 2).flatten(2))  # type: ignore[no-any-return]


class RootBlock(Block):
    def __init__(self, width: int, heads: int, cross: bool = False) -> None:
        super().__init__(width, heads, cross)
        norms = [nn.RMSNorm(width, T5_EPS) for _ in range(3)]
        self.norm_attention, self.norm_mlp = norms[0], norms[1]  # type: ignore[assignment]
        self.attention = PlainAttention(width, heads)
        if cross:
            self.norm_cross = norms[2]  # type: ignore[assignment]
            self.cross = PlainAttention(width, heads)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)

    def forward(  # type: ignore[override]
        self, x: Tensor, mask: Tensor, memory: Tensor | None = None, seen: Tensor | None = None
    ) -> Tensor:
        normed = self.norm_attention(x)
        x = x + cast(PlainAttention, self.attention).look(normed, normed, mask)  # [B, T, C]
        if self.norm_cross is not None and memory is not None and seen is not None:
            x = x + cast(PlainAttention, self.cross).look(self.norm_cross(x), memory, seen)
        return x + self.down(F.relu(self.up(self.norm_mlp(x))))  # type: ignore[no-any-return]


class RootStack(nn.Module):
    """Blocks that share one table of distances, and a last norm."""

    def __init__(self, shape: Shape, cross: bool = False) -> None:
        super().__init__()
        self.distances = nn.Embedding(BUCKETS, shape.heads)
        self.blocks = nn.ModuleList(
            RootBlock(shape.width, shape.heads, cross) for _ in range(shape.layers)
        )
        self.norm = nn.RMSNorm(shape.width, T5_EPS)
        self.writes = cross

    def forward(
        self, x: Tensor, seen: Tensor | None = None, memory: Tensor | None = None
    ) -> Tensor:
        # seen [B, S] says which tokens may be looked at: of x, or of memory where that is given
        hidden = None if seen is None else added(seen, x.dtype)[:, None, None]
        mask = self.mask(x.shape[1], x.device)
        if memory is None and hidden is not None:
            mask = mask + hidden
        for block in self.blocks:
            x = block(x, mask, memory, hidden)
        return self.norm(x)  # type: ignore[no-any-return]

    def mask(self, length: int, device: torch.device) -> Tensor:
        place = torch.arange(length, device=device)
        distance = place[None] - place[:, None]  # [T, T]: how far to the right a key stands
        mask = self.distances(bucket(distance, both_ways=not self.writes)).movedim(-1, 0)
        # [H, T, T]; a writer sees nothing to its right
        return mask + added(distance <= 0, mask.dtype) if self.writes else mask


def added(allowed: Tensor, kind: torch.dtype) -> Tensor:
    """0 where a look is allowed, -inf elsewhere."""
    nothing = torch.zeros(allowed.shape, dtype=kind, device=allowed.device)
    return nothing.masked_fill(~allowed, -torch.inf)


def bucket(distance: Tensor, both_ways: bool) -> Tensor:
    """Near distances have a number each, farther ones share one by their logarithm.

    >>> bucket(torch.tensor([-20, -2, 0, 3]), both_ways=False).tolist()
    [17, 2, 0, 0]
    """
    buckets, start = BUCKETS, torch.zeros_like(distance)
    if both_ways:
        buckets //= 2
        start = (distance > 0) * buckets
        distance = distance.abs()
    else:
        distance = -distance.clamp(max=0)
    exact = buckets // 2
    share = (distance.clamp(min=1).float() / exact).log() / math.log(FARTHEST / exact)
    far = (exact + (share * (buckets - exact)).long()).clamp(max=buckets - 1)
    return start + torch.where(distance < exact, distance, far)


class PublishedT5(T5Model):
    """The T5 of 2020 (v1.0): relu, one table of tokens for reading and writing."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        del self.places
        self.encoder = RootStack(shape)  # type: ignore[assignment]
        self.decoder = RootStack(shape, cross=True)  # type: ignore[assignment]

    def embed(self, ids: Tensor, past: int = 0) -> Tensor:
        return self.tokens(ids)  # type: ignore[no-any-return]

    def encode(self, input_ids: Tensor) -> Tensor:
        return self.encoder(self.embed(input_ids), seen=input_ids != PAD)

    def write(self, tokens: Tensor, memory: Tensor, seen: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.decoder(self.embed(tokens), seen=seen, memory=memory)
        return hidden, hidden * self.shape.width**-0.5 @ self.tokens.weight.T

    def forward(
        self, input_ids: Tensor, decoder_input_ids: Tensor, labels: Tensor | None = None
    ) -> Output:
        seen = input_ids != PAD
        return output(*self.write(decoder_input_ids, self.encode(input_ids), seen), labels)

    def start(self, texts: list[list[int]], sop: int) -> Session:  # type: ignore[override]
        session = super().start(texts, sop)
        session.use_cache = False  # its cache would need the table of distances: read anew instead
        return session

    def decode(
        self, tokens: Tensor, past: int, context: dict[str, Tensor], caches: list[OneToken] | None
    ) -> Tensor:
        return self.write(tokens, context["memory"], context["seen"])[1]
