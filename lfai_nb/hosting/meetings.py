"""The days on which the Technical Advisory Council meets: those on record, and its rhythm beyond.

We found no public calendar of the council. On record are the days of its votes, and of the tables
that name its voters. Between two of them, and after the last, the rhythm of ``TAC-CADENCE-WEEKS``
is carried on; a day from it says so.
"""

from bisect import bisect_right
from datetime import date, timedelta
from typing import NamedTuple

from lfai_nb.catalog import Catalog
from lfai_nb.errors import BadInput
from lfai_nb.frozen import dataclass
from lfai_nb.policy import Policy
from lfai_nb.policy.words import day_in_words


def recorded_days(catalog: Catalog, policy: Policy) -> tuple[date, ...]:
    """The days on which the council is known to have met, in their order."""
    tables = {value.start for value in policy["TAC-PREMIER-SEATS"].values}
    return tuple(sorted(tables.union(catalog.vote_days())))


class CouncilMeeting(NamedTuple):
    """A day on which the council met, or would meet by its rhythm."""

    day: date
    on_record: bool

    def as_json(self) -> dict[str, object]:
        return {"day": self.day.isoformat(), "on_record": self.on_record}


@dataclass(frozen=True, slots=True)
class Meetings:
    """The recorded days, in their order, and the time from one meeting to the next.

    >>> council = Meetings((date(2026, 6, 4), date(2026, 7, 16)), timedelta(weeks=2))
    >>> before, after = council.around(date(2026, 7, 29))
    >>> before.day.isoformat(), before.on_record, after.day.isoformat(), after.on_record
    ('2026-07-16', True, '2026-07-30', False)
    """

    recorded: tuple[date, ...]
    every: timedelta

    def around(self, day: date) -> tuple[CouncilMeeting, CouncilMeeting]:
        """The last meeting up to a day and the first from it on; both are a day of a meeting."""
        passed = bisect_right(self.recorded, day)
        if not passed:
            first = day_in_words(self.recorded[0])
            raise BadInput(f"no meeting of the council is on record before {first}")
        start = self.recorded[passed - 1]
        # The rhythm starts anew at each day on record: it has shifted more than once.
        before = CouncilMeeting(start + (day - start) // self.every * self.every, False)
        before = CouncilMeeting(before.day, before.day == start)
        if before.day == day:
            return before, before
        after = CouncilMeeting(before.day + self.every, False)
        following = self.recorded[passed] if passed < len(self.recorded) else None
        if following is not None and following <= after.day:
            after = CouncilMeeting(following, True)
        return before, after

    def first_from(self, day: date) -> CouncilMeeting:
        return self.around(day)[1]

    @property
    def gaps(self) -> tuple[int, int]:
        """How many gaps there are between recorded days, and how many of them fit the rhythm."""
        pairs = list(zip(self.recorded, self.recorded[1:], strict=False))
        return len(pairs), sum((b - a) % self.every == timedelta(0) for a, b in pairs)
