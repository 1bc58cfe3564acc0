"""Weights of the real models give the real answers here, and go back as they came."""

import importlib.util

import pytest
import torch
from safetensors import safe_open
from torch.nn.attention import SDPBackend, sdpa_kernel

from lfai_nb.demos.errors import CheckpointError
from lfai_nb.demos.flagai import convert
from lfai_nb.demos.flagai.decoding import greedy
from lfai_nb.demos.flagai.layers import Shape
from lfai_nb.demos.flagai.t5 import T5Model
from tests.demos.flagai import real_models
from tests.demos.flagai.real_models import HEADS, HERE, PACKAGES

CLOSE = 1e-5


def fixture(family):
    with safe_open(HERE / f"{family}.safetensors", framework="pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    weights, given = (
        {name.removeprefix(part): t for name, t in tensors.items() if name.startswith(part)}
        for part in ("weights.", "inputs.")
    )
    return weights, given, tensors["logits"]


def test_the_holes_of_a_text_are_filled_as_flagai_fills_them():
    """In turn, each piece seeing those before it: FlagAI 1.8.4's `glm_generate_sample`."""
    model = convert.read("glm", fixture("glm")[0], HEADS)
    with safe_open(HERE / "glm.safetensors", framework="pt") as file:
        assert real_models.filled_here(model) == file.get_tensor("filled").tolist()
    part_a = [1, 10, 5, 12, 13, 5, 15, 2]
    [alone] = greedy(model.start([part_a], [5], sop=3), 4, end=4)
    assert alone != real_models.filled_here(model)[-4:]  # the first piece does make a difference
    uncached = model.start([part_a], [5], 3, [(2, real_models.filled_here(model)[9:13])])
    uncached.use_cache = False
    assert greedy(uncached, 4, end=4)[0] == real_models.filled_here(model)[-4:]


@pytest.mark.parametrize("family", convert.FAMILIES)
def test_the_weights_of_the_real_model_give_its_logits(family):
    """Made by FlagAI 1.8.4 and transformers 5.23.0 from random weights: `real_models.py`."""
    weights, given, logits = fixture(family)
    model = convert.read(family, weights, HEADS).double()
    answer = real_models.ours(family, model, given)
    assert logits.std() > 0.2  # or any two would be close
    assert (answer - logits).abs().max() < CLOSE


def test_in_single_precision_too_with_attention_summed_as_flagai_sums_it():
    """FlagAI's own single precision is 4.6e-6 from its double. PyTorch's fused kernel for a CPU
    goes through the keys in blocks and is 1.2e-5 away; its plain one multiplies as FlagAI does."""
    weights, given, logits = fixture("glm")
    model = convert.read("glm", weights, HEADS)
    with sdpa_kernel(SDPBackend.MATH):
        answer = real_models.ours("glm", model, given)
    assert answer.dtype is torch.float32
    assert (answer - logits).abs().max() < CLOSE


@pytest.mark.parametrize("family", convert.FAMILIES)
def test_where_the_real_package_is_installed_it_takes_our_weights_and_gives_our_logits(family):
    if importlib.util.find_spec(PACKAGES[family]) is None:
        pytest.skip(f"{PACKAGES[family]} is not installed (benchmarks/requirements.txt)")
    model, given = real_models.real(family), real_models.inputs(family)
    weights = {name: weight.float() for name, weight in model.state_dict().items()}
    ours = convert.read(family, weights, HEADS).double()
    first = real_models.logits(family, model, given)
    assert (real_models.ours(family, ours, given) - first).abs().max() < CLOSE
    if family == "glm":
        assert real_models.filled_here(ours) == real_models.filled(model)
    with torch.no_grad():
        for weight in ours.parameters():
            weight.mul_(0.9)
    model.load_state_dict(convert.write(family, ours))
    second = real_models.logits(family, model, given)
    assert not torch.allclose(first, second, atol=1e-2)
    assert (real_models.ours(family, ours, given) - second).abs().max() < CLOSE


@pytest.mark.parametrize("family", convert.FAMILIES)
def test_what_was_read_is_written_as_it_came(family):
    weights, _, _ = fixture(family)
    written = convert.write(family, convert.read(family, weights, HEADS))
    assert written.keys() == weights.keys()
    assert all(torch.equal(written[name], weights[name]) for name in weights)


def test_what_older_versions_saved_beside_the_weights_is_passed_over():
    weights, given, logits = fixture("gpt2")
    weights["transformer.h.0.attn.bias"] = torch.ones(1, 1, 12, 12).tril()
    del weights["lm_head.weight"]
    answer = real_models.ours("gpt2", convert.read("gpt2", weights, HEADS).double(), given)
    assert (answer - logits).abs().max() < CLOSE


@pytest.mark.parametrize(
    ("family", "change", "says"),
    [
        ("gpt2", lambda w: w.pop("transformer.h.1.ln_2.bias"), "blocks.1.norm_mlp.bias is missing"),
        ("bert", lambda w: w.update(more=torch.ones(1)), r"more \(of theirs\) has no place"),
        ("glm", lambda w: w.pop("word_embeddings.weight"), "no word_embeddings.*another family"),
        ("t5", lambda w: w["lm_head.weight"].add_(1), "lm_head.weight and shared.weight differ"),
    ],
)
def test_weights_that_do_not_fit_are_refused_by_name(family, change, says):
    weights, _, _ = fixture(family)
    change(weights)
    with pytest.raises(CheckpointError, match=says):
        convert.read(family, weights, HEADS)


def test_a_model_of_another_kind_an_unknown_family_and_odd_heads_are_refused():
    with pytest.raises(CheckpointError, match="a T5Model cannot be written as gpt2: it has no"):
        convert.write("gpt2", T5Model(Shape(9, width=8, layers=1)))
    with pytest.raises(CheckpointError, match="no family 'opt'; there are: glm, gpt2, bert, t5"):
        convert.read("opt", {}, 2)
    with pytest.raises(CheckpointError, match="a width of 16 cannot be cut into 3 heads"):
        convert.read("glm", fixture("glm")[0], 3)


def test_a_converted_model_writes_as_ours_do():
    """The same tokens as its logits say, one after another."""
    weights, given, _ = fixture("t5")
    model = convert.read("t5", weights, HEADS)
    texts = given["ids"][:, :20].tolist()
    written = greedy(model.start(texts, sop=0), 5, end=None)
    for text, tokens in zip(texts, written, strict=True):
        for i in range(5):
            prefix = torch.tensor([[0, *tokens[:i]]])
            logits = model(torch.tensor([text]), prefix)["logits"]
            assert int(logits[0, -1].argmax()) == tokens[i]
