"""T5: one transformer reads, another writes while looking at what was read (Raffel et al. 2020).

The real T5 has relative position biases; here positions are learned as in the other models.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lfai_nb.demos.flagai.decoding import Session
from lfai_nb.demos.flagai.glm import pad
from lfai_nb.demos.flagai.layers import OneToken, Output, Shape, Stack, init_weights, output

PAD = 0


class T5Model(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.tokens = nn.Embedding(shape.vocab, shape.width)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.encoder = Stack(shape)
        self.decoder = Stack(shape, cross=True)
        init_weights(self)

    def embed(self, ids: Tensor, past: int = 0) -> Tensor:
        place = torch.arange(past, past + ids.shape[1], device=ids.device)
        return self.tokens(ids) + self.places(place)  # [B, T, C]

    def encode(self, input_ids: Tensor) -> Tensor:
        return self.encoder(self.embed(input_ids), mask=(input_ids != PAD)[:, None, None])

    def forward(
        self, input_ids: Tensor, decoder_input_ids: Tensor, labels: Tensor | None = None
    ) -> Output:
        # input_ids [B, S]: what is read; decoder_input_ids [B, T]: what is written, one token late
        hidden = self.decoder(
            self.embed(decoder_input_ids),
            causal=True,
            memory=self.encode(input_ids),
            memory_mask=(input_ids != PAD)[:, None, None],
        )
        return output(hidden, hidden @ self.tokens.weight.T, labels)  # logits [B, T, V]

    def start(self, texts: Sequence[Sequence[int]], sop: int) -> Session:
        """Read these texts once, and get ready to write about each."""
        ids = pad([list(text) for text in texts], PAD, self.tokens.weight.device)
        with torch.no_grad():
            context = {"memory": self.encode(ids), "seen": ids != PAD}
        return Session(self, context, torch.full((len(ids), 1), sop, device=ids.device))

    def new_cache(self, context: dict[str, Tensor]) -> list[OneToken]:
        return self.decoder.new_cache()

    def decode(
        self, tokens: Tensor, past: int, context: dict[str, Tensor], caches: list[OneToken] | None
    ) -> Tensor:
        hidden = self.decoder(
            self.embed(tokens, past),
            caches,
            causal=past == 0,  # later, one token at a time sees all that was written
            memory=context["memory"],
            memory_mask=context["seen"][:, None, None],
        )
        return hidden @ self.tokens.weight.T
