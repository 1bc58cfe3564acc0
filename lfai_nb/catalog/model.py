"""What the catalogue holds. Each class is a row of one file; its fields are the file's columns.

``None`` and ``""`` mean unknown or not applicable, never zero.
"""

import datetime as dt
from enum import StrEnum

from lfai_nb.domain import Stage
from lfai_nb.frozen import dataclass

#: The day of the week on which the council meets, as ``date.weekday`` counts.
THURSDAY = 3


class Left(StrEnum):
    """What is known of a project that is not hosted (any more)."""

    EMERITUS = "emeritus"
    MOVED = "moved"  # to another foundation
    UNLISTED = "no longer listed"  # and nothing says that it was archived
    NEVER_LISTED = "never listed"  # there is a charter, or a tracker, and no entry yet


@dataclass(frozen=True, slots=True)
class CatalogSource:
    """A document; the entries of ``sources.toml``."""

    id: str
    title: str
    date: dt.date
    url: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    name: str
    other_names: tuple[str, ...]
    repository: str
    other_repositories: tuple[str, ...]
    contributed_by: str | None
    contributed_by_source: str | None
    contributed_by_where: str | None
    accepted: dt.date | None
    accepted_source: str | None
    accepted_where: str | None
    measured_on: dt.date | None
    stars: int | None
    contributors: int | None
    licence: str | None
    badge_id: int | None
    badge_percent: int | None
    measured_source: str | None
    source: str
    where: str
    note: str | None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.id, *self.other_names)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a project does, in a sentence of this book that begins with a verb."""

    project: str
    what: str
    source: str
    where: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Under which heading the landscape listed it, on the newest day that it did."""

    project: str
    topic: str
    part: str  # of the topic; some topics have one part, of the same name
    date: dt.date
    commit: str
    source: str
    where: str


@dataclass(frozen=True, slots=True)
class StageEvent:
    """From this day the landscape shows the project at this stage."""

    project: str
    date: dt.date
    stage: Stage
    commit: str
    stated_date: dt.date | None  # what another document says of the same step
    stated_source: str | None
    stated_where: str | None
    source: str
    where: str

    @property
    def reached(self) -> dt.date:
        """The first day on which a record has the stage: a vote comes before the landscape."""
        return min(self.date, self.stated_date or self.date)


@dataclass(frozen=True, slots=True)
class Slip:
    """Days on which the landscape did not show what it showed before and after.

    ``project`` is ``*`` for all of them; ``landscape_says`` is ``None`` for not listed.
    """

    project: str
    since: dt.date
    until: dt.date  # the first day on which it was right again
    landscape_says: Stage | None
    since_commit: str
    until_commit: str
    why: str
    source: str
    where: str


@dataclass(frozen=True, slots=True)
class Exit:
    """A project that is not hosted any more, or that has a charter and is not listed yet."""

    project: str | None
    name: str
    date: dt.date | None
    what: Left
    destination: str | None
    destination_source: str | None
    destination_where: str | None
    reason: str | None
    commit: str | None
    source: str
    where: str


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many entries the landscape showed at each stage at the end of a day."""

    date: dt.date
    sandbox: int
    incubation: int
    graduation: int
    emeritus: int
    commit: str
    source: str
    where: str


@dataclass(frozen=True, slots=True)
class MemberCount:
    date: dt.date
    premier: int
    general: int
    associate: int
    commit: str
    source: str
    where: str

    @property
    def total(self) -> int:
        return self.premier + self.general + self.associate


@dataclass(frozen=True, slots=True)
class Statistic:
    """A number as a document states it, and beside it what can be counted, where it can."""

    date: dt.date
    scope: str
    measure: str
    as_stated: str
    value: int
    unit: str
    source: str
    where: str
    check_value: int | None
    check_source: str | None
    check_where: str | None
    contradiction: str | None


@dataclass(frozen=True, slots=True)
class ProposalField:
    """One line of a project's proposal; ``value`` is ``None`` where it says nothing of it."""

    project: str
    what: str
    value: str | None
    source: str
    where: str | None


@dataclass(frozen=True, slots=True)
class Charter:
    """The date that a project's charter carries; of a draft, where the note says so.

    ``licence`` is ``None`` where the charter names none.
    """

    project: str
    date: dt.date
    licence: str | None
    source: str
    where: str
    note: str | None


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A line of the calendar of annual reviews of 2021, as printed and as read."""

    position: int
    date_as_printed: str | None
    date: dt.date | None
    project_as_printed: str
    project: str
    source: str
    where: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table that a document has, or that sets several documents side by side.

    ``value`` has the document's own words where it is about a product, and may be several entries.
    """

    table: str
    row: str
    column: str
    value: tuple[str, ...]
    source: str
    where: str


@dataclass(frozen=True, slots=True)
class Role:
    """Who is named in a public role by a document of that day; not when it began or ended."""

    seen_on: dt.date
    role: str
    name: str
    organisation: str | None
    source: str
    where: str
