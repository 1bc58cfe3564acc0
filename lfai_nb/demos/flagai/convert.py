"""Weights of others in our models, and ours in theirs: FlagAI's GLM, transformers' GPT-2, BERT, T5.

    from safetensors.torch import load_file
    model = convert.read("gpt2", load_file("model.safetensors"), heads=12)
    theirs.load_state_dict(convert.write("gpt2", model), strict=False)

A family is a list of names, ours and theirs. The tests hold each to logits that the real package
made: equal within 1e-5 in double precision, from its weights to our model and back; a GLM's in
single precision too, where PyTorch's plain attention does the sums (`SDPBackend.MATH`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

import torch
from torch import Tensor, nn

from lfai_nb.demos.errors import CheckpointError
from lfai_nb.demos.flagai.glm import GLMModel
from lfai_nb.demos.flagai.gpt import GPTModel
from lfai_nb.demos.flagai.layers import Shape
from lfai_nb.demos.flagai.published import PublishedBert, PublishedT5
from lfai_nb.demos.weights import misfit


@dataclass(frozen=True)
class WeightName:
    """Ours is theirs, or several of theirs one below the other; `{i}` counts the layers.

    `turned`: theirs lies [in, out], as GPT-2's first code had it.
    """

    ours: str
    theirs: tuple[str, ...]
    turned: bool = False


@dataclass(frozen=True)
class Family:
    """`copies` are second names for a weight in their file, `idle` what is no weight of the model:
    masks and counts that older versions saved, and heads that ours does not have."""

    build: Callable[[Shape], nn.Module]
    names: tuple[WeightName, ...]
    copies: Mapping[str, str]
    idle: tuple[str, ...]
    longest: str | None  # their table of positions; None: any length


def both(ours: str, *theirs: str, turned: bool = False) -> list[WeightName]:
    """Weight and bias of one layer."""
    return [
        WeightName(f"{ours}.{part}", tuple(f"{name}.{part}" for name in theirs), turned)
        if part == "weight"
        else WeightName(f"{ours}.{part}", tuple(f"{name}.{part}" for name in theirs))
        for part in ("weight", "bias")
    ]


def weight(ours: str, *theirs: str) -> WeightName:
    return WeightName(f"{ours}.weight", tuple(f"{name}.weight" for name in theirs))


def _glm() -> Family:
    ours, theirs = "stack.blocks.{i}.", "transformer.layers.{i}."
    return Family(
        GLMModel,
        (
            weight("tokens", "word_embeddings"),
            weight("places", "transformer.position_embeddings"),
            weight("offsets", "transformer.block_position_embeddings"),
            *both(f"{ours}norm_attention", f"{theirs}input_layernorm"),
            *both(f"{ours}attention.qkv", f"{theirs}attention.query_key_value"),
            *both(f"{ours}attention.out", f"{theirs}attention.dense"),
            *both(f"{ours}norm_mlp", f"{theirs}post_attention_layernorm"),
            *both(f"{ours}up", f"{theirs}mlp.dense_h_to_4h"),
            *both(f"{ours}down", f"{theirs}mlp.dense_4h_to_h"),
            *both("stack.norm", "transformer.final_layernorm"),
        ),
        copies={},
        idle=(),
        longest="transformer.position_embeddings.weight",
    )


def _gpt2() -> Family:
    ours, theirs = "stack.blocks.{i}.", "transformer.h.{i}."
    return Family(
        GPTModel,
        (
            weight("tokens", "transformer.wte"),
            weight("places", "transformer.wpe"),
            *both(f"{ours}norm_attention", f"{theirs}ln_1"),
            *both(f"{ours}attention.qkv", f"{theirs}attn.c_attn", turned=True),
            *both(f"{ours}attention.out", f"{theirs}attn.c_proj", turned=True),
            *both(f"{ours}norm_mlp", f"{theirs}ln_2"),
            *both(f"{ours}up", f"{theirs}mlp.c_fc", turned=True),
            *both(f"{ours}down", f"{theirs}mlp.c_proj", turned=True),
            *both("stack.norm", "transformer.ln_f"),
        ),
        copies={"lm_head.weight": "transformer.wte.weight"},
        idle=("*.attn.bias", "*.attn.masked_bias"),
        longest="transformer.wpe.weight",
    )


def _bert() -> Family:
    ours, theirs = "stack.blocks.{i}.", "bert.encoder.layer.{i}."
    projections = tuple(f"{theirs}attention.self.{part}" for part in ("query", "key", "value"))
    return Family(
        PublishedBert,
        (
            weight("tokens", "bert.embeddings.word_embeddings"),
            weight("places", "bert.embeddings.position_embeddings"),
            weight("segments", "bert.embeddings.token_type_embeddings"),
            *both("stack.norm", "bert.embeddings.LayerNorm"),
            *both(f"{ours}attention.qkv", *projections),
            *both(f"{ours}attention.out", f"{theirs}attention.output.dense"),
            *both(f"{ours}norm_attention", f"{theirs}attention.output.LayerNorm"),
            *both(f"{ours}up", f"{theirs}intermediate.dense"),
            *both(f"{ours}down", f"{theirs}output.dense"),
            *both(f"{ours}norm_mlp", f"{theirs}output.LayerNorm"),
            *both("words", "cls.predictions.transform.dense"),
            *both("norm_words", "cls.predictions.transform.LayerNorm"),
            WeightName("words_bias", ("cls.predictions.bias",)),
        ),
        copies={
            "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
            "cls.predictions.decoder.bias": "cls.predictions.bias",
        },
        idle=("bert.pooler.*", "cls.seq_relationship.*", "bert.embeddings.position_ids"),
        longest="bert.embeddings.position_embeddings.weight",
    )


def _t5() -> Family:
    names = [weight("tokens", "shared")]
    for side, parts in {
        "encoder": ("SelfAttention",),
        "decoder": ("SelfAttention", "EncDec"),
    }.items():
        ours, theirs = f"{side}.blocks.{{i}}.", f"{side}.block.{{i}}.layer."
        attention = f"{theirs}0.SelfAttention."
        first = f"{side}.block.0.layer.0.SelfAttention.relative_attention_bias"
        names += [
            weight(f"{side}.distances", first),
            weight(f"{ours}attention.qkv", *(f"{attention}{part}" for part in "qkv")),
            weight(f"{ours}attention.out", f"{attention}o"),
            weight(f"{ours}norm_attention", f"{theirs}0.layer_norm"),
            weight(f"{ours}up", f"{theirs}{len(parts)}.DenseReluDense.wi"),
            weight(f"{ours}down", f"{theirs}{len(parts)}.DenseReluDense.wo"),
            weight(f"{ours}norm_mlp", f"{theirs}{len(parts)}.layer_norm"),
            weight(f"{side}.norm", f"{side}.final_layer_norm"),
        ]
        if len(parts) == 2:
            cross = f"{theirs}1.EncDecAttention."
            names += [
                weight(f"{ours}cross.qkv", *(f"{cross}{part}" for part in "qkv")),
                weight(f"{ours}cross.out", f"{cross}o"),
                weight(f"{ours}norm_cross", f"{theirs}1.layer_norm"),
            ]
    shared = ("lm_head.weight", "encoder.embed_tokens.weight", "decoder.embed_tokens.weight")
    return Family(
        PublishedT5,
        tuple(names),
        copies=dict.fromkeys(shared, "shared.weight"),
        idle=("decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight",),
        longest=None,
    )


FAMILIES = {"glm": _glm(), "gpt2": _gpt2(), "bert": _bert(), "t5": _t5()}
"""FlagAI 1.8.4's `GLMModel`; transformers' `GPT2LMHeadModel`, `BertForMaskedLM` and
`T5ForConditionalGeneration` of the first version."""


def read(family: str, weights: Mapping[str, Tensor], heads: int) -> nn.Module:
    """Our model with their weights. No file says how many heads a model has; its config does."""
    kind = _family(family)
    theirs = {
        name: value
        for name, value in weights.items()
        if not any(fnmatchcase(name, idle) for idle in kind.idle)
    }
    for copy, name in kind.copies.items():
        value = theirs.pop(copy, None)
        if value is not None and name in theirs and not torch.equal(value, theirs[name]):
            raise CheckpointError(
                f"these are no weights that ours can hold: {copy} and {name} differ, "
                "and our model writes with the vectors that it reads with"
            )
    shape = _shape(kind, theirs, heads)
    model = kind.build(shape).eval()
    ours: dict[str, Tensor] = {}
    for line in _every(kind, shape.layers):
        if all(part in theirs for part in line.theirs):
            value = torch.cat([theirs.pop(part) for part in line.theirs])
            ours[line.ours] = (value.T if line.turned else value).contiguous()
    left = {f"{name} (of theirs)": value for name, value in theirs.items()}
    if wrong := misfit(model.state_dict(), ours | left):
        raise CheckpointError(f"these are no weights of {family}: {wrong}")
    model.load_state_dict(ours)
    return model


def write(family: str, model: nn.Module) -> dict[str, Tensor]:
    """Their names for our weights, second names included."""
    kind = _family(family)
    ours = model.state_dict()
    result: dict[str, Tensor] = {}
    shape: Shape = model.shape  # type: ignore[assignment]  # each of our models has one
    for name in _every(kind, shape.layers):
        if name.ours not in ours:
            raise CheckpointError(
                f"a {type(model).__name__} cannot be written as {family}: it has no {name.ours}"
            )
        value = ours[name.ours].T if name.turned else ours[name.ours]
        parts = value.chunk(len(name.theirs))
        result |= {t: p.clone() for t, p in zip(name.theirs, parts, strict=True)}
    return result | {copy: result[name].clone() for copy, name in kind.copies.items()}


def _family(name: str) -> Family:
    if name not in FAMILIES:
        raise CheckpointError(f"no family {name!r}; there are: {', '.join(FAMILIES)}")
    return FAMILIES[name]


def _shape(kind: Family, theirs: Mapping[str, Tensor], heads: int) -> Shape:
    first = kind.names[0].theirs[0]  # the tokens
    if first not in theirs:
        raise CheckpointError(f"the file has no {first}; is it of another family?")
    vocab, width = theirs[first].shape
    if heads < 1 or width % heads:
        raise CheckpointError(f"a width of {width} cannot be cut into {heads} heads")
    layers = 0
    while _named(kind, layers) & theirs.keys():
        layers += 1
    table = theirs.get(kind.longest) if kind.longest else None
    return Shape(vocab, width, layers, heads, len(table) if table is not None else 512)


def _named(kind: Family, layer: int) -> set[str]:
    """Their names of one layer."""
    return {t.format(i=layer) for n in kind.names for t in n.theirs if "{i}" in t}


def _every(kind: Family, layers: int) -> list[WeightName]:
    """The names with the layers counted out."""
    return [
        WeightName(n.ours.format(i=i), tuple(t.format(i=i) for t in n.theirs), n.turned)
        for n in kind.names
        for i in (range(layers) if "{i}" in n.ours else range(1))
    ]
