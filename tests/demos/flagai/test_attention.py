"""The weights that a picture shows are those that the layer multiplies by."""

import pytest
import torch

from lfai_nb.demos.flagai.attention import watched, weights
from lfai_nb.demos.flagai.bert import BertModel
from lfai_nb.demos.flagai.gpt import GPTModel
from lfai_nb.demos.flagai.layers import Attention, Cache, Shape

SMALL = Shape(vocab=20, width=16, layers=2, heads=2, positions=12)


@pytest.mark.parametrize("given", ["nothing", "causal", "mask", "memory"])
def test_the_weights_times_the_values_are_what_the_layer_gives(given):
    torch.manual_seed(0)
    layer, x = Attention(16, 2), torch.randn(3, 7, 16)
    more = {
        "nothing": {},
        "causal": {"causal": True},
        "mask": {"mask": (torch.arange(7) < 5)[None, None, None]},
        "memory": {"memory": torch.randn(3, 4, 16)},
    }[given]
    values = layer.split(layer.qkv(x), 3)[2]
    if given == "memory":
        values = layer.keys_values(more["memory"])[1]
    looks = weights(layer, x, **more)
    ours = layer.out((looks @ values).transpose(1, 2).flatten(2))
    assert torch.allclose(ours, layer(x, **more), atol=1e-6)
    assert torch.allclose(looks.sum(dim=-1), torch.ones(looks.shape[:3]))


def test_each_layer_is_watched_once_and_only_while_it_is_open():
    model, ids = BertModel(SMALL, "class").eval(), torch.tensor([[3, 4, 5, 0]])
    before = model(ids)["logits"]
    with watched(model) as layers:
        assert torch.equal(model(ids)["logits"], before)
    model(ids)
    assert [tuple(looks.shape) for looks in layers] == [(1, 2, 4, 4)] * 2
    assert all(not looks[..., 3].any() for looks in layers)  # nobody looks at padding


def test_a_gpt_looks_at_nothing_that_comes_later():
    with watched(model := GPTModel(SMALL).eval()) as layers:
        model(torch.tensor([[3, 4, 5, 6]]))
    assert all(not looks.triu(1).any() for looks in layers)


def test_a_layer_that_is_fed_token_by_token_is_refused():
    with pytest.raises(ValueError, match="read the whole text at once"):
        weights(Attention(16, 2), torch.randn(1, 1, 16), cache=Cache())
