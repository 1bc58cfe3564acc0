"""How many organizations contribute to a project, from its git history.

>>> from datetime import date
>>> from lfai_nb.evidence.history import organizations          # doctest: +SKIP
>>> answer = organizations("path/to/clone", since=date(2023, 1, 1), until=date(2023, 12, 31))
...                                                             # doctest: +SKIP
>>> answer.low, answer.high, answer.unknown_people_share        # doctest: +SKIP
(4, 31, 0.61)

The way of a commit: `gitlog` streams it, `commits` reads it, `tally` counts it by signature,
`people` joins signatures, `addresses` and `affiliations` say what each shows, `attribution` settles
one organization at a time for each person, `report` judges a window.

What counts: commits reachable from HEAD that are no merge, on the day they entered the history
(the committer's date), by their author and by everybody named in a Co-authored-by line. Employers
are looked up for the day on which a commit was written (the author's date); who owns an
organization, for the last day of the window.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lfai_nb.domain import Window
from lfai_nb.evidence.history.addresses import Addresses
from lfai_nb.evidence.history.affiliations import Affiliations, AffiliationsError
from lfai_nb.evidence.history.attribution import Attribution
from lfai_nb.evidence.history.commits import Commit
from lfai_nb.evidence.history.gitlog import HistoryError, Reach, Repository
from lfai_nb.evidence.history.people import join
from lfai_nb.evidence.history.report import (
    Names,
    Organization,
    OrgReport,
    UnknownPerson,
    Variant,
    elephant_factor,
    report,
)
from lfai_nb.evidence.history.tally import Tally, day

__all__ = [
    "Affiliations",
    "AffiliationsError",
    "History",
    "HistoryError",
    "Names",
    "OrgReport",
    "Organization",
    "Repository",
    "UnknownPerson",
    "Variant",
    "Window",
    "elephant_factor",
    "organizations",
    "sensitivity",
]

MONTHS = (6, 12, 24, 36)
MINIMUMS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class History:
    """A history that has been read once, for some windows; each is then judged at will."""

    repository: Repository
    attribution: Attribution
    reach: Reach

    @classmethod
    def read(
        cls,
        path: Path | str,
        windows: Iterable[Window],
        *,
        affiliations: Affiliations | Path | str | None = None,
        own_domains: Iterable[str] = (),
        up_to_date: date | None = None,
        watch: Callable[[Iterator[Commit]], Iterator[Commit]] = iter,
    ) -> "History":
        """``watch`` sees the commits pass, to show how far the reading is.

        ``up_to_date``: see ``Repository.reach``.
        """
        repository = Repository.at(path)
        if not isinstance(affiliations, Affiliations):
            affiliations = Affiliations.load(affiliations)
        addresses = Addresses.load()
        tally = Tally(windows, affiliations.turning_points()).add(watch(repository.commits()))
        tally.correct(repository.mapped(tally.signatures()))
        people = join(tally.signatures(), addresses)
        attribution = Attribution(tally, people, affiliations, addresses, own_domains)
        return cls(repository, attribution, repository.reach(up_to_date))

    def report(self, window: Window, min_commits: int = 1, names: Names = "counted") -> OrgReport:
        contributors = self.attribution.contributors(window)
        answer = report(contributors, window, min_commits, names)
        return replace(
            answer,
            high=None if self.reach.gap(window) else answer.high,
            head=self.repository.head,
            head_date=self.repository.head_date.date(),
            warnings=tuple(self._warnings(window)),
        )

    def sensitivity(
        self, until: date, months: Sequence[int] = MONTHS, minimums: Sequence[int] = MINIMUMS
    ) -> tuple[Variant, ...]:
        rows = []
        for count in months:
            window = Window.months(count, until)
            contributors = self.attribution.contributors(window)
            for least in minimums:
                judged = report(contributors, window, least)
                high = None if self.reach.gap(window) else judged.high
                rows.append(Variant(count, least, judged.low, high, judged.people, judged.commits))
        return tuple(rows)

    def _warnings(self, window: Window) -> Iterable[str]:
        if gap := self.reach.gap(window):
            yield gap
        oldest = self.attribution.tally.oldest
        if oldest is not None and day(oldest) > window.until:
            yield f"the history begins on {day(oldest)}, after the window"


def organizations(
    path: Path | str,
    *,
    since: date,
    until: date,
    min_commits: int = 1,
    affiliations: Affiliations | Path | str | None = None,
    own_domains: Iterable[str] = (),
    up_to_date: date | None = None,
    names: Names = "counted",
) -> OrgReport:
    """The organizations that contributed from ``since`` to ``until``, both days included (UTC).

    ``affiliations``: a TOML file to put on top of the map that comes with the package.
    ``own_domains``: the project's own, which are no employer. ``up_to_date``: when the clone was
    fetched, if you know it; else nothing is known after its newest commit. Raises HistoryError.
    """
    window = checked(since, until, min_commits)
    history = History.read(
        path,
        [window],
        affiliations=affiliations,
        own_domains=own_domains,
        up_to_date=up_to_date,
    )
    return history.report(window, min_commits, names)


def sensitivity(
    path: Path | str,
    *,
    until: date,
    months: Sequence[int] = MONTHS,
    minimums: Sequence[int] = MINIMUMS,
    affiliations: Affiliations | Path | str | None = None,
    own_domains: Iterable[str] = (),
    up_to_date: date | None = None,
) -> tuple[Variant, ...]:
    """The interval for each window that ends on ``until`` and each minimum, from one reading."""
    windows = [Window.months(count, until) for count in months]
    history = History.read(
        path,
        windows,
        affiliations=affiliations,
        own_domains=own_domains,
        up_to_date=up_to_date,
    )
    return history.sensitivity(until, months, minimums)


def checked(since: date, until: date, min_commits: int) -> Window:
    if until < since:
        raise HistoryError(f"the window ends on {until}, before it begins on {since}")
    if min_commits < 1:
        raise HistoryError(f"the minimum is {min_commits}; it needs to be 1 or more commits")
    return Window(since, until)
