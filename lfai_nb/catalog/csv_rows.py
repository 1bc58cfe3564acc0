"""Reads one CSV file into rows of one class. The class is the schema: a field is a column.

What a cell may hold follows from the field's type; ``None`` in the type lets the cell be empty.
"""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from lfai_nb.errors import Problem
from lfai_nb.frozen import dataclass

Row = TypeVar("Row")

_BETWEEN_NAMES = " | "
# Looked for from its sign on: to begin at each letter before it takes long in a long word.
_MAIL = re.compile(r"(?<=[\w.+-])@[\w-]+\.\w")
# Wide enough for a market capitalisation, and far from what the conversion itself refuses.
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Line(Generic[Row]):
    """A row, and where it stands."""

    row: Row
    file: str
    number: int

    def problem(self, message: str, column: str) -> Problem:
        return Problem(message, self.file, _place(self.number, column))


@dataclass(frozen=True, slots=True)
class CsvFile(Generic[Row]):
    """A file, the class of its rows, and the columns that tell one row from another."""

    file: str
    row: type[Row]
    key: tuple[str, ...]
    sorted_by_key: bool = True  # otherwise the order is part of what the file says

    def read(self, folder: Path, problems: list[Problem]) -> list[Line[Row]]:
        """The rows that can be read; what is wrong with the others goes to ``problems``."""
        columns = _columns(self.row)
        records = list(_named(folder / self.file, columns, problems))
        lines: list[Line[Row]] = []
        for number, cells in records:
            if (row := self._row(cells, columns, number, problems)) is not None:
                lines.append(Line(row, self.file, number))
        self._check_order(lines, problems)
        return lines

    def _row(
        self,
        cells: dict[str, str],
        columns: dict[str, Callable[[str], Any]],
        number: int,
        problems: list[Problem],
    ) -> Row | None:
        values: dict[str, Any] = {}
        for column, read in columns.items():
            try:
                values[column] = read(cells[column])
            except ValueError as error:
                problems.append(Problem(str(error), self.file, _place(number, column)))
        return self.row(**values) if len(values) == len(columns) else None

    def _check_order(self, lines: list[Line[Row]], problems: list[Problem]) -> None:
        """Sorted files make a change readable."""
        by = " and ".join(self.key)
        seen: set[tuple[Any, ...]] = set()
        above: tuple[Any, ...] | None = None
        for line in lines:
            key = tuple(_sortable(getattr(line.row, column)) for column in self.key)
            if key in seen:
                problems.append(line.problem(f"another row has the same {by}", self.key[-1]))
            elif self.sorted_by_key and above is not None and key < above:
                message = f"this row belongs above the last: the file is sorted by {by}"
                problems.append(line.problem(message, self.key[-1]))
            seen.add(key)
            above = key


def read_cells(
    path: Path, columns: Collection[str], problems: list[Problem]
) -> list[dict[str, str]]:
    """The rows of a file as texts, for columns that are not known before the rules are read."""
    return [cells for _, cells in _named(path, columns, problems)]


def _named(
    path: Path, columns: Collection[str], problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each record by the names of its columns, with the number of its line."""
    text = _text(path, problems)
    if text is None:
        return
    records = _records(text, path.name, problems)
    _, header = next(records, (0, None))
    if header is None:
        problems.append(Problem("the file is empty; it needs a header", path.name))
        return
    wrong = [f"there is no column {name!r} here" for name in header if name not in columns]
    wrong += [f"the column {name!r} is missing" for name in columns if name not in header]
    wrong += [f"the column {name!r} is there twice" for name in columns if header.count(name) > 1]
    problems.extend(Problem(message, path.name, "line 1") for message in wrong)
    if wrong:
        return
    for number, cells in records:
        if len(cells) == len(header):
            yield number, dict(zip(header, cells, strict=True))
        else:
            message = f"{len(cells)} cells, where the header has {len(header)}"
            problems.append(Problem(message, path.name, f"line {number}"))


def _place(number: int, column: str) -> str:
    return f"line {number}, column {column}"


def _sortable(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _text(path: Path, problems: list[Problem]) -> str | None:
    try:
        # Bytes, because reading as text would turn a stray carriage return into a line break.
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        problems.append(Problem("there is no such file", path.name))
    except UnicodeDecodeError as error:
        problems.append(Problem(f"this is not UTF-8 from byte {error.start} on", path.name))
    except OSError as error:
        problems.append(Problem(f"this cannot be read: {error.strerror}", path.name))
    return None


def _records(text: str, file: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(f"this is not readable as CSV: {error}", file, f"line {begins}"))


def _columns(row: type[Any]) -> dict[str, Callable[[str], Any]]:
    hints = get_type_hints(row)
    return {name: _reader_of(hints[name]) for name in row.__match_args__}


def _reader_of(kind: Any) -> Callable[[str], Any]:
    if get_origin(kind) is UnionType:
        (inner,) = (part for part in get_args(kind) if part is not NoneType)
        read = _reader_of(inner)
        return lambda cell: None if cell == "" else read(cell)
    if get_origin(kind) is tuple:
        return lambda cell: tuple(map(_words, cell.split(_BETWEEN_NAMES))) if cell else ()
    if kind is date:
        return _date
    if kind is int:
        return _number
    if issubclass(kind, StrEnum):
        return lambda cell: _choice(kind, cell)
    return _words


def _words(cell: str) -> str:
    if cell == "":
        raise ValueError("a value is needed here")
    if cell != cell.strip() or not cell.isprintable():
        raise ValueError(f"{cell!r} has spaces around it, or characters that do not print")
    if _MAIL.search(cell):
        raise ValueError("an e-mail address does not belong here; name the role or the project")
    return cell


def _date(cell: str) -> date:
    try:
        # fromisoformat alone would also take 20240227 and 2024-W09-2.
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise ValueError(f"{cell!r} is not a date; write it as 2024-02-27")


def _number(cell: str) -> int:
    if not re.fullmatch(rf"0|[1-9][0-9]{{0,{_MOST_DIGITS - 1}}}", cell):
        raise ValueError(f"{cell!r} is not a whole number; write it as 12345, or leave it empty")
    return int(cell)


def _choice(kind: type[StrEnum], cell: str) -> StrEnum:
    try:
        return kind(cell)
    except ValueError:
        raise ValueError(f"{cell!r} is not known here; accepted: {', '.join(kind)}") from None
