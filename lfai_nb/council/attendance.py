"""Who came to which meeting: a table, or minutes in Markdown with check boxes.

    read_table(text, file)      a CSV table: a meeting a line and a seat a column, or turned round
    read_minutes(text, file)    minutes: check boxes under a heading such as "Attended by"
    merged(records)             several files as one record

    DataError                   every fault, each with its line and column

>>> record = read_table("meeting,Baidu,ONNX\\n2024-01-11,x,-\\n2024-01-25,a,x\\n", "table.csv")
>>> record.seats, str(record.meetings[1].day), record.meetings[1].marks["Baidu"].name
(('Baidu', 'ONNX'), '2024-01-25', 'ALTERNATE')
>>> minutes = read_minutes("# Attended by\\n- [x] Baidu\\n- [ ] ~~ONNX~~\\n", "2024-01-11.md")
>>> minutes.meetings == record.meetings[:1]
True
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum

from lfai_nb.errors import DataError, Problem
from lfai_nb.frozen import dataclass
from lfai_nb.policy.plurals import counted
from lfai_nb.quantities import calendar_day, day_within, in_quotes

#: More than this is no season of a council; it is refused before it is worked through.
MOST_MEETINGS, MOST_SEATS, MOST_SIGNS = 1000, 200, 2_000_000
_MOST_FAULTS = 20


class Mark(Enum):
    PRESENT = "x"
    ALTERNATE = "a"
    ABSENT = "-"
    NO_SEAT = "."


#: How people write them; compared in small letters.
WRITTEN = {
    **dict.fromkeys(("x", "yes", "y", "present", "1", "✓", "✔"), Mark.PRESENT),
    **dict.fromkeys(("a", "alt", "alternate"), Mark.ALTERNATE),
    **dict.fromkeys(("-", "–", "no", "n", "absent", "0", "✗", "✘"), Mark.ABSENT),
    **dict.fromkeys((".", "n/a"), Mark.NO_SEAT),
}
#: What an A that stands for "absent" would say: the opposite of what its writer means.
CAPITAL = "A"
CAPITAL_NOTE = "“A” was read as: an alternate came. For absent write “-”."
ACCEPTED = "x (came), a (an alternate came), - (stayed away) or . (no seat then)"
_BOX = re.compile(r"\s*[-*+]\s+\[([ xX])\]\s+(.*)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*)|\s*\*\*(.*)\*\*:?\s*")
_ROLL = re.compile(r"attend|present|roll[ -]?call|quorum|participants", re.IGNORECASE)
_ALTERNATE = re.compile(r"\((?:an? )?alternate\b[^()]*\)$", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Meeting:
    day: date
    marks: Mapping[str, Mark]  # by seat; a seat that is not in it did not exist then


@dataclass(frozen=True, slots=True)
class Record:
    seats: tuple[str, ...]
    meetings: tuple[Meeting, ...]  # by day
    notes: tuple[str, ...] = ()  # what was left out, and why


def read(text: str, file: str) -> Record:
    """Minutes where the text has check boxes, a table where it has none."""
    return read_minutes(text, file) if has_boxes(text) else read_table(text, file)


def has_boxes(text: str) -> bool:
    return any(_BOX.fullmatch(line) for line in re.split(r"[\r\n]+", text))


def merged(records: Iterable[Record]) -> Record:
    """Several files as one; a meeting that two of them have is a fault."""
    records = tuple(records)
    faults: list[Problem] = []
    by_day: dict[date, Meeting] = {}
    for meeting in (meeting for record in records for meeting in record.meetings):
        if meeting.day in by_day:
            faults.append(Problem("this meeting is there twice; keep one", str(meeting.day)))
        by_day[meeting.day] = meeting
    if not by_day:
        faults.append(Problem("no meeting with anybody present is in it", "the record"))
    seats = tuple(dict.fromkeys(seat for record in records for seat in record.seats))
    if max(len(seats) - MOST_SEATS, len(by_day) - MOST_MEETINGS) > 0:
        faults.append(Problem(_too_much(len(seats), len(by_day)), "the record"))
    _refuse(faults)
    notes = tuple(note for record in records for note in record.notes)
    return Record(seats, tuple(by_day[day] for day in sorted(by_day)), notes)


# Tables


def read_table(text: str, file: str) -> Record:
    """Empty lines are skipped; cells are parted by commas, semicolons or tabs."""
    lines = _lines(text, file)
    rows = [(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise DataError([Problem("this is empty; a table begins with its columns", file)])
    parted = next((sign for sign in "\t;," if sign in rows[0][1]), ",")
    header = [_plain(cell) for cell in _cells(rows[0][1], parted)]
    turned = any(cell and day_within(cell) == cell for cell in header[1:])
    days, seats = (len(header) - 1, len(rows) - 1) if turned else (len(rows) - 1, len(header) - 1)
    if min(days, seats) < 1:
        example = "meeting,Baidu,ONNX and 2024-01-11,x,-"
        message = f"this is not a table of meetings and seats; write lines such as {example}"
        raise DataError([Problem(message, file, f"line {rows[0][0]}")])
    if seats > MOST_SEATS or days > MOST_MEETINGS:
        raise DataError([Problem(_too_much(seats, days), file)])
    faults: list[Problem] = []
    grid: list[list[Mark]] = []
    capital = False
    firsts: list[tuple[int, str]] = []  # the first cells of the lines
    for number, line in rows[1:]:
        cells = [_plain(cell) for cell in _cells(line, parted)]
        if len(cells) != len(header):
            message = f"{len(cells)} cells, where the first line has {len(header)}"
            faults.append(Problem(message, file, f"line {number}"))
            continue
        firsts.append((number, cells[0]))
        capital = capital or CAPITAL in cells[1:]
        grid.append(
            [
                _mark(cell, file, f"line {number}, column {name or n}", faults)
                for n, (name, cell) in enumerate(zip(header[1:], cells[1:], strict=True), 2)
            ]
        )
    heads = [(rows[0][0], cell) for cell in header[1:]]
    if turned:
        grid = [list(column) for column in zip(*grid, strict=True)]
    names = [_name(cell, file, line, faults) for line, cell in (firsts if turned else heads)]
    held = [_day(cell, file, line, faults) for line, cell in (heads if turned else firsts)]
    for name in dict.fromkeys(names):
        if name and names.count(name) > 1:
            faults.append(Problem(f"the seat {in_quotes(name)} is there twice", file))
    _refuse(faults)
    meetings = [
        Meeting(day, {s: m for s, m in zip(names, row, strict=True) if m is not Mark.NO_SEAT})
        for day, row in zip(held, grid, strict=True)
    ]
    return _held(meetings, file, names, (CAPITAL_NOTE,) if capital else ())


def _cells(line: str, parted: str) -> list[str]:
    """A cell in quotation marks may have the parting sign in it, and a doubled quotation mark."""
    if '"' not in line:
        return line.split(parted)
    cells, rest = [], line
    while True:
        quoted = re.match(r'\s*"((?:[^"]|"")*)"\s*', rest)
        if quoted and rest[quoted.end() :][:1] in ("", parted):
            cell, rest = quoted[1].replace('""', '"'), rest[quoted.end() :]
        else:
            cell = rest.split(parted, 1)[0]
            rest = rest[len(cell) :]
        cells.append(cell)
        if not rest:
            return cells
        rest = rest[1:]


def _mark(cell: str, file: str, place: str, faults: list[Problem]) -> Mark:
    mark = WRITTEN.get(cell.lower())
    if mark is None:
        what = f"{in_quotes(cell)} is a formula; write its result:" if cell[:1] in _FORMULA else ""
        what = what or (
            "an empty cell is not a mark: write"
            if not cell
            else f"{in_quotes(cell)} is not a mark; write"
        )
        faults.append(Problem(f"{what} {ACCEPTED}", file, place))
    return mark or Mark.NO_SEAT


_FORMULA = ("=", "+", "@")


def _name(cell: str, file: str, line: int, faults: list[Problem]) -> str:
    if not cell:
        faults.append(Problem("a seat has no name", file, f"line {line}"))
    elif cell[0] in _FORMULA:
        message = f"{in_quotes(cell)} is a formula; write the name of a seat"
        faults.append(Problem(message, file, f"line {line}"))
    return cell


def _day(cell: str, file: str, line: int, faults: list[Problem]) -> date:
    day = calendar_day(cell)
    if day is None:
        message = f"{in_quotes(cell)} is not a day; write it as 2024-01-11 or 11 Jan 2024"
        faults.append(Problem(message, file, f"line {line}"))
    return day or date.min


# Minutes


def read_minutes(text: str, file: str) -> Record:
    """The day is that in the file's name, else that of the heading above the check boxes."""
    meetings: list[Meeting] = []
    in_name = day_within(file)
    heading = in_name
    lines = _lines(text, file)
    headings = [_heading(line) for line in lines]
    # A task list of an agenda is no roll, where some heading says which one is.
    has_roll = any(words and _ROLL.search(words) for words in headings)
    in_roll, marks = not has_roll, dict[str, Mark]()
    faults: list[Problem] = []

    def end() -> None:
        if marks:
            day = _day(heading, file, number, faults) if heading else date.min
            if not heading:
                message = (
                    "the minutes have no day: name the file 2024-01-11.md, or put it into a heading"
                )
                faults.append(Problem(message, file))
            meetings.append(Meeting(day, dict(marks)))
            marks.clear()

    number = 0
    for number, (line, words) in enumerate(zip(lines, headings, strict=True), 1):
        if words is not None:
            if not in_name and (written := day_within(words)):
                end()
                heading = written
            in_roll = not has_roll or bool(_ROLL.search(words))
        elif in_roll and (box := _BOX.fullmatch(line)):
            came = box[1] != " "
            whole = _plain(_LINK.sub(r"\1", box[2]).replace("~", "").replace("*", ""))
            name, alternates = _ALTERNATE.subn("", whole.strip())
            name = name.rstrip()
            if name in marks:
                faults.append(Problem(f"{in_quotes(name)} is there twice", file, f"line {number}"))
            mark = Mark.ALTERNATE if alternates else Mark.PRESENT
            marks[_name(name, file, number, faults)] = mark if came else Mark.ABSENT
    end()
    if not meetings:
        faults.append(Problem("no check boxes such as “- [x] Name” say who came", file))
    _refuse(faults)
    return _held(meetings, file)


def _heading(line: str) -> str | None:
    """Its words, of which there may be none; None where the line is no heading."""
    match = _HEADING.fullmatch(line)
    return (match[1] or match[2] or "") if match else None


def _held(
    meetings: list[Meeting], file: str, names: Sequence[str] = (), read_as: tuple[str, ...] = ()
) -> Record:
    """Without the meetings that nobody is marked to have come to; the seats in a table's order."""
    seats = dict.fromkeys(seat for meeting in meetings for seat in meeting.marks)
    seats = {name: None for name in names if name in seats} or seats
    held, notes = [], [*read_as]
    for meeting in meetings:
        if any(mark is not Mark.ABSENT for mark in meeting.marks.values()):
            held.append(meeting)
        else:
            notes.append(
                f"{meeting.day}: nobody is marked as present, so it counts as not held ({file})"
            )
    return Record(tuple(seats), tuple(sorted(held, key=lambda meeting: meeting.day)), tuple(notes))


# Both


def _lines(text: str, file: str) -> list[str]:
    if len(text) > MOST_SIGNS:
        message = f"this has more than {MOST_SIGNS:,} characters, which is no season of a council"
        raise DataError([Problem(message, file)])
    lines = re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff"))
    for number, line in enumerate(lines, 1):
        if "\0" in line:
            message = "a NUL character is in it, so it is not text; save it as UTF-8 text"
            raise DataError([Problem(message, file, f"line {number}")])
    return lines


def _plain(text: str) -> str:
    """A text as a reader sees it: composed letters, single spaces, nothing that does not print."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(c if c.isprintable() else " " for c in composed).split())


def _too_much(seats: int, meetings: int) -> str:
    return (
        f"{counted(seats, 'seats')} and {counted(meetings, 'meetings')} are more than a council's: "
        f"at most {MOST_SEATS} and {MOST_MEETINGS:,}"
    )


def _refuse(faults: list[Problem]) -> None:
    if len(faults) > _MOST_FAULTS:
        more = Problem(f"{len(faults) - _MOST_FAULTS:,} more faults like these", faults[0].file)
        faults = [*faults[:_MOST_FAULTS], more]
    if faults:
        raise DataError(faults)
