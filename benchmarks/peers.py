"""The models that ours race against, of the same size and on the same terms."""

import importlib.util
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from lfai_nb.demos.flagai.layers import Shape


def installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def gpt2(shape: Shape, activation: str = "gelu_pytorch_tanh") -> nn.Module:
    """transformers' GPT-2. Its default activation is the same function in four calls."""
    without_torchvision()
    from transformers import GPT2Config, GPT2LMHeadModel

    config = GPT2Config(
        vocab_size=shape.vocab,
        n_positions=shape.positions,
        n_embd=shape.width,
        n_layer=shape.layers,
        n_head=shape.heads,
        activation_function=activation,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        bos_token_id=None,
        eos_token_id=None,
        attn_implementation="sdpa",
    )
    return GPT2LMHeadModel(config)


def glm(shape: Shape) -> nn.Module:
    """FlagAI's GLM."""
    without_torchvision()
    os.environ["ENV_TYPE"] = "pytorch"
    from flagai.model.glm_model import GLMModel

    config = {
        "num_layers": shape.layers,
        "vocab_size": shape.vocab,
        "hidden_size": shape.width,
        "num_attention_heads": shape.heads,
        "embedding_dropout_prob": 0.0,
        "attention_dropout_prob": 0.0,
        "output_dropout_prob": 0.0,
        "max_sequence_length": shape.positions,
        "max_memory_length": 0,
        "checkpoint_activations": False,
        "checkpoint_num_layers": 1,
        "parallel_output": True,
        "relative_encoding": False,
        "block_position_encoding": True,
        "output_predict": True,
        "spell_length": None,
        "spell_func": "lstm",
        "attention_scale": 1.0,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.json"
        path.write_text(json.dumps(config), encoding="utf-8")
        return GLMModel.init_from_json(str(path))  # type: ignore[no-any-return]


def without_torchvision() -> None:
    """FlagAI brings it along; one built for another torch keeps transformers from starting, and
    none of these models needs it."""
    sys.modules.setdefault("torchvision", None)  # type: ignore[arg-type]  # "not to be had"


def training(
    model: nn.Module,
    loss_of: Callable[[], torch.Tensor],
    steps: int,
    dtype: torch.dtype = torch.float32,
) -> Callable[[], None]:
    """So many steps of AdamW."""
    optimizer = torch.optim.AdamW(model.parameters(), 1e-3, fused=True)
    device = next(model.parameters()).device.type
    model.train()

    def run() -> None:
        for _ in range(steps):
            with torch.autocast(device, dtype, enabled=dtype != torch.float32):
                loss = loss_of()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()

    return run
