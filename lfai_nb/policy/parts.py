"""What the value of a rule can be, where it is more than a number or a text.

Item     an entry of a list      Band     head-counts and their dues
Range    two numbers             Ballot   a body that votes, and the share that it takes
"""

from typing import TypeVar

from lfai_nb.frozen import dataclass
from lfai_nb.policy.plurals import counted


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list: a benefit, a step, a committee, a field of a form."""

    id: str
    text: str
    name: str = ""  # what it is called, where its text says more
    quote: str = ""
    note: str = ""
    who: str = ""
    when: str = ""
    outcome: str = ""
    part: str = ""
    component: str = ""  # what need not be there by itself …
    by: tuple[str, ...] = ()  # … where one of these is
    optional: bool = False
    country: str = ""  # of a seat, as the table of its day has it


@dataclass(frozen=True, slots=True)
class Band:
    """Head-counts from ``min`` to ``max``, both included, and their yearly dues."""

    min: int
    max: int | None  # None: no upper end
    usd: int

    def __contains__(self, employees: int) -> bool:
        return self.min <= employees and (self.max is None or employees <= self.max)

    def __str__(self) -> str:
        if self.max is None:
            return f"{self.min:,} or more employees"
        if self.min == self.max:
            return counted(self.max, "employees")
        if self.min == 1:
            return f"up to {counted(self.max, 'employees')}"
        return f"{self.min:,} to {self.max:,} employees"


@dataclass(frozen=True, slots=True)
class Range:
    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


@dataclass(frozen=True, slots=True)
class Ballot:
    """A body that votes, and the share that it takes; "unstated" where the document is silent."""

    body: str
    share: str

    def __str__(self) -> str:
        body = BODIES[self.body]
        return body if self.share == "unstated" else f"{body}, {SHARES[self.share]}"


# The names that the data may use, each with how it is said to a person.
BODIES = {
    "tac": "Technical Advisory Council",
    "board": "Governing Board",
    "owner": "project owner",
    "tsc": "Technical Steering Committee",
}
SHARES = {
    "unstated": "share not stated",
    "majority": "majority",
    "half": "half",
    "two-thirds": "two thirds",
}
BADGE_LEVELS = ("passing", "silver", "gold")

Part = TypeVar("Part", Item, Band, Ballot)
Content = int | str | bool | Range | tuple[Item, ...] | tuple[Band, ...] | tuple[Ballot, ...]
