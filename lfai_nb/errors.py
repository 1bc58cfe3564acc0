"""Everything that a person can get wrong, as a tree; whatever else is raised is a bug of ours.

    HandbookError                     its text says what was wrong, where, and what to do
      BadInput(ValueError)            what was asked or typed cannot be meant
        NotEligible                   a level that this organisation may not choose   (membership)
      Unusable(OSError)               a file that was named and cannot be read or written
      MissingExtra(ImportError)       an optional part of the package that is not installed
      DataError(ValueError)           every fault of some data, each with its file and its place
        FactsError                    a file of facts                                 (lifecycle)
        AffiliationsError             a map of who works where                        (evidence)
      NoData(FileNotFoundError)       no folder with the rules and the catalogue      (places)
      NoSuchRule(KeyError)            an id that no rule has                          (policy)
      NotKnownYet(LookupError)        a date before the first known value of a rule   (policy)
      NotInForce(LookupError)         a rule that did not hold on that date           (policy)
      NoSuchProject(LookupError)      a name that no project has                      (catalog)
      BeforeTheRecord(LookupError)    a date before the first known stage             (catalog)
      StageNotOffered(LookupError)    a stage that the document of a date lacks       (lifecycle)
      HistoryError(ValueError)        a git history that cannot be read               (evidence)
      TooMuch                         a program that answers too late or too much     (evidence)
      CacheError(ValueError)          a cache on disk that cannot be used             (evidence)
      NoAnswer                        a service that did not answer the question      (evidence)
        Gone                          it says that there is no such thing
        TryAgain                      a failure that may pass
        Exhausted                     its quota is used up
        OutOfReach                    no connection to it can be made
      Stop                            a command that cannot be carried out            (cli)

The command line catches ``HandbookError`` alone. Each also subclasses the builtin that a caller in
Python would catch. The demos, a wing apart, have errors of their own.

A reader that stops at the first fault makes its user run it once for each; the readers of data
therefore collect every ``Problem``, and raise once at the end.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from lfai_nb.frozen import dataclass


class HandbookError(Exception):
    """What a person can put right: the text says what was wrong, where, and what to do."""


class BadInput(HandbookError, ValueError):
    """A question that has no answer as it is put; the message says what would be accepted."""


class Unusable(HandbookError, OSError):
    """A file or folder that somebody named, and that cannot be read or written.

    >>> str(Unusable.because("f.svg", "written", PermissionError(13, "Permission denied")))
    'f.svg cannot be written: Permission denied'
    """

    @classmethod
    def because(cls, path: object, what: str, error: OSError) -> "Unusable":
        return cls(f"{path} cannot be {what}: {error.strerror or type(error).__name__}")


class MissingExtra(HandbookError, ImportError):
    """What was asked needs a part of the package that is not installed."""


@contextmanager
def extra(name: str, purpose: str) -> Iterator[None]:
    """Around an import that only an extra brings: without it, one line says what installs it.

    >>> with extra("evidence", "asking GitHub"):
    ...     import no_such_module
    Traceback (most recent call last):
    lfai_nb.errors.MissingExtra: asking GitHub needs the extra "evidence" (no_such_module is not \
installed); in a checkout of the handbook: pip install '.[evidence]'
    """
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in ("", "lfai_nb"):  # a bug, and no extra would help
            raise
        raise MissingExtra(
            f'{purpose} needs the extra "{name}" ({missing} is not installed); '
            f"in a checkout of the handbook: pip install '.[{name}]'"
        ) from None


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


class DataError(HandbookError, ValueError):
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
