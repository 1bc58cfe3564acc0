"""GPT: reads from left to right and writes what comes next (Radford et al. 2019)."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lfai_nb.demos.flagai.decoding import Session
from lfai_nb.demos.flagai.layers import OneToken, Output, Shape, Stack, init_weights, output


class GPTModel(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.tokens = nn.Embedding(shape.vocab, shape.width)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.stack = Stack(shape)
        init_weights(self)

    def forward(self, input_ids: Tensor, labels: Tensor | None = None) -> Output:
        # input_ids [B, T]; labels [B, T] are the same text one token on
        place = torch.arange(input_ids.shape[1], device=input_ids.device)
        x = self.tokens(input_ids) + self.places(place)  # [B, T, C]
        hidden = self.stack(x, causal=True)
        return output(hidden, hidden @ self.tokens.weight.T, labels)  # logits [B, T, V]

    def start(self, prompts: Sequence[Sequence[int]]) -> Session:
        """Get ready to go on from these prompts, all of one length."""
        first = torch.tensor([list(p) for p in prompts], device=self.tokens.weight.device)
        return Session(self, {}, first)

    def new_cache(self, context: dict[str, Tensor]) -> list[OneToken]:
        return self.stack.new_cache()

    def decode(
        self, tokens: Tensor, past: int, context: dict[str, Tensor], caches: list[OneToken] | None
    ) -> Tensor:
        length = tokens.shape[1]
        if past + length > self.shape.positions:
            raise ValueError(
                f"the model knows {self.shape.positions} positions; "
                f"{past + length} tokens are too many: shorten the prompt or the output"
            )
        x = self.tokens(tokens) + self.places.weight[past : past + length]
        if past == 0:
            x = self.stack(x, caches, causal=True)
        elif length == 1:  # a new token sees all old ones ...
            x = self.stack(x, caches)
        else:  # ... and, if they are several, the new ones before it
            mask = torch.ones(length, past + length, device=x.device).tril(past).bool()
            x = self.stack(x, caches, mask=mask)
        return x @ self.tokens.weight.T  # [B, T, V]
