"""The few words that every floor uses.

Stage           the stages of a hosted project, in their order
Who             who can close a gap
Address         a repository on GitHub, however its address is written
Window          days, both ends included
TwelveMonths    the year that activity is counted over
"""

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple, Self

from lfai_nb.errors import BadInput


class Stage(StrEnum):
    """The stages, lowest first, by the ids that the rules and the files of facts have.

    >>> Stage.SANDBOX <= Stage.SANDBOX < Stage.GRADUATION, Stage.SANDBOX.next, Stage.GRADUATION.next
    (True, <Stage.INCUBATION: 'incubation'>, None)
    """

    SANDBOX = "sandbox"
    INCUBATION = "incubation"
    GRADUATION = "graduation"
    EMERITUS = "emeritus"  # "archived" on the landscape

    @classmethod
    def parse(cls, text: str) -> Self:
        try:
            return cls(text)
        except ValueError:
            raise BadInput(f"{text!r} is not a stage; accepted: {', '.join(cls)}") from None

    @property
    def hosted(self) -> bool:
        return self is not Stage.EMERITUS

    @property
    def next(self) -> "Stage | None":
        """The stage to move up to. Nobody applies for Emeritus."""
        above = [stage for stage in HOSTED_STAGES if stage > self]
        return above[0] if above else None

    @property
    def rank(self) -> int:
        return list(Stage).index(self)

    # A text would compare by its letters. Against any other text this is a ValueError: such a list
    # has no order that makes sense.
    def __lt__(self, other: str) -> bool:
        return self.rank < Stage(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Stage(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Stage(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Stage(other).rank


#: What a project can be ready for.
HOSTED_STAGES = tuple(stage for stage in Stage if stage.hosted)


class Who(StrEnum):
    """Who can close a gap."""

    PROJECT = "project"
    SPONSOR = "sponsor"
    TAC = "tac"
    BOARD = "board"
    STAFF = "staff"
    MEMBER = "member"


# What GitHub allows in names; a name of dots only would be a step in a path.
_ON_GITHUB = re.compile(
    r"(?:(?:https?://|ssh://git@)?(?:www\.)?github\.com/|git@github\.com:)?"
    r"(?P<owner>[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38}))/(?P<name>(?!\.{1,2}(?:/|$))[A-Za-z0-9._-]{1,100}?)"
    r"(?:\.git)?/?",
    re.IGNORECASE,
)


class Address(NamedTuple):
    """A repository on GitHub.

    >>> Address.parse("git@github.com:acme/anvil.git").url
    'https://github.com/acme/anvil'
    """

    owner: str
    name: str

    @classmethod
    def find(cls, text: str) -> Self | None:
        """From any of the ways in which it is written; None where it is no repository on GitHub."""
        match = _ON_GITHUB.fullmatch(text.strip())
        return cls(match["owner"], match["name"]) if match else None

    @classmethod
    def parse(cls, text: str) -> Self:
        address = cls.find(text)
        if address is None:
            raise BadInput(
                f"{without_password(text)[:100]!r} is not a repository on GitHub; accepted: "
                "OWNER/NAME, or https://github.com/OWNER/NAME"
            )
        return address

    @property
    def url(self) -> str:
        return f"https://github.com/{self.owner}/{self.name}"


def without_password(address: str) -> str:
    """An address that may be shown: who is logged in with which password is nobody's affair.

    >>> without_password("https://ann:secret@example.org/a")
    'https://example.org/a'
    """
    return re.sub(r"(?<=//)[^/\s]*@", "", address)


def repository_key(address: str) -> str:
    """An address without what does not tell one repository from another, on whatever host.

    >>> repository_key("git@github.com:Acme/Anvil.git"), repository_key("https://example.org/A/B/")
    ('github.com/acme/anvil', 'example.org/a/b')
    """
    on_github = Address.find(address)
    plain = on_github.url if on_github else address.strip()
    plain = re.sub(r"^([a-z]+://)?(git@|www\.)?", "", plain.casefold())
    return plain.rstrip("/").removesuffix(".git")


class Window(NamedTuple):
    """Days, both of them included, in UTC."""

    since: date
    until: date

    @classmethod
    def months(cls, count: int, until: date) -> "Window":
        """That many months, of which ``until`` is the last day.

        >>> Window.months(12, date(2024, 2, 29))
        Window(since=datetime.date(2023, 3, 1), until=datetime.date(2024, 2, 29))
        """
        return cls(_months_before(until, count) + timedelta(days=1), until)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.since <= day <= self.until

    def __str__(self) -> str:
        return f"{self.since} to {self.until}"


class TwelveMonths:
    """The year that activity is counted over, in whichever source: ``on`` is its last day.

    >>> year = TwelveMonths(date(2024, 6, 15))
    >>> str(year.window), year.month_of(date(2023, 6, 16)), year.month_of(date(2024, 6, 15))
    ('2023-06-16 to 2024-06-15', 1, 12)
    """

    def __init__(self, on: date) -> None:
        self.window = Window.months(12, on)
        self._ends = [_months_before(on, back) for back in range(12, -1, -1)]

    def month_of(self, day: date) -> int:
        """Which of the twelve months a day of the window belongs to, from 1 to 12."""
        return sum(end < day for end in self._ends)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month.

    >>> months_after(date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    return _months_before(day, -months)


def _months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        raise BadInput(f"{months} months before {day} is before the calendar begins")
    first_next = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (first_next - timedelta(days=1)).day))
