"""What a plan is made of: its steps, what comes after the vote, and its days in a calendar."""

from datetime import date
from typing import NamedTuple

from lfai_nb.frozen import dataclass
from lfai_nb.hosting import sentences
from lfai_nb.policy import Item


@dataclass(frozen=True, slots=True)
class PlanStep:
    item: Item
    day: date | None  # by which it is done; None after the vote, where no document gives a time
    basis: str

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.item.id,
            "text": self.item.text,
            "who": self.item.who,
            "outcome": self.item.outcome,
            "day": self.day.isoformat() if self.day else None,
            "basis": self.basis,
        }


@dataclass(frozen=True, slots=True)
class Wait:
    """How long something took that comes after the vote, of the projects whose days are known."""

    id: str
    projects: int
    median: int
    low: int
    high: int

    @property
    def title(self) -> str:
        return sentences.WAITS[self.id]

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "title": self.title,
            "projects": self.projects,
            "median_days": self.median,
            "low_days": self.low,
            "high_days": self.high,
        }


@dataclass(frozen=True, slots=True)
class Ahead:
    """What comes once the project is hosted."""

    id: str
    day: date
    text: str
    rule: str

    def as_json(self) -> dict[str, object]:
        return {"id": self.id, "day": self.day.isoformat(), "text": self.text, "rule": self.rule}


class CalendarEntry(NamedTuple):
    """A whole day in a calendar. The same plan gives the same uid: a second import replaces it."""

    uid: str
    day: date
    summary: str
    text: str

    def as_json(self) -> dict[str, object]:
        return self._asdict() | {"day": self.day.isoformat()}
