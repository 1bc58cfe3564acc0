"""Weights on disk: safetensors, never pickle, so that opening a file cannot run anything.

Every file says who wrote it and for what (`key`); another program's file, another model's, or a
damaged one is refused by name.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

FORMAT = "lfai-nb-flagai-1"


class CheckpointError(ValueError):
    """The file is damaged or was made by, or for, something else."""


def save(path: Path, tensors: Mapping[str, Tensor], key: str, **notes: str) -> None:
    """Write to a neighbouring file first, so that a crash never leaves half a checkpoint."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    contiguous = {name: tensor.detach().contiguous() for name, tensor in tensors.items()}
    save_file(contiguous, partial, metadata={"format": FORMAT, "key": key, **notes})
    partial.replace(path)


def load(path: Path, key: str, device: str = "cpu") -> tuple[dict[str, Tensor], dict[str, str]]:
    """The tensors and the notes that were saved with them."""
    advice = "delete it, and it will be made again"
    try:
        with safe_open(path, framework="pt", device=device) as file:
            notes = file.metadata() or {}
            if notes.get("format") != FORMAT:
                raise CheckpointError(f"{path} was not written by this package; {advice}")
            if notes.get("key") != key:
                raise CheckpointError(f"{path} holds {notes.get('key')!r}, not {key!r}; {advice}")
            return {name: file.get_tensor(name) for name in file.keys()}, notes  # noqa: SIM118
    except SafetensorError as error:
        raise CheckpointError(f"{path} is damaged ({error}); {advice}") from error
