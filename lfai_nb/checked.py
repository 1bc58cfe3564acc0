"""The one reader of the TOML files that people write: it collects everything that is wrong.

    problems = []
    table = TomlTable.read(path, problems)      a file; empty where it cannot be read
    table.only({"name"}, {"note"})          the keys that it must and may have
    table.text("name"), table.day("since")  its values, each of its kind
    table.tables("person")                  the tables under [[person]]

A fault is a ``Problem``: the message, the file and the key path. A misspelt key is told what it is
near to.

>>> problems = []
>>> table = TomlTable.parse("stras = 812\\nname = 3", "facts.toml", problems)
>>> table.only(set(), {"stars", "name"})
True
>>> table.text("name")
''
>>> for problem in problems:
...     print(problem)
unknown key 'stras'; did you mean 'stars'? Allowed: name, stars @ facts.toml: stras
name needs a text, not 3 @ facts.toml: name
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from lfai_nb.errors import DataError, Problem, Unusable
from lfai_nb.quantities import in_quotes

_TOO_LONG = "a number has hundreds of digits"
_BITS = 1000
#: No file that a person writes is as long; a table with a million rows would take minutes.
_MOST = 1_000_000


def _monstrous(value: object, place: str = "") -> str:
    """Where a number is that Python itself would refuse to print; "" where there is none."""
    if type(value) is int:
        return (place or "?") if value.bit_length() > _BITS else ""
    inside: Iterable[tuple[str, object]] = ()
    if isinstance(value, dict):
        inside = ((f"{place}.{key}".removeprefix("."), each) for key, each in value.items())
    elif isinstance(value, list):
        inside = ((f"{place}[{n}]", each) for n, each in enumerate(value))
    return next((fault for where, each in inside if (fault := _monstrous(each, where))), "")


def unknown_key(key: str, allowed: Iterable[str]) -> str:
    """The sentence for a key that does not exist: the nearest one first, then all of them."""
    from difflib import get_close_matches  # slow to import, and only a typo needs it

    names = list(allowed)
    near = get_close_matches(key, names, n=1)
    hint = f"; did you mean {near[0]!r}? Allowed" if near else "; allowed"
    return f"unknown key {key!r}{hint}: {', '.join(names)}"


class TomlTable:
    """A file, or a table in it, at ``place``."""

    def __init__(
        self, values: Mapping[str, Any], file: str, problems: list[Problem], place: str = ""
    ) -> None:
        self.values, self.file, self.problems, self.place = values, file, problems, place
        #: What a text that is missing should hold, for the sentence that asks for it.
        self.wanted: Mapping[str, str] = {}

    @classmethod
    def read(
        cls, path: Path, problems: list[Problem], file: str = "", *, any_number: bool = False
    ) -> "TomlTable":
        """A file; ``file`` is what it is called in a message, by default its name.

        With ``any_number``, its reader looks at each number itself, and says what it can be.
        """
        file = file or path.name
        try:
            if path.stat().st_size > _MOST and path.is_file():
                message = f"this is too large: at most {_MOST:,} bytes are read; leave out the rest"
                problems.append(Problem(message, file))
                return cls({}, file, problems)
            # Line ends as Python's own reader of text gives them; a mark at the start is no text.
            text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
            table = cls.parse(text, file, problems)
            if any_number or not (place := _monstrous(table.values)):
                return table
            problems.append(Problem(f"{_TOO_LONG}; write a smaller one", file, place))
        except FileNotFoundError:
            problems.append(Problem("there is no such file", file))
        except UnicodeDecodeError as error:
            problems.append(Problem("this is not UTF-8 text; save it as UTF-8", file, spot(error)))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            problems.append(Problem(f"this cannot be read: {reason}", file))
        return cls({}, file, problems)

    @classmethod
    def parse(cls, text: str, file: str, problems: list[Problem]) -> "TomlTable":
        import tomllib  # a command whose rules are kept from its last start reads none

        try:
            return cls(tomllib.loads(text), file, problems)
        except (ValueError, RecursionError) as error:  # some bad numbers come through as these
            reason = str(error)
            if "integer string conversion" in reason:  # Python's own words are for programmers
                reason = f"{_TOO_LONG}; write a smaller one"
            problems.append(Problem(f"this is not readable as TOML: {reason}", file))
        return cls({}, file, problems)

    def fault(self, message: str, key: str = "") -> None:
        self.problems.append(Problem(message, self.file, self.at(key)))

    def at(self, key: str) -> str:
        joint = "." if self.place and key and not key.startswith("[") else ""
        return f"{self.place}{joint}{key}"

    def under(self, key: str) -> Callable[[str, str], None]:
        """A way to report faults below a key."""
        inside = TomlTable({}, self.file, self.problems, self.at(key))
        return inside.fault

    def only(self, required: Collection[str], optional: Collection[str] = ()) -> bool:
        """Whether all that is required is there; an unknown key is a fault, and hides nothing."""
        for key in sorted(required - self.values.keys()):
            self.missing(key)
        allowed = sorted({*required, *optional})
        for key in self.values:
            if key not in allowed:
                self.fault(unknown_key(key, allowed), key)
        return not required - self.values.keys()

    def missing(self, key: str, what: str = "is missing") -> None:
        self.fault(f"{key} {what}" + (f": {self.wanted[key]}" if key in self.wanted else ""), key)

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str):
            self.fault(f"{key} needs a text, not {as_written(value)}", key)
            return ""
        if not value.strip() and required:
            self.missing(key, "is missing" if key not in self.values else "is empty")
        return value

    def all_texts(self, keys: Iterable[str]) -> bool:
        """Whether each of these that is there is a text, and not an empty one."""
        before = len(self.problems)
        for key in sorted(self.values.keys() & set(keys)):
            self.text(key, required=True)
        return len(self.problems) == before

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(t, str) and t.strip() for t in value):
            return tuple(text.strip() for text in value)
        self.fault(f"{key} needs a list of texts", key)
        return ()

    def day(self, key: str, *, required: bool = False) -> date | None:
        value = self.values.get(key)
        # A datetime is a date to Python; what is dated here is dated to the day.
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is not None:
            self.fault(f"{key} needs a day, as 2026-11-20, not {as_written(value)}", key)
        elif required:
            self.missing(key)
        return None

    def choice(self, key: str, allowed: Iterable[str]) -> bool:
        names = list(allowed)
        if (value := self.values.get(key)) in names:
            return True
        self.fault(f"one of {', '.join(names)} is needed, not {as_written(value)}", key)
        return False

    def table(self, key: str) -> "TomlTable":
        return self._inside(key, self.values.get(key, {}), key)

    def entries(self) -> Iterator[tuple[str, "TomlTable"]]:
        """Each key, and the table that has to stand there."""
        for key, value in self.values.items():
            if isinstance(value, dict):
                yield key, self._inside(key, value, key)
            else:
                self.fault(f"{key} needs a table, not {as_written(value)}", key)

    def tables(self, key: str) -> Iterator["TomlTable"]:
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
            yield from (self._inside(key, entry, f"{key}[{n}]") for n, entry in enumerate(value))
        else:
            self.fault(f"{key} needs tables, each under [[{key}]]", key)

    def _inside(self, key: str, value: object, place: str) -> "TomlTable":
        if not isinstance(value, dict):
            self.fault(f"{key} needs a table, not {as_written(value)}", key)
            value = {}
        inside = TomlTable(value, self.file, self.problems, self.at(place))
        inside.wanted = self.wanted
        return inside

    def refuse(self, error: type[DataError] = DataError) -> None:
        """Raise what was collected, if anything was."""
        if self.problems:
            raise error(self.problems)


def as_written(value: object) -> str:
    """A value as the file has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return "a table" if isinstance(value, dict) else in_quotes(value)


def spot(error: UnicodeDecodeError) -> str:
    """The line and the column of the first byte that is no text.

    >>> try:
    ...     b"a\\nJos\\xe9".decode()
    ... except UnicodeDecodeError as error:
    ...     spot(error)
    'line 2, column 4'
    """
    before = error.object[: error.start]
    column = len(before) - (before.rfind(b"\n") + 1) + 1
    line = before.count(b"\n") + 1
    return f"line {line}, column {column}"


def text_of(path: Path, most: int, limit: str) -> str:
    """The text of a file that somebody named; ``limit`` says what is too large, and for what."""
    try:
        if path.stat().st_size > most:  # not even read: it may be a video
            raise DataError([Problem(f"this is too large {limit}", path.name)])
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "this is not UTF-8 text; save it as UTF-8"
        raise DataError([Problem(message, path.name, spot(error))]) from None
    except OSError as error:
        raise Unusable.because(path, "read", error) from None
