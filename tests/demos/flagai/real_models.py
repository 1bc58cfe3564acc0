"""The real models, small and with random weights: for the test, and to write its fixtures anew.

python -m tests.demos.flagai.real_models       # where flagai and transformers are installed
"""

import contextlib
import importlib.metadata
import io
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from benchmarks import peers
from lfai_nb.demos.flagai.decoding import greedy
from lfai_nb.demos.flagai.glm import GLMModel, fill_in_turn
from lfai_nb.demos.flagai.layers import Shape

HERE = Path(__file__).parent / "fixtures"
VOCAB, WIDTH, LAYERS, HEADS, LENGTH = 23, 16, 2, 2, 12
SHAPE = Shape(VOCAB, WIDTH, LAYERS, HEADS, LENGTH)
PACKAGES = {"glm": "flagai", "gpt2": "transformers", "bert": "transformers", "t5": "transformers"}

Inputs = dict[str, Tensor]


def glm() -> nn.Module:
    with contextlib.redirect_stdout(io.StringIO()):
        return peers.glm(SHAPE)


def gpt2() -> nn.Module:
    return peers.gpt2(SHAPE, "gelu_new")


def bert() -> nn.Module:
    peers.without_torchvision()
    from transformers import BertConfig, BertForMaskedLM

    return BertForMaskedLM(
        BertConfig(
            vocab_size=VOCAB,
            hidden_size=WIDTH,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            intermediate_size=4 * WIDTH,
            max_position_embeddings=LENGTH,
        )
    )


def t5() -> nn.Module:
    peers.without_torchvision()
    from transformers import T5Config, T5ForConditionalGeneration

    return T5ForConditionalGeneration(
        T5Config(
            vocab_size=VOCAB,
            d_model=WIDTH,
            d_kv=WIDTH // HEADS,
            d_ff=4 * WIDTH,
            num_layers=LAYERS,
            num_heads=HEADS,
            decoder_start_token_id=0,
        )
    )


BUILD: dict[str, Callable[[], nn.Module]] = {"glm": glm, "gpt2": gpt2, "bert": bert, "t5": t5}


def random_weights(model: nn.Module, size: float) -> None:
    """All of them, norms and biases too, which a fresh model leaves at one and nought.

    At size 1 and with this seed, the GLM fills its second hole otherwise once the first is filled.
    """
    draw = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            around = 1.0 if weight.dim() == 1 and "bias" not in name else 0.0
            scale = 0.5 if "embed" in name else 0.8
            weight.copy_(around + size * scale * torch.randn(weight.shape, generator=draw))


class Numbers:
    """A tokenizer for FlagAI's predictor whose tokens are numbers."""

    def get_command_id(self, name: str) -> int:
        return ["pad", "cls", "eos", "sop", "eop", "mask", "sMASK", "gMASK"].index(name)

    def EncodeAsIds(self, text: str) -> list[int]:
        return [5 if word == "[MASK]" else int(word) for word in text.split()]

    def DecodeIds(self, ids: list[int]) -> str:
        return " ".join(map(str, ids))


TEXT = "10 [MASK] 12 13 [MASK] 15"


def filled(model: nn.Module) -> list[int]:
    """What FlagAI 1.8.4 writes, always the likeliest token: the text, then each piece after sop."""
    from flagai.model.predictor.utils import glm_generate_sample

    rules = {"top_k": 1, "out_seq_length": 4, "eod_token": 2}
    return [int(word) for word in glm_generate_sample(model, Numbers(), TEXT, **rules).split()]


def filled_here(model: GLMModel) -> list[int]:
    part_a = [1, *Numbers().EncodeAsIds(TEXT), 2]
    pieces = fill_in_turn(model, part_a, [2, 5], 3, lambda session: greedy(session, 4, 4)[0])
    return [*part_a, *(token for piece in pieces for token in [3, *piece])]


def inputs(family: str) -> Inputs:
    draw = torch.Generator().manual_seed(2)
    ids = torch.randint(1, VOCAB, (3, LENGTH - 1), generator=draw)
    if family == "glm":
        place = torch.arange(ids.shape[1]).expand_as(ids)
        offset = torch.randint(0, 4, ids.shape, generator=draw)
        sep = torch.tensor([3, 6, 9])
        return {"ids": ids, "positions": torch.stack([place, offset], dim=1), "sep": sep}
    if family == "bert":
        ids[1, 8:] = 0  # padding
        return {"ids": ids, "segments": torch.randint(0, 2, ids.shape, generator=draw)}
    if family == "t5":
        ids = torch.randint(1, VOCAB, (2, 150), generator=draw)  # past the farthest distance
        ids[1, 140:] = 0
        return {"ids": ids, "written": torch.randint(1, VOCAB, (2, 40), generator=draw)}
    return {"ids": ids}


@torch.no_grad()
def logits(family: str, model: nn.Module, given: Inputs) -> Tensor:
    """What the real model answers."""
    ids = given["ids"]
    match family:
        case "glm":
            places = {"position_ids": given["positions"], "attention_mask": given["sep"]}
            return model(input_ids=ids, **places)["logits"]
        case "bert":
            seen = (ids != 0).long()
            return model(ids, attention_mask=seen, token_type_ids=given["segments"]).logits
        case "t5":
            seen = (ids != 0).long()
            return model(ids, attention_mask=seen, decoder_input_ids=given["written"]).logits
    return model(ids).logits


@torch.no_grad()
def ours(family: str, model: nn.Module, given: Inputs) -> Tensor:
    """What our model answers to the same."""
    ids = given["ids"]
    match family:
        case "glm":
            return model(ids, given["positions"], given["sep"])["logits"]
        case "bert":
            return model(ids, given["segments"])["logits"]
        case "t5":
            return model(ids, given["written"])["logits"]
    return model(ids)["logits"]


def real(family: str) -> nn.Module:
    """In double precision: whether two models are the same is not to hang on rounding."""
    model = BUILD[family]().eval()
    # transformers' T5 rounds its norms to single precision all the same, which large weights show.
    random_weights(model, size=0.4 if family == "t5" else 1.0)
    return model.double()


def main() -> None:
    for family, package in PACKAGES.items():
        model, given = real(family), inputs(family)
        answer = logits(family, model, given)
        version = importlib.metadata.version(package)
        weights = {
            f"weights.{n}": w.detach().float().clone() for n, w in model.state_dict().items()
        }
        tensors = {f"inputs.{n}": value.contiguous() for n, value in given.items()}
        if family == "glm":
            tensors["filled"] = torch.tensor(filled(model))
        path = HERE / f"{family}.safetensors"
        about = {"package": package, "version": version}
        save_file({**weights, **tensors, "logits": answer.contiguous()}, path, metadata=about)
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
