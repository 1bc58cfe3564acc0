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
"""

from lfai_nb.catalog.catalog import BeforeTheRecord, Catalog, NoSuchProject
from lfai_nb.catalog.durations import Durations, Passage
from lfai_nb.catalog.model import (
    Cell,
    Charter,
    Exit,
    Left,
    MemberCount,
    Project,
    ProposalField,
    Purpose,
    Review,
    Role,
    Seat,
    SeatKind,
    Slip,
    Source,
    StageCount,
    StageEvent,
    Statistic,
)
from lfai_nb.catalog.reader import load, problems
from lfai_nb.errors import DataError, Problem

__all__ = [
    "BeforeTheRecord",
    "Catalog",
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
    "Review",
    "Role",
    "Seat",
    "SeatKind",
    "Slip",
    "Source",
    "StageCount",
    "StageEvent",
    "Statistic",
    "load",
    "problems",
]
