"""Read the Criteo display advertising data as it is distributed, as a stream of batches.

A line is 40 columns between tabs: a label of 0 or 1, 13 whole numbers, 26 categories as hexadecimal
numbers of up to 8 digits; numbers and categories may be empty. The data itself is Criteo's, under
its own terms, and is not shipped here.

    for batch in read_criteo("train.txt", batch=4096):   # .gz is read as it is
        trainer.step(batch)
"""

import gzip
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import torch

from lfai_nb.demos.deeprec.data import Clicks

INTEGERS, CATEGORIES = 13, 26
COLUMNS = 1 + INTEGERS + CATEGORIES
MISSING = 1 << 32  # no category is as large: they have 32 bits


class CriteoError(ValueError):
    """A line is not of Criteo's format; the message has its number and column."""


def read_criteo(path: Path | str, batch: int = 4096, limit: int | None = None) -> Iterator[Clicks]:
    """Batches of up to `batch` impressions, in the order of the file, in memory for one batch."""
    path = Path(path)
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        numbered = enumerate(islice(lines, limit), 1)
        while rows := [_parse(line, n, path.name) for n, line in islice(numbered, batch)]:
            yield _clicks(rows)


Row = tuple[float, list[float], list[int]]


def _parse(line: str, number: int, file: str) -> Row:
    cells = line.rstrip("\r\n").split("\t")
    where = f"{file}, line {number}"
    if len(cells) == COLUMNS - 1:
        raise CriteoError(f"{where}: 39 columns; without a label it cannot be trained on")
    if len(cells) != COLUMNS:
        raise CriteoError(f"{where}: {len(cells)} columns instead of {COLUMNS}")
    if cells[0] not in ("0", "1"):
        raise CriteoError(f"{where}: the label must be 0 or 1, not {cells[0]!r}")
    counts = [_integer(c, i, where) for i, c in enumerate(cells[1 : 1 + INTEGERS], 2)]
    keys = [_key(c, f, where) for f, c in enumerate(cells[1 + INTEGERS :])]
    return float(cells[0]), counts, keys


def _integer(cell: str, column: int, where: str) -> float:
    try:
        return float(int(cell)) if cell else 0.0
    except ValueError:
        message = f"{where}, column {column}: a whole number or nothing, not {cell[:20]!r}"
        raise CriteoError(message) from None


def _key(cell: str, field: int, where: str) -> int:
    """The field in the upper bits, so that equal categories of two fields are two keys."""
    try:
        if len(cell) > 8:
            raise ValueError
        value = int(cell, 16) if cell else MISSING
        if value < 0:
            raise ValueError
    except ValueError:
        column = field + 2 + INTEGERS
        message = f"{where}, column {column}: up to 8 hexadecimal digits, not {cell[:20]!r}"
        raise CriteoError(message) from None
    return (field + 1) << 40 | value


def _clicks(rows: Iterable[Row]) -> Clicks:
    label, counts, keys = zip(*rows, strict=True)
    raw = torch.tensor(counts)
    # Counts span six orders of magnitude, and a few are negative (−1 to −3).
    dense = torch.sign(raw) * torch.log1p(raw.abs())
    return Clicks(torch.tensor(keys, dtype=torch.int64), dense, torch.tensor(label))
