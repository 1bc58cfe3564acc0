"""Where a model looks: what each head gives each token that it may see.

    with watched(model) as layers:
        model(ids)
    layers[-1]  # [B, H, T, S] of the last layer; each row adds up to 1

PyTorch's fused kernel keeps these numbers to itself, so they are computed a second time, from what
went into each layer.
"""

import math
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from lfai_nb.demos.flagai.layers import Attention, Cache


@contextmanager
def watched(model: nn.Module) -> Iterator[list[Tensor]]:
    """The weights of each layer that looks around while this is open, in the order of their use."""
    layers: list[Tensor] = []

    def look(layer: nn.Module, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        layers.append(weights(layer, *given, **named))  # type: ignore[arg-type]

    with ExitStack() as hooks:
        for layer in (m for m in model.modules() if isinstance(m, Attention)):
            hooks.callback(layer.register_forward_pre_hook(look, with_kwargs=True).remove)
        yield layers


@torch.no_grad()
def weights(
    layer: Attention,
    x: Tensor,
    mask: Tensor | None = None,
    causal: bool = False,
    cache: Cache | None = None,
    memory: Tensor | None = None,
) -> Tensor:
    """What `layer` of the same arguments multiplies its values by: [B, H, T, S]."""
    if cache is not None:
        raise ValueError(
            "a layer with a cache sees one token at a time: read the whole text at once"
        )
    query, keys, _ = layer.query_keys_values(x, memory)
    scores = query @ keys.transpose(-2, -1) / math.sqrt(query.shape[-1])  # [B, H, T, S]
    if causal:
        mask = torch.ones(scores.shape[-2:], dtype=torch.bool, device=x.device).tril()
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return scores.softmax(dim=-1)
