"""Counts a stream of commits by who, in which window and in which time of the affiliations.

Nothing is kept of a single commit. What is kept grows with the people, and for each of them with
the windows and turning points that are asked for.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from lfai_nb.domain import Window
from lfai_nb.evidence.history.commits import Commit, Signature, moment


class CountKey(NamedTuple):
    """What is counted apart. ``author`` stands beside a co-author, to tell one person twice."""

    author: Signature | None
    who: Signature
    window: int
    period: int


class Count(NamedTuple):
    commits: int
    first: int
    last: int


class Tally:
    """The counts of one history: ``cells(window)`` gives those of a window."""

    def __init__(self, windows: Iterable[Window], turning_points: Sequence[date] = ()) -> None:
        days = {d for w in windows for d in (w.since, day_after(w.until))}
        self._cuts = [seconds(day) for day in sorted(days)]
        self._periods = [seconds(day) for day in turning_points]
        # A day on which each period's affiliations hold; before the first, any earlier one does.
        self.days = [date.min, *turning_points]
        self._counts: dict[CountKey, list[int]] = {}
        self.commits = 0
        self.oldest: int | None = None

    def add(self, commits: Iterable[Commit]) -> "Tally":
        cuts, periods, counts = self._cuts, self._periods, self._counts
        total = 0
        oldest = self.oldest if self.oldest is not None else 1 << 62
        window = period = 0
        for commit in commits:
            if commit.parents > 1:
                continue
            committed, authored, author = commit[:3]
            total += 1
            if committed < oldest:
                oldest = committed
            window = bisect_right(cuts, committed)
            if periods:
                period = bisect_right(periods, authored)
            # A CountKey compares and hashes as this plain tuple, which is far quicker to make.
            cell = (None, author, window, period)
            entry = counts.get(cell)  # type: ignore[call-overload]
            if entry is None:
                counts[CountKey(*cell)] = [1, committed, committed]
            else:
                entry[0] += 1
                if committed < entry[1]:
                    entry[1] = committed
                if committed > entry[2]:
                    entry[2] = committed
            for who in commit.coauthors():
                entry = counts.setdefault(
                    CountKey(author, who, window, period), [0, committed, committed]
                )
                entry[0] += 1
                entry[1] = min(entry[1], committed)
                entry[2] = max(entry[2], committed)
        self.commits += total
        if total:
            self.oldest = oldest
        return self

    def correct(self, corrected: Mapping[Signature, Signature]) -> None:
        """Put the right signature of each person in the place of the written one."""
        changed = {was: now for was, now in corrected.items() if was != now}
        for cell in [c for c in self._counts if c.who in changed or c.author in changed]:
            commits, first, last = self._counts.pop(cell)
            right = cell._replace(
                author=cell.author and changed.get(cell.author, cell.author),
                who=changed.get(cell.who, cell.who),
            )
            entry = self._counts.setdefault(right, [0, first, last])
            entry[:] = [entry[0] + commits, min(entry[1], first), max(entry[2], last)]

    def signatures(self) -> set[Signature]:
        """Everybody who is counted; the author of a commit is, wherever a co-author is."""
        return {cell.who for cell in self._counts}

    def cells(self, window: Window) -> Iterator[tuple[CountKey, Count]]:
        first = self._cuts.index(seconds(window.since)) + 1
        last = self._cuts.index(seconds(day_after(window.until)))
        for cell, count in self._counts.items():
            if first <= cell.window <= last:
                yield cell, Count(*count)


def day(seconds: int) -> date:
    return moment(seconds).date()


def seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def day_after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day
