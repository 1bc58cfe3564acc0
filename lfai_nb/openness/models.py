"""The models on record in the Model Openness Tool, from ``data/openness/models.csv``."""

from lfai_nb.catalog.csv_rows import read_cells
from lfai_nb.errors import DataError, Problem
from lfai_nb.frozen import dataclass
from lfai_nb.openness.classes import Release, components
from lfai_nb.openness.licences import GENERAL, resolve
from lfai_nb.places import data_dir
from lfai_nb.policy import View


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    stated: str | None  # the class that the tool itself gives it
    released: dict[str, Release]


def models(view: View) -> dict[str, Model]:
    """By the tool's folder and file: ``models/``, or ``Test_Data/`` for those that it made up."""
    types = {item.id: item.part for items in components(view).values() for item in items}
    faults: list[Problem] = []
    columns = ("model", "class", *GENERAL, *types)
    rows = read_cells(data_dir() / "openness" / "models.csv", columns, faults)
    if faults:
        raise DataError(faults)
    return {
        row["model"]: Model(
            row["model"],
            row["class"] or None,
            resolve(
                {name: row[name] or False for name in types},
                {name: row[name] for name in GENERAL},
                types,
            ),
        )
        for row in rows
    }
