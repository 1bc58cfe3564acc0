"""What is wrong with the data: one fault, and all the faults of a folder together.

    Problem               one fault: what, in which file, at which place
    DataError(ValueError) every fault found, so that a person repairs the data in one go

A reader that stops at the first fault makes its user run it once for each; the readers of the
rules and of the catalogue therefore collect, and raise once at the end.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault. ``place`` is a key path in a TOML file, a line and column in a CSV file.

    >>> str(Problem("the fee is negative", "dues.toml", "general[0].amount"))
    'the fee is negative @ dues.toml: general[0].amount'
    """

    message: str
    file: str
    place: str = ""

    def __str__(self) -> str:
        where = f"{self.file}: {self.place}" if self.place else self.file
        return one_line(f"{self.message} @ {where}")


class DataError(ValueError):
    """The data cannot be used. ``problems`` holds every reason; ``str()`` has one per line.

    >>> str(DataError([Problem("no such file", "dues.toml")]))
    'no such file @ dues.toml'
    """

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        if not self.problems:
            raise TypeError("a DataError needs at least one problem")
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["DataError"], tuple[tuple[Problem, ...]]]:
        # An exception is rebuilt from its arguments, and ours holds text there: without this, a
        # fault found in another process (a parallel test run, say) would not come back.
        return type(self), (self.problems,)


def one_line(text: str) -> str:
    """The text with line breaks and control characters written out, as ``\\n`` or ``\\x1b``.

    A message may repeat a value from a file that somebody else wrote; it must not be able to end
    the line, or to steer the terminal that it is printed on.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
