"""The few words that every floor uses: a window of days, and the twelve months before a day."""

from datetime import date, timedelta
from typing import NamedTuple

from lfai_nb.errors import BadInput


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


def _months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        raise BadInput(f"{months} months before {day} is before the calendar begins")
    first_next = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (first_next - timedelta(days=1)).day))
