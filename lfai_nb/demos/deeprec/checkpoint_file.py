"""One checkpoint file: its header, its tensors, and whether all of it is there and fits together.

The header names the format, what the file is, which it follows (by digest) and the digest of its
own contents. The digest has no key, so whoever writes a file can make it right: that all parts are
there and fit together is checked as well.
"""

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from lfai_nb.demos.deeprec.errors import CheckpointError
from lfai_nb.demos.deeprec.state import TableState

FORMAT = "lfai-nb deeprec 1"
SUFFIX = ".safetensors"
DENSE = "dense"


@dataclass(frozen=True)
class Checkpoint:
    """One file, read and found whole."""

    path: Path
    kind: str  # "full" or "delta"
    step: int
    digest: str
    follows: str  # digest of the file before it; empty for a full one
    tables: dict[str, TableState]
    dense: dict[str, Tensor]


def flatten(states: Mapping[str, TableState]) -> Iterator[tuple[str, Tensor]]:
    for name, state in states.items():
        for field in fields(state):
            value = getattr(state, field.name)
            if isinstance(value, Tensor):
                yield f"{name}/{field.name}", value.contiguous()
        for column, values in state.columns.items():
            yield f"{name}/columns/{column}", values.contiguous()


def digest(tensors: Mapping[str, Tensor], header: Mapping[str, str]) -> str:
    """Of the contents and of what the header claims about them."""
    total = hashlib.blake2b(digest_size=16)
    for key in sorted(header.keys() - {"digest"}):
        total.update(f"{key}={header[key]}\n".encode())
    for name in sorted(tensors):
        value = tensors[name]
        total.update(f"{name} {value.dtype} {tuple(value.shape)}\n".encode())
        total.update(value.reshape(-1).view(torch.uint8).numpy().data)
    return total.hexdigest()


def read(path: Path) -> Checkpoint:
    """Read one file, or say in what way it is damaged."""
    try:
        with safe_open(path, "pt") as file:
            header = dict(file.metadata() or {})
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"{path.name} is cut off or is no checkpoint: {error}") from error
    if header.get("format") != FORMAT:
        raise CheckpointError(f"{path.name} is no checkpoint of an Embedding Variable")
    if digest(tensors, header) != header.get("digest"):
        raise CheckpointError(f"{path.name} was altered after it was written")
    try:
        return _checkpoint(path, header, tensors)
    except CheckpointError as error:
        raise CheckpointError(f"{path.name} is whole, but {error}") from error


def _checkpoint(path: Path, header: Mapping[str, str], tensors: Mapping[str, Tensor]) -> Checkpoint:
    """What the digest cannot tell: that all is there, and fits together."""
    if absent := {"kind", "step", "follows", "tables"} - header.keys():
        raise CheckpointError(f"its header has no {sorted(absent)[0]!r}")
    kind, step = header["kind"], header["step"]
    if path.name != f"{step:0>12}.{kind}{SUFFIX}" or not re.fullmatch(r"[0-9]{1,12}", step):
        raise CheckpointError(f"its header calls it {kind!r} of step {step!r}")
    if kind not in ("full", "delta"):
        raise CheckpointError(f"it is {kind!r}, which is neither full nor delta")
    about = _about(header["tables"])
    tables = {name: _state(name, about[name], tensors) for name in about}
    for name, state in tables.items():
        state.whole(name)
        if kind == "full" and state.removed is not None:
            raise CheckpointError(f"it is full, and says what was removed from {name!r}")
    known = {DENSE, *tables}
    if stray := [name for name in tensors if name.partition("/")[0] not in known]:
        raise CheckpointError(f"{sorted(stray)[0]!r} belongs to no table")
    dense = {k.removeprefix(f"{DENSE}/"): v for k, v in tensors.items() if _of(DENSE, k)}
    return Checkpoint(path, kind, int(step), header["digest"], header["follows"], tables, dense)


def _about(text: str) -> dict[str, dict[str, float]]:
    """Of each table its dimension and its optimiser's scalars."""
    try:
        about = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"what its header says of the tables is not JSON: {error}") from error
    if not isinstance(about, dict) or not all(
        isinstance(values, dict) for values in about.values()
    ):
        raise CheckpointError("its header does not say of each table what it is")
    for name, values in about.items():
        if type(values.get("dim")) is not int or values["dim"] < 1:
            raise CheckpointError(f"the dimension of {name!r} is {values.get('dim')!r}")
        for key, value in values.items():
            if type(value) not in (int, float) or not math.isfinite(value):
                raise CheckpointError(f"{key} of {name!r} is {value!r}, which is not a number")
    return about


def _of(name: str, key: str) -> bool:
    return key.startswith(f"{name}/")


def _state(name: str, about: dict[str, float], tensors: Mapping[str, Tensor]) -> TableState:
    mine = {k.removeprefix(f"{name}/"): v for k, v in tensors.items() if _of(name, k)}
    columns = {k.removeprefix("columns/"): v for k, v in mine.items() if _of("columns", k)}
    if absent := {"keys", "freq", "version", "admitted"} - mine.keys():
        raise CheckpointError(f"of {name!r} it has no {sorted(absent)[0]}")
    return TableState(
        dim=int(about["dim"]),
        keys=mine["keys"],
        freq=mine["freq"],
        version=mine["version"],
        admitted=mine["admitted"],
        columns=columns,
        scalars={k: v for k, v in about.items() if k != "dim"},
        counters=mine.get("counters"),
        removed=mine.get("removed"),
    )
