"""The catalogue, read and checked once; what reads it is imported only where there is need."""

from functools import cache
from pathlib import Path

from lfai_nb.catalog.catalog import Catalog
from lfai_nb.errors import DataError, Problem
from lfai_nb.kept import kept, name_for
from lfai_nb.places import data_dir

_HERE = Path(__file__).parent
_READ_BY = (
    *(
        _HERE / f"{name}.py"
        for name in ("reader", "csv_rows", "model", "catalog", "consistency", "agreement")
    ),
    *(_HERE.parent / f"{name}.py" for name in ("checked", "domain", "frozen", "kept")),
)


def load(path: Path | None = None) -> Catalog:
    """The catalogue in a folder, by default our own; ``DataError`` lists every fault."""
    return _kept(path or data_dir() / "catalog")


def problems(path: Path) -> list[Problem]:
    """Every fault of a catalogue folder; an empty list where it can be used."""
    from lfai_nb.catalog.reader import read

    return read(path)[1]


@cache
def _kept(folder: Path) -> Catalog:
    # The catalogue may name the sources of the rules.
    beside = [folder.parent / "policy" / "sources.toml"]
    files = [*sorted(folder.iterdir()), *beside] if folder.is_dir() else beside
    name = f"catalogue-{name_for(str(folder))}"
    return kept(name, files, _READ_BY, lambda: _load(folder))


def _load(folder: Path) -> Catalog:
    from lfai_nb.catalog.reader import read

    catalog, faults = read(folder)
    if faults:
        raise DataError(faults)
    return catalog
