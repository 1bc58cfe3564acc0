"""What one file of the catalogue must not say against another.

A file alone is checked while it is read; this is about rows that name projects and sources, stages
that follow each other, and the same fact in two places.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from lfai_nb.catalog.agreement import disagreements
from lfai_nb.catalog.catalog import EVERY_PROJECT, Catalog
from lfai_nb.catalog.csv_rows import Line
from lfai_nb.catalog.model import (
    Exit,
    Left,
    Project,
    ReviewLine,
    Slip,
    StageEvent,
    Statistic,
)
from lfai_nb.domain import Stage, repository_key
from lfai_nb.errors import Problem
from lfai_nb.quantities import calendar_day

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COMMIT = re.compile(r"[0-9a-f]{12,40}")
# An answer, who gave it, and where in it.
_ANSWERS = {
    "contributed_by": ("contributed_by_source", "contributed_by_where"),
    "accepted": ("accepted_source", "accepted_where"),
    "destination": ("destination_source", "destination_where"),
    "stated_date": ("stated_source", "stated_where"),
    "measured_on": ("measured_source",),
    "check_value": ("check_source", "check_where"),
}
# What the stages of a project over time are read from.
_HISTORY = {"projects.csv", "stages.csv", "exits.csv"}
_MULTIPLES = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_MEASURED = ("stars", "contributors", "licence", "badge_id", "badge_percent")


def contradictions(
    catalog: Catalog, lines: Sequence[Line[Any]], unreadable: Collection[str]
) -> Iterator[Problem]:
    """All the faults between the rows of all the files.

    Where part of a file was ``unreadable``, every row that leans on it would seem wrong as well;
    those questions wait until the file is repaired.
    """
    for line in lines:
        if "sources.toml" not in unreadable:
            yield from _sources(line, catalog.sources)
        yield from _answers(line)
        yield from _commits(line)
        if isinstance(line.row, Statistic):
            yield from _statistic(line)
        elif isinstance(line.row, ReviewLine):
            yield from _review(line)
        elif isinstance(line.row, Project):
            yield from _project(line)
    if not _HISTORY.isdisjoint(unreadable):
        return
    ids = {project.id for project in catalog.projects}
    for line in lines:
        yield from _reference(line, ids)
        match line.row:
            case Project() if not catalog.events_of(line.row):
                yield line.problem(f"{line.row.id!r} has no row in stages.csv", "id")
            case Slip():
                yield from _slip(line, catalog)
            case Exit():
                yield from _exit(line, catalog)
    yield from disagreements(lines, catalog.sources)
    yield from _same_name(lines)
    yield from _sequences([line for line in lines if isinstance(line.row, StageEvent)])


def _sources(line: Line[Any], sources: Mapping[str, Any]) -> Iterator[Problem]:
    for column in type(line.row).__slots__:
        named = getattr(line.row, column)
        if (column == "source" or column.endswith("_source")) and named and named not in sources:
            hint = _did_you_mean(named, sources)
            yield line.problem(f"{named!r} is in no sources.toml{hint}", column)


def _answers(line: Line[Any]) -> Iterator[Problem]:
    for answer, columns in _ANSWERS.items():
        if not hasattr(line.row, answer):
            continue
        given = getattr(line.row, answer) is not None
        for column in columns:
            if given and getattr(line.row, column) is None:
                yield line.problem(f"{answer} is given, and so this is needed", column)
            elif not given and getattr(line.row, column) is not None:
                yield line.problem(f"{answer} is empty, and so this must be", column)


def _commits(line: Line[Any]) -> Iterator[Problem]:
    for column in type(line.row).__slots__:
        if column == "commit" or column.endswith("_commit"):
            named = getattr(line.row, column)
            if named is not None and not _COMMIT.fullmatch(named):
                yield line.problem(f"{named!r} is not a commit; write its first 12 digits", column)


def _reference(line: Line[Any], ids: set[str]) -> Iterator[Problem]:
    named = getattr(line.row, "project", None)
    if named is None or named in ids or (isinstance(line.row, Slip) and named == EVERY_PROJECT):
        return
    hint = _did_you_mean(named, ids)
    yield line.problem(f"{named!r} is the id of no project in projects.csv{hint}", "project")


def _project(line: Line[Project]) -> Iterator[Problem]:
    project = line.row
    if not _ID.fullmatch(project.id):
        yield line.problem(f"{project.id!r} is no id; use a-z, 0-9 and single dashes", "id")
    for column in ("repository", "other_repositories"):
        value = getattr(project, column)
        for address in [value] if isinstance(value, str) else value:
            if not address.startswith("https://"):
                yield line.problem(f"{address!r} does not begin with https://", column)
    for column in _MEASURED:
        if getattr(project, column) is not None and project.measured_on is None:
            yield line.problem(f"{column} is given, and so this is needed", "measured_on")
    if project.badge_percent is not None and project.badge_id is None:
        yield line.problem("badge_percent is given, and so this is needed", "badge_id")
    if project.badge_percent is not None and project.badge_percent > 100:
        yield line.problem(f"{project.badge_percent} is more than 100 percent", "badge_percent")


def _same_name(lines: Sequence[Line[Any]]) -> Iterator[Problem]:
    """Two projects with a name or an address in common could not be told apart."""
    named: dict[str, str] = {}
    for line in lines:
        if not isinstance(line.row, Project):
            continue
        project = line.row
        keys = {"".join(filter(str.isalnum, name.casefold())): "name" for name in project.names}
        addresses = (project.repository, *project.other_repositories)
        keys |= {repository_key(address): "repository" for address in addresses}
        for key, column in keys.items():
            other = named.setdefault(key, project.id)
            if other != project.id:
                yield line.problem(f"{key!r} is also {other!r}", column)


def _sequences(lines: Sequence[Line[StageEvent]]) -> Iterator[Problem]:
    for before, after in pairwise(lines):
        if before.row.project != after.row.project:
            continue
        old, new = before.row.stage, after.row.stage
        since = f"since {before.row.date.isoformat()}"
        if old == new:
            yield after.problem(f"the project is at {old} already, {since}", "stage")
        elif new < old:
            yield after.problem(
                f"a project does not go from {old} back to {new}; a mistake of the landscape "
                "goes to slips.csv",
                "stage",
            )


def _slip(line: Line[Slip], catalog: Catalog) -> Iterator[Problem]:
    slip = line.row
    if slip.until <= slip.since:
        yield line.problem(f"{slip.until} is not after {slip.since}", "until")
    if slip.project == EVERY_PROJECT or slip.project not in {p.id for p in catalog.projects}:
        return
    for day, column in ((slip.since, "since"), (slip.until, "until")):
        recorded = catalog.stage_on(slip.project, day)
        if recorded is None:
            yield line.problem(f"{slip.project} is not hosted on {day}", column)
        elif recorded == slip.landscape_says:
            yield line.problem(f"{recorded} is no slip: stages.csv says the same", "landscape_says")


def _exit(line: Line[Exit], catalog: Catalog) -> Iterator[Problem]:
    left = line.row
    if (left.what is Left.NEVER_LISTED) != (left.project is None):
        yield line.problem(f"{left.what!s} and project do not go together", "project")
    if (left.what is Left.MOVED) != (left.destination is not None):
        yield line.problem(f"{left.what!s} and destination do not go together", "destination")
    if left.what is not Left.NEVER_LISTED and left.date is None:
        yield line.problem("a date is needed", "date")
    events = [event for event in catalog.stages if event.project == left.project]
    if not events or left.date is None:
        return
    last = events[-1]
    if left.what is Left.EMERITUS:
        if (last.stage, last.date) != (Stage.EMERITUS, left.date):
            message = f"stages.csv says {last.stage} since {last.date}"
            yield line.problem(f"{message}, and not emeritus since {left.date}", "date")
    elif left.date <= last.date:
        yield line.problem(f"this is not after the last row in stages.csv, of {last.date}", "date")


def _statistic(line: Line[Statistic]) -> Iterator[Problem]:
    stated = line.row
    if stated.contradiction and not re.fullmatch(r"C-[0-9]{2}", stated.contradiction):
        message = f"{stated.contradiction!r} is not the id of a contradiction, such as C-11"
        yield line.problem(message, "contradiction")
    # The first number in the words is the one that is meant: "8 out of 16", "$6.49T", "35,000+".
    number = re.search(r"([0-9][0-9,]*(?:\.[0-9]+)?)([KMBT]?)", stated.as_stated)
    if number is not None:
        meant = Decimal(number[1].replace(",", "")) * _MULTIPLES[number[2]]
        if meant != stated.value:
            message = f"{stated.value} is not what {stated.as_stated!r} says, {meant.normalize():f}"
            yield line.problem(message, "value")


def _review(line: Line[ReviewLine]) -> Iterator[Problem]:
    printed, read = line.row.date_as_printed, line.row.date
    if (printed is None) != (read is None):
        yield line.problem("date and date_as_printed are given together, or neither is", "date")
    if printed is None or read is None or line.row.note is not None:
        return
    if calendar_day(printed) != read:
        message = f"{read} is not what {printed!r} says; a note says why it is read so"
        yield line.problem(message, "note")


def _did_you_mean(name: str, known: Mapping[str, Any] | set[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
