"""Reads ``data/catalog/``, and refuses what is not beyond doubt.

    projects.csv stages.csv slips.csv exits.csv           the hosted projects over time
    purposes.csv                                          what each of them does
    stage_counts.csv members_by_level.csv statistics.csv  numbers over time
    review_calendar_2021.csv tac_seats.csv roles.csv      what the council's documents list
    proposals.csv charters.csv                            what projects proposed and signed
    side_by_side.csv                                      tables of documents, cell by cell
    sources.toml                                          where all of it comes from

All faults of a folder are collected before one error is raised, so that a person repairs the data
in one go.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lfai_nb.catalog.catalog import Catalog
from lfai_nb.catalog.check import contradictions
from lfai_nb.catalog.model import (
    Cell,
    Charter,
    Exit,
    MemberCount,
    Project,
    ProposalField,
    Purpose,
    Review,
    Role,
    Seat,
    Slip,
    Source,
    StageCount,
    StageEvent,
    Statistic,
)
from lfai_nb.catalog.tables import Line, Table
from lfai_nb.errors import DataError, Problem
from lfai_nb.places import data_dir

#: The files, by the field of ``Catalog`` that holds their rows.
TABLES: Mapping[str, Table[Any]] = {
    "projects": Table("projects.csv", Project, ("id",)),
    "purposes": Table("purposes.csv", Purpose, ("project",)),
    "stages": Table("stages.csv", StageEvent, ("project", "date")),
    "slips": Table("slips.csv", Slip, ("project", "since")),
    "exits": Table("exits.csv", Exit, ("name",)),
    "stage_counts": Table("stage_counts.csv", StageCount, ("date",)),
    "members": Table("members_by_level.csv", MemberCount, ("date",)),
    "statistics": Table("statistics.csv", Statistic, ("date", "scope", "measure", "as_stated")),
    "reviews": Table("review_calendar_2021.csv", Review, ("position",)),
    "seats": Table("tac_seats.csv", Seat, ("date", "kind", "name")),
    "proposals": Table("proposals.csv", ProposalField, ("project", "what"), sorted_by_key=False),
    "charters": Table("charters.csv", Charter, ("project",)),
    "cells": Table("side_by_side.csv", Cell, ("table", "row", "column"), sorted_by_key=False),
    "roles": Table("roles.csv", Role, ("seen_on", "role")),
}
_SOURCES = "sources.toml"
_SOURCE_KEYS = {"title", "url", "date", "what"}


def load(path: Path | None = None) -> Catalog:
    """The catalogue in a folder, by default our own; ``DataError`` lists every fault."""
    return _load(path or data_dir() / "catalog")


def problems(path: Path) -> list[Problem]:
    """Every fault of a catalogue folder; an empty list where it can be used."""
    return _read(path)[1]


@cache
def _load(folder: Path) -> Catalog:
    catalog, found = _read(folder)
    if found:
        raise DataError(found)
    return catalog


def _read(folder: Path) -> tuple[Catalog, list[Problem]]:
    found: list[Problem] = []
    sources = _sources(folder, found)
    lines = {name: table.read(folder, found) for name, table in TABLES.items()}
    rows = {name: tuple(line.row for line in each) for name, each in lines.items()}
    catalog = Catalog(**rows, sources=MappingProxyType(sources))
    every: list[Line[Any]] = [line for each in lines.values() for line in each]
    found.extend(contradictions(catalog, every, {problem.file for problem in found}))
    return catalog, found


def _sources(folder: Path, found: list[Problem]) -> dict[str, Source]:
    """The catalogue's own, and those of the rules beside it, whose ids it may use."""
    sources: dict[str, Source] = {}
    for id_, table in _toml(folder / _SOURCES, found).items():
        source = _source(id_, table, found)
        if source is not None:
            sources[id_] = source
    beside = folder.parent / "policy" / _SOURCES
    if not beside.is_file():
        return sources
    for id_, table in _toml(beside, []).items():
        if id_ in sources:
            found.append(Problem("the rules have a source of this id", _SOURCES, id_))
        elif isinstance(table, dict) and _is_date(table.get("date")):
            title, url = str(table.get("title", id_)), str(table.get("url", ""))
            sources[id_] = Source(id_, title, table["date"], url, str(table.get("note", "")))
    return sources


def _toml(path: Path, found: list[Problem]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        found.append(Problem("there is no such file", path.name))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as error:
        found.append(Problem(f"this is not readable as TOML: {error}", path.name))
    return {}


def _source(id_: str, table: Any, found: list[Problem]) -> Source | None:
    if not isinstance(table, dict):
        found.append(Problem("a table is needed here", _SOURCES, id_))
        return None
    wrong = [(f"{key!r} is not known here", key) for key in table if key not in _SOURCE_KEYS]
    for key in ("title", "url", "what"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            wrong.append(("a text is needed here", key))
    if not _is_date(table.get("date")):
        wrong.append(("a date is needed here, such as 2024-02-27", "date"))
    if isinstance(table.get("url"), str) and not table["url"].startswith("https://"):
        wrong.append(("an address begins with https://", "url"))
    found.extend(Problem(message, _SOURCES, f"{id_}.{key}") for message, key in wrong)
    return None if wrong else Source(id=id_, **table)


def _is_date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)
