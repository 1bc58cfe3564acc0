"""The models on record in the Model Openness Tool, from ``data/openness/models.csv``."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date

from lfai_nb.openness.classes import Release, components
from lfai_nb.openness.licences import GENERAL, resolve
from lfai_nb.places import data_dir
from lfai_nb.policy import View


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    stated: str | None  # the class that the tool itself gives it
    released: dict[str, Release]


def recorded_on() -> date:
    """The day of the tool's state that the models, and the tables of licences, were taken from."""
    text = (data_dir() / "openness" / "licences.toml").read_text(encoding="utf-8")
    day = tomllib.loads(text)["date"]
    assert isinstance(day, date)
    return day


def models(view: View) -> dict[str, Model]:
    """By the tool's folder and file: ``models/``, or ``Test_Data/`` for those that it made up."""
    types = {item.id: item.part for items in components(view).values() for item in items}
    with (data_dir() / "openness" / "models.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
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
