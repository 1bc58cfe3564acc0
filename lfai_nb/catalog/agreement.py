"""The same fact said twice: a date in the name of a file, one commit in two rows, parts and a sum.

None of this is needed to read the catalogue. It is here so that a slip of the pen in one place is
found by the other.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from lfai_nb.catalog.csv_rows import Line
from lfai_nb.catalog.model import (
    THURSDAY,
    CatalogSource,
    Charter,
    Exit,
    MemberCount,
    Project,
    ProposalField,
    Role,
    Slip,
    StageCount,
    StageEvent,
    Statistic,
)
from lfai_nb.errors import Problem

# 4-12-2022, 03.08.21 and 02072022: month, day, year; or June 16, 2026.
_IN_A_NAME = re.compile(r"(?<!\d)(\d{1,2})[-.](\d{1,2})[-.](\d{4}|\d{2})(?!\d)")
_UNBROKEN = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)")
# “25: Alibaba 14; Intel 4”
_PARTS = re.compile(r"(\d+): (\D+ \d+(?:; \D+ \d+)+)")


def disagreements(
    lines: Sequence[Line[Any]], sources: Mapping[str, CatalogSource]
) -> Iterator[Problem]:
    for line in lines:
        if check := _CHECKS.get(type(line.row)):
            yield from check(line, sources)
    yield from _commits(lines)
    yield from _papers(lines)


def _project(line: Line[Project], sources: Mapping[str, CatalogSource]) -> Iterator[Problem]:
    """Projects are accepted in a meeting of the council, and it meets on Thursdays."""
    project = line.row
    accepted = project.accepted
    if accepted and accepted.weekday() != THURSDAY and "Thursday" not in (project.note or ""):
        message = f"{accepted} is not a Thursday, the day on which the council meets"
        yield line.problem(f"{message}; correct it, or say so in note", "accepted")
    yield from _as_dated(line, project.measured_on, project.measured_source, sources, "measured_on")


def _charter(line: Line[Charter], sources: Mapping[str, CatalogSource]) -> Iterator[Problem]:
    named = _date_in(line.row.where)
    if named is not None and named != line.row.date:
        message = f"{line.row.date} is not what {line.row.where!r} says, {named}"
        yield line.problem(message, "date")


def _proposal(line: Line[ProposalField], sources: Mapping[str, CatalogSource]) -> Iterator[Problem]:
    stated = _PARTS.fullmatch(line.row.value or "")
    if stated is None:
        return
    parts = [int(number) for number in re.findall(r"\d+", stated[2])]
    if sum(parts) != int(stated[1]):
        message = f"the parts, {' + '.join(map(str, parts))}, make {sum(parts)} and not {stated[1]}"
        yield line.problem(message, "value")


def _role(line: Line[Role], sources: Mapping[str, CatalogSource]) -> Iterator[Problem]:
    return _as_dated(line, line.row.seen_on, line.row.source, sources, "seen_on")


def _statistic(line: Line[Statistic], sources: Mapping[str, CatalogSource]) -> Iterator[Problem]:
    """A figure can be older than the document that states it, and never younger."""
    source = sources.get(line.row.source)
    if source is not None and line.row.date > source.date:
        message = f"{line.row.date} is after {source.date}, the date of {source.id}"
        yield line.problem(message, "date")


def _as_dated(
    line: Line[Any],
    day: date | None,
    source_id: str | None,
    sources: Mapping[str, CatalogSource],
    column: str,
) -> Iterator[Problem]:
    source = sources.get(source_id or "")
    if day is not None and source is not None and day != source.date:
        yield line.problem(f"{day} is not {source.date}, the date of {source.id}", column)


_CHECKS: dict[type, Callable[[Line[Any], Mapping[str, CatalogSource]], Iterator[Problem]]] = {
    Project: _project,
    Charter: _charter,
    ProposalField: _proposal,
    Role: _role,
    Statistic: _statistic,
}


def _commits(lines: Sequence[Line[Any]]) -> Iterator[Problem]:
    """A commit has one date, and is no younger than a day of which it is the newest."""
    dated: dict[str, date] = {}
    for line in lines:
        for commit, day, column in _dated(line.row):
            if dated.setdefault(commit, day) != day:
                message = f"{commit} is of {dated[commit]} in another row, and of {day} here"
                yield line.problem(message, column)
    for line in lines:
        if isinstance(line.row, StageCount | MemberCount):
            made = dated.get(line.row.commit)
            if made is not None and made > line.row.date:
                message = f"{line.row.commit} is of {made}, which is after {line.row.date}"
                yield line.problem(message, "date")
    yield from _same_counts(lines)


def _dated(row: Any) -> Iterator[tuple[str, date, str]]:
    match row:
        case StageEvent() | Exit() if row.commit is not None and row.date is not None:
            yield row.commit, row.date, "date"
        case Slip():
            yield row.since_commit, row.since, "since"
            yield row.until_commit, row.until, "until"


def _same_counts(lines: Sequence[Line[Any]]) -> Iterator[Problem]:
    """The two files of counts are of the same days, and so of the same commits."""
    stages = {line.row.date: line for line in lines if isinstance(line.row, StageCount)}
    for line in lines:
        if not isinstance(line.row, MemberCount):
            continue
        beside = stages.get(line.row.date)
        if beside is not None and beside.row.commit != line.row.commit:
            message = f"stage_counts.csv has {beside.row.commit} for {line.row.date}"
            yield line.problem(message, "commit")


def _papers(lines: Sequence[Line[Any]]) -> Iterator[Problem]:
    """The day of a paper stands in the table of four proposals, and among the charters."""
    charters = {line.row.project: line.row.date for line in lines if isinstance(line.row, Charter)}
    for line in lines:
        if not isinstance(line.row, ProposalField) or line.row.what != "Paper signed":
            continue
        known = charters.get(line.row.project)
        if known is not None and line.row.value != known.isoformat():
            yield line.problem(f"charters.csv says {known}", "value")


def _date_in(name: str) -> date | None:
    match = _IN_A_NAME.search(name) or _UNBROKEN.search(name)
    if match is None:
        return None
    month, day, year = (int(part) for part in match.groups())
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
