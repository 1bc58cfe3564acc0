"""Records of the learned demos, which a reader can beat on two cores.

    lfai-nb demo records
    lfai-nb demo records --run infilling --scale 0.8

`records.toml` has, for each, what is counted and who reached what, when, on which machine and with
which commit. `trials` runs one again. Training time is processor time of one thread: it does not
depend on what else the machine does.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lfai_nb.demos.registry import Row

FILE = Path(__file__).with_name("records.toml")


class RecordsError(ValueError):
    """What is wrong with the file of records, and where."""


@dataclass(frozen=True)
class Entry:
    value: float
    on: date
    machine: str
    commit: str
    how: str  # what was changed to reach it


@dataclass(frozen=True)
class Record:
    name: str
    counts: str
    unit: str
    less_is_better: bool
    trial: str  # the function of `trials` that runs it again
    entries: tuple[Entry, ...]

    @property
    def best(self) -> Entry:
        choose = min if self.less_is_better else max
        return choose(self.entries, key=lambda entry: entry.value)

    def beaten_by(self, value: float) -> bool:
        best = self.best.value
        return value < best if self.less_is_better else value > best


def load_records(path: Path = FILE) -> dict[str, Record]:
    """All records by name, or `RecordsError`."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["record"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise RecordsError(f"{path.name}: {error}") from None
    return {name: _record(name, table) for name, table in tables.items()}


def _record(name: str, table: Mapping[str, Any]) -> Record:
    try:
        entries = tuple(Entry(**entry) for entry in table["entry"])
        record = Record(
            name=name,
            counts=table["counts"],
            unit=table["unit"],
            less_is_better=table["less_is_better"],
            trial=table["trial"],
            entries=entries,
        )
    except (KeyError, TypeError) as error:
        raise RecordsError(f"{FILE.name}: {name}: {error}") from None
    if not entries:
        raise RecordsError(f"{FILE.name}: {name} has no entry; run it, and write the first one")
    return record


def rows_of(records: Mapping[str, Record]) -> list[Row]:
    return [
        {
            "record": record.name,
            "best": record.best.value,
            "unit": record.unit,
            "on": record.best.on.isoformat(),
            "machine": record.best.machine,
            "commit": record.best.commit,
            "counts": record.counts,
        }
        for record in records.values()
    ]


def verdict(record: Record, value: float) -> str:
    """A run beside the record, and the lines to add where it is better."""
    best = record.best
    line = (
        f"{record.name}: {value:g} {record.unit}; the record is {best.value:g} of {best.on}, "
        f"on {best.machine}"
    )
    if not record.beaten_by(value):
        return f"{line}. It stands."
    return (
        f"{line}. You beat it. Add to lfai_nb/demos/records.toml:\n\n"
        f"[[record.{record.name}.entry]]\nvalue = {value:g}\non = YOUR DAY\n"
        'machine = "YOUR MACHINE"\ncommit = "YOUR COMMIT"\nhow = "WHAT YOU CHANGED"'
    )
