"""Read the Criteo display advertising data as it is distributed, as a stream of batches.

A line is 40 columns between tabs: a label of 0 or 1, 13 whole numbers, 26 categories as hexadecimal
numbers of up to 8 digits; numbers and categories may be empty. The data itself is Criteo's, under
its own terms, and is not shipped here.

    for batch in read_criteo("train.txt", batch=4096):   # .gz is read as it is
        trainer.step(batch)
"""

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import torch

from lfai_nb.demos.deeprec.data import Clicks

INTEGERS, CATEGORIES = 13, 26
COLUMNS = 1 + INTEGERS + CATEGORIES
MISSING = 1 << 32  # no category is as large: they have 32 bits
# int() would take the digits of any script, underscores, spaces, a sign, 0x.
WHOLE, HEXADECIMAL = re.compile(r"(-?[0-9]{1,15})?"), re.compile(r"[0-9a-fA-F]{0,8}")


class CriteoError(ValueError):
    """A line is not of Criteo's format; the message has its number and column."""


def read_criteo(path: Path | str, batch: int = 4096, limit: int | None = None) -> Iterator[Clicks]:
    """Batches of up to `batch` impressions, in the order of the file, in memory for one batch."""
    path = Path(path)
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        # What is not ASCII is no number, and is refused as such, with its place.
        with opened(path, "rt", encoding="ascii", errors="replace") as lines:
            numbered = enumerate(islice(lines, limit), 1)
            while rows := [_parse(line, n, path.name) for n, line in islice(numbered, batch)]:
                yield _clicks(rows)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise CriteoError(f"{path.name} is cut off or damaged: {error}") from error


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
    if not WHOLE.fullmatch(cell):
        message = f"{where}, column {column}: a whole number or nothing, not {cell[:20]!r}"
        raise CriteoError(message)
    return float(cell or 0)


def _key(cell: str, field: int, where: str) -> int:
    """The field in the upper bits, so that equal categories of two fields are two keys."""
    if not HEXADECIMAL.fullmatch(cell):
        column = field + 2 + INTEGERS
        message = f"{where}, column {column}: up to 8 hexadecimal digits, not {cell[:20]!r}"
        raise CriteoError(message)
    value = int(cell, 16) if cell else MISSING
    return (field + 1) << 40 | value


def _clicks(rows: Iterable[Row]) -> Clicks:
    label, counts, keys = zip(*rows, strict=True)
    raw = torch.tensor(counts)
    # Counts span six orders of magnitude, and a few are negative (−1 to −3).
    dense = torch.sign(raw) * torch.log1p(raw.abs())
    return Clicks(torch.tensor(keys, dtype=torch.int64), dense, torch.tensor(label))
