"""Weights on disk: safetensors, never pickle, so that opening a file cannot run anything.

Every file says who wrote it, for what (`key`) and the digest of what is in it; another program's
file, another model's, or a damaged one is refused by name.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

FORMAT = "lfai-nb-flagai-2"
ADVICE = "delete it; training makes it again"


class CheckpointError(ValueError):
    """The file is damaged or was made by, or for, something else."""


def save(path: Path, tensors: Mapping[str, Tensor], key: str, **notes: str) -> None:
    """Write to a neighbouring file first, so that a crash never leaves half a checkpoint."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    kept = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    about = {"format": FORMAT, "key": key, **notes}
    save_file(kept, partial, metadata={**about, "digest": digest(kept, about)})
    partial.replace(path)


def load(path: Path, key: str, device: str = "cpu") -> tuple[dict[str, Tensor], dict[str, str]]:
    """The tensors and the notes that were saved with them."""
    try:
        with safe_open(path, framework="pt") as file:
            notes = dict(file.metadata() or {})
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise CheckpointError(f"{path} is damaged ({error}); {ADVICE}") from error
    if notes.get("format") != FORMAT:
        raise CheckpointError(f"{path} was not written by this version of the package; {ADVICE}")
    if notes.pop("digest", None) != digest(tensors, notes):
        raise CheckpointError(f"{path} is damaged (it is not what was written); {ADVICE}")
    if notes.get("key") != key:
        raise CheckpointError(f"{path} holds {notes.get('key')!r}, not {key!r}; {ADVICE}")
    return {name: tensor.to(device) for name, tensor in tensors.items()}, notes


def digest(tensors: Mapping[str, Tensor], notes: Mapping[str, str]) -> str:
    """Of the weights and of what the file says about them."""
    total = hashlib.blake2b(repr(sorted(notes.items())).encode(), digest_size=16)
    for name, tensor in sorted(tensors.items()):
        total.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        total.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
    return total.hexdigest()
