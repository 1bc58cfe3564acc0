"""The hosted projects and the foundation in numbers, over time, read from ``data/catalog/``.

    load(path)          the catalogue, or ``DataError`` with every fault of the data
    problems(path)      those faults as a list

    DataError(ValueError)          the data cannot be used
    NoSuchProject(LookupError)     no project has that name; the nearest are named
    BeforeTheRecord(LookupError)   a date before anything is known: not zero, not known

>>> from datetime import date
>>> catalog = load()
>>> catalog.stage_on("Milvus", date(2021, 6, 8)).value
'incubation'
>>> catalog.stage_on("Milvus", date(2021, 6, 9)).value
'graduation'
>>> moved = catalog.durations("incubation", "graduation")
>>> len(moved), round(moved.median_since_joining)
(11, 21)

Each file has a class of its own, and a row is one of its objects:

>>> rows = {
...     Cell: catalog.cells, Charter: catalog.charters, Exit: catalog.exits,
...     MemberCount: catalog.members,
...     Project: catalog.projects, ProposalField: catalog.proposals, Purpose: catalog.purposes,
...     ReviewLine: catalog.reviews, Role: catalog.roles, Slip: catalog.slips,
...     StageCount: catalog.stage_counts, StageEvent: catalog.stages,
...     Statistic: catalog.statistics, CatalogSource: catalog.sources.values(),
...     Topic: catalog.topics,
... }
>>> [kind.__name__ for kind, items in rows.items() if not all(isinstance(r, kind) for r in items)]
[]
>>> isinstance(catalog, Catalog), isinstance(moved, Durations)
(True, True)
>>> isinstance(moved.passages[0], Passage)
True
>>> {Left(left.what) for left in catalog.exits} <= set(Left)
True

What it does not know, it says:

>>> for name, day in (("Milvuss", date(2024, 1, 1)), ("", date(2001, 1, 1))):
...     try:
...         catalog.stage_on(name, day) if name else catalog.counts_on(day)
...     except (NoSuchProject, BeforeTheRecord) as error:
...         print(type(error).__name__)
NoSuchProject
BeforeTheRecord
>>> from lfai_nb.places import data_dir
>>> problems(data_dir() / "catalog")
[]
>>> issubclass(DataError, ValueError), Problem("no value", "projects.csv", "line 2").file
(True, 'projects.csv')
"""

from lfai_nb.catalog.catalog import BeforeTheRecord, Catalog, NoSuchProject
from lfai_nb.catalog.durations import Durations, Passage
from lfai_nb.catalog.loading import load, problems
from lfai_nb.catalog.model import (
    CatalogSource,
    Cell,
    Charter,
    Exit,
    Left,
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
from lfai_nb.errors import DataError, Problem

__all__ = [
    "BeforeTheRecord",
    "Catalog",
    "CatalogSource",
    "Cell",
    "Charter",
    "DataError",
    "Durations",
    "Exit",
    "Left",
    "MemberCount",
    "NoSuchProject",
    "Passage",
    "Problem",
    "Project",
    "ProposalField",
    "Purpose",
    "ReviewLine",
    "Role",
    "Slip",
    "StageCount",
    "StageEvent",
    "Statistic",
    "Topic",
    "load",
    "problems",
]
