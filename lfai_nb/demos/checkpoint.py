"""Weights on disk: safetensors, never pickle, so that opening a file cannot run anything.

Every file names its format, what it is for (`key`) and the digest of its contents; another
program's file, another model's, or a damaged one is refused by name. A file is there whole or not
at all: it is written beside its place, flushed to the disk, and renamed.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_bytes
from torch import Tensor

from lfai_nb.demos.errors import CheckpointError, StorageError

FORMAT = "lfai-nb tensors"
READABLE = (FORMAT, "lfai-nb-flagai-2")  # the second is the name this format had at first
ADVICE = "delete it; training makes it again"


def save(path: Path, tensors: Mapping[str, Tensor], key: str, **notes: str) -> None:
    """Raises `TypeError` for what is not a tensor, `StorageError` where there is no room."""
    for name, value in tensors.items():
        if not isinstance(value, Tensor):
            raise TypeError(f"{name} is a {type(value).__name__}; a checkpoint holds tensors alone")
    # Copies, because a file of tensors cannot hold two names for one memory.
    kept = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    about = {"format": FORMAT, "key": key, **notes}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, to_bytes(kept, metadata={**about, "digest": digest(kept, about)}))


def load(path: Path, key: str, device: str = "cpu") -> tuple[dict[str, Tensor], dict[str, str]]:
    """The tensors and the notes that were saved with them."""
    try:
        with safe_open(path, framework="pt") as file:
            notes = dict(file.metadata() or {})
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise CheckpointError(f"{path} is damaged ({error}); {ADVICE}") from error
    if notes.get("format") not in READABLE:
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


def write_whole(path: Path, data: bytes) -> None:
    """The file is there whole or not at all, even if the power goes."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(
            f"cannot write {path} ({len(data) / 1e6:.1f} MB): {error.strerror}; the checkpoints "
            "before it are whole. Free some space there, or save somewhere else"
        ) from error
