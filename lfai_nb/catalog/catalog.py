"""The catalogue as one object, and the questions that it answers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from itertools import pairwise

from lfai_nb.catalog.durations import Durations, Passage, months_between
from lfai_nb.catalog.model import (
    THURSDAY,
    CatalogSource,
    Cell,
    Charter,
    Exit,
    Left,
    MemberCount,
    Project,
    ProposalField,
    Purpose,
    ReviewLine,
    Role,
    Slip,
    StageCount,
    StageEvent,
    Statistic,
    Topic,
)
from lfai_nb.domain import Stage, repository_key
from lfai_nb.errors import HandbookError
from lfai_nb.frozen import dataclass

EVERY_PROJECT = "*"
#: The source of the stages, whose date is the day up to which they are known.
LANDSCAPE = "landscape-history"


class NoSuchProject(HandbookError, LookupError):
    """No hosted project, present or past, has that name."""


class BeforeTheRecord(HandbookError, LookupError):
    """A date before the landscape showed any stage: not zero projects, not known."""


@dataclass(frozen=True)
class Catalog:
    """The hosted projects and what is known of them over time.

    A stage begins on the day on which the landscape showed it, which is days or weeks after the
    vote. How long it took is counted to the vote, where its day is known. A date after ``as_of`` is
    answered with the newest state that is known.
    """

    projects: tuple[Project, ...]
    purposes: tuple[Purpose, ...]
    topics: tuple[Topic, ...]
    stages: tuple[StageEvent, ...]
    slips: tuple[Slip, ...]
    exits: tuple[Exit, ...]
    stage_counts: tuple[StageCount, ...]
    members: tuple[MemberCount, ...]
    statistics: tuple[Statistic, ...]
    reviews: tuple[ReviewLine, ...]
    roles: tuple[Role, ...]
    cells: tuple[Cell, ...]
    proposals: tuple[ProposalField, ...]
    charters: tuple[Charter, ...]
    sources: Mapping[str, CatalogSource]

    @property
    def as_of(self) -> date:
        """The day up to which the landscape was read."""
        return self.sources[LANDSCAPE].date

    # Projects

    def find(self, name: str) -> Project:
        """A project by any name that it has or had, whatever the case, spaces and dashes.

        >>> from lfai_nb.catalog import load
        >>> load().find("open lineage").id
        'openlineage'
        """
        if project := self._by_name.get(_plain(name)):
            return project
        from difflib import get_close_matches  # slow to import, and only a typo needs it

        near = get_close_matches(_plain(name), self._by_name, n=5, cutoff=0.6)
        names = dict.fromkeys(self._by_name[match].name for match in near)
        hint = f"the nearest: {', '.join(names)}" if names else "and none has a name like it"
        raise NoSuchProject(f"no hosted project is named {name[:100]!r}; {hint}")

    def by_repository(self, address: str) -> Project | None:
        """The project whose repository this is, or was; ``None`` where it is nobody's here."""
        return self._by_repository.get(repository_key(address))

    def events_of(self, project: Project | str) -> tuple[StageEvent, ...]:
        return self._events.get(self._one(project).id, ())

    def exit_of(self, project: Project | str) -> Exit | None:
        return self._exits.get(self._one(project).id)

    def purpose_of(self, project: Project | str) -> Purpose | None:
        """What it does, in a sentence; ``None`` where no document was read that says so.

        >>> from lfai_nb.catalog import load
        >>> load().purpose_of("Horovod").what
        'Distributes the training of models written in TensorFlow, Keras or PyTorch.'
        """
        return self._purposes.get(self._one(project).id)

    def topic_of(self, project: Project | str) -> Topic | None:
        """Under which heading the landscape lists it, or did; ``None`` where that was not read.

        >>> from lfai_nb.catalog import load
        >>> load().topic_of("Milvus").topic
        'Data'
        """
        return self._topics.get(self._one(project).id)

    def joined(self, project: Project | str) -> date:
        """The day of acceptance, or where that is not known the first day on the landscape."""
        hosted = self._one(project)
        return hosted.accepted or self.events_of(hosted)[0].date

    def decided_by(self, event: StageEvent) -> date:
        """The earliest day on which the record shows that a step had been decided.

        The vote, where a document gives its day, and else the first day on the landscape, which
        follows the vote by days or weeks. Where two documents give two days it is the earlier one:
        nobody can have been held to a rule that came after it.

        >>> from lfai_nb.catalog import load
        >>> catalog = load()
        >>> (entry,) = catalog.events_of("Datashim")
        >>> entry.date.isoformat(), catalog.decided_by(entry).isoformat()
        ('2021-03-08', '2021-01-14')
        """
        accepted = self.find(event.project).accepted
        first = event == self.events_of(event.project)[0]
        return min(event.reached, accepted) if first and accepted else event.reached

    # Stages over time

    def stage_on(self, project: Project | str, day: date) -> Stage | None:
        """The stage at the end of a day; ``None`` before it was listed and after it left."""
        hosted = self._one(project)
        left = self._exits.get(hosted.id)
        if left and left.what is not Left.EMERITUS and left.date and left.date <= day:
            return None
        past = [event.stage for event in self.events_of(hosted) if event.date <= day]
        return past[-1] if past else None

    def hosted_on(self, day: date) -> tuple[Project, ...]:
        """The projects in Sandbox, Incubation or Graduation; an emeritus project is none."""
        self._refuse_before_the_record(day)
        staged = ((project, self.stage_on(project, day)) for project in self.projects)
        return tuple(project for project, stage in staged if stage is not None and stage.hosted)

    def counts_on(self, day: date) -> dict[Stage, int]:
        """How many projects are at each stage, without the slips of the landscape."""
        self._refuse_before_the_record(day)
        return _counts(self.stage_on(project, day) for project in self.projects)

    def landscape_counts_on(self, day: date) -> dict[Stage, int]:
        """The same as the landscape itself showed it on that day, slips and all."""
        self._refuse_before_the_record(day)
        slips = {
            slip.project: slip.landscape_says
            for slip in self.slips
            if slip.since <= day < slip.until
        }
        if EVERY_PROJECT in slips:
            return _counts(())
        return _counts(
            slips[project.id] if project.id in slips else self.stage_on(project, day)
            for project in self.projects
        )

    def members_on(self, day: date) -> MemberCount:
        """The newest count that is not younger than the day."""
        past = [count for count in self.members if count.date <= day]
        if not past:
            first = self.members[0].date.isoformat()
            raise BeforeTheRecord(f"members are known from {first} on; {day.isoformat()} is before")
        return past[-1]

    # Durations

    def durations(self, from_stage: Stage | str, to_stage: Stage | str) -> Durations:
        """The projects that went from one stage straight to the other, and how long it took."""
        start, end = Stage(from_stage), Stage(to_stage)
        passages = []
        for project in self.projects:
            joined, events = self.joined(project), self.events_of(project)
            for number, (left, entered) in enumerate(pairwise(events)):
                if (left.stage, entered.stage) == (start, end):
                    since = left.reached if number else min(joined, left.reached)
                    passages.append(Passage(project, joined, since, entered.reached))
        passages.sort(key=lambda passage: (passage.months_since_joining, passage.project.id))
        return Durations(start, end, tuple(passages))

    def months_since_joining(self, stage: Stage | str, day: date) -> dict[str, float]:
        """For each project that is at a stage on a day, by its id: how long it has been here."""
        wanted = Stage(stage)
        return {
            project.id: months_between(self.joined(project), day)
            for project in self.hosted_on(day)
            if self.stage_on(project, day) is wanted
        }

    def days_to_charter(self) -> dict[str, int]:
        """For each project, by its id: the days from acceptance to the date of its charter.

        It is negative where the charter is the older of the two: of a project that was hosted
        elsewhere, or that had its paper before the vote.
        """
        accepted = {project.id: project.accepted for project in self.projects}
        return {
            charter.project: (charter.date - joined).days
            for charter in self.charters
            if (joined := accepted[charter.project]) is not None
        }

    def days_to_landscape(self) -> dict[str, int]:
        """For each project, by its id: the days from acceptance to its first day on the landscape.

        It is negative where the landscape came first. Projects from before the record are left out:
        they were there on its first day, which says nothing of how long they waited.
        """
        first = min(event.date for event in self.stages)
        return {
            project.id: (self.events_of(project)[0].date - project.accepted).days
            for project in self.projects
            if project.accepted and project.accepted >= first and self.events_of(project)
        }

    def vote_days(self) -> tuple[date, ...]:
        """The days of the council's meetings with a vote on a project, in their order.

        Those that are Thursdays: another day is a vote by e-mail, or one of the board.
        """
        votes = {project.accepted for project in self.projects}
        votes |= {event.stated_date for event in self.stages}
        return tuple(sorted(day for day in votes if day and day.weekday() == THURSDAY))

    # What the answers rest on

    def _one(self, project: Project | str) -> Project:
        return self.find(project) if isinstance(project, str) else project

    def _refuse_before_the_record(self, day: date) -> None:
        first = min(event.date for event in self.stages)
        if day < first:
            raise BeforeTheRecord(
                f"the landscape shows stages from {first.isoformat()} on; "
                f"{day.isoformat()} is before"
            )

    @cached_property
    def _by_name(self) -> dict[str, Project]:
        return {_plain(name): project for project in self.projects for name in project.names}

    @cached_property
    def _by_repository(self) -> dict[str, Project]:
        return {
            repository_key(address): project
            for project in self.projects
            for address in (project.repository, *project.other_repositories)
        }

    @cached_property
    def _events(self) -> dict[str, tuple[StageEvent, ...]]:
        events: dict[str, list[StageEvent]] = {}
        for event in self.stages:
            events.setdefault(event.project, []).append(event)
        return {project: tuple(each) for project, each in events.items()}

    @cached_property
    def _purposes(self) -> dict[str, Purpose]:
        return {purpose.project: purpose for purpose in self.purposes}

    @cached_property
    def _topics(self) -> dict[str, Topic]:
        return {topic.project: topic for topic in self.topics}

    @cached_property
    def _exits(self) -> dict[str, Exit]:
        return {left.project: left for left in self.exits if left.project is not None}


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _counts(stages: Iterable[Stage | None]) -> dict[Stage, int]:
    counted = Counter(stages)
    return {stage: counted[stage] for stage in Stage}
