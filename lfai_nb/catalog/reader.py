"""Reads ``data/catalog/``, and refuses what is not beyond doubt.

    projects.csv stages.csv slips.csv exits.csv           the hosted projects over time
    purposes.csv topics.csv                               what each of them does, and its topic
    stage_counts.csv members_by_level.csv statistics.csv  numbers over time
    review_calendar_2021.csv roles.csv                    what the council's documents list
    proposals.csv charters.csv                            what projects proposed and signed
    side_by_side.csv                                      tables of documents, cell by cell
    sources.toml                                          where all of it comes from

All faults of a folder are collected before one error is raised, so that a person repairs the data
in one go.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lfai_nb.catalog.catalog import Catalog
from lfai_nb.catalog.consistency import contradictions
from lfai_nb.catalog.csv_rows import CsvFile, Line
from lfai_nb.catalog.model import (
    CatalogSource,
    Cell,
    Charter,
    Exit,
    MemberCount,
    Project,
    ProposalField,
    Purpose,
    ReviewLine,
    Role,
    Slip,
    StageCount,
    StageEvent,
    Statistic,
    Topic,
)
from lfai_nb.checked import TomlTable
from lfai_nb.errors import Problem

#: The files, by the field of ``Catalog`` that holds their rows.
TABLES: Mapping[str, CsvFile[Any]] = {
    "projects": CsvFile("projects.csv", Project, ("id",)),
    "purposes": CsvFile("purposes.csv", Purpose, ("project",)),
    "topics": CsvFile("topics.csv", Topic, ("project",)),
    "stages": CsvFile("stages.csv", StageEvent, ("project", "date")),
    "slips": CsvFile("slips.csv", Slip, ("project", "since")),
    "exits": CsvFile("exits.csv", Exit, ("name",)),
    "stage_counts": CsvFile("stage_counts.csv", StageCount, ("date",)),
    "members": CsvFile("members_by_level.csv", MemberCount, ("date",)),
    "statistics": CsvFile("statistics.csv", Statistic, ("date", "scope", "measure", "as_stated")),
    "reviews": CsvFile("review_calendar_2021.csv", ReviewLine, ("position",)),
    "proposals": CsvFile("proposals.csv", ProposalField, ("project", "what"), sorted_by_key=False),
    "charters": CsvFile("charters.csv", Charter, ("project",)),
    "cells": CsvFile("side_by_side.csv", Cell, ("table", "row", "column"), sorted_by_key=False),
    "roles": CsvFile("roles.csv", Role, ("seen_on", "role")),
}
_SOURCES = "sources.toml"


def read(folder: Path) -> tuple[Catalog, list[Problem]]:
    faults: list[Problem] = []
    sources = _sources(folder, faults)
    lines = {name: table.read(folder, faults) for name, table in TABLES.items()}
    rows = {name: tuple(line.row for line in each) for name, each in lines.items()}
    catalog = Catalog(**rows, sources=sources)
    every: list[Line[Any]] = [line for each in lines.values() for line in each]
    faults.extend(contradictions(catalog, every, {problem.file for problem in faults}))
    return catalog, faults


def _sources(folder: Path, problems: list[Problem]) -> dict[str, CatalogSource]:
    """The catalogue's own, and those of the rules beside it, whose ids it may use."""
    listed = TomlTable.read(folder / _SOURCES, problems)
    read = (_source(id_, table) for id_, table in listed.entries())
    sources = {source.id: source for source in read if source is not None}
    beside = folder.parent / "policy" / _SOURCES
    if not beside.is_file():
        return sources
    faults_of_the_rules: list[Problem] = []
    for id_, table in TomlTable.read(beside, faults_of_the_rules).entries():
        day = table.day("date")
        if id_ in sources:
            listed.fault("the rules have a source of this id", id_)
        elif day is not None:
            title = table.text("title") or id_
            sources[id_] = CatalogSource(id_, title, day, table.text("url"), table.text("note"))
    return sources


def _source(id_: str, table: TomlTable) -> CatalogSource | None:
    faults = len(table.problems)
    texts = {"title", "url", "what"}
    if table.only({"date", *texts}):
        table.all_texts(texts)
    day = table.day("date")
    values = {name: table.text(name) for name in texts}
    if values["url"] and not values["url"].startswith("https://"):
        table.fault("an address starts with https://", "url")
    if day is None or len(table.problems) > faults:
        return None
    return CatalogSource(id=id_, date=day, **values)
