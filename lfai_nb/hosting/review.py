"""The annual review: whose is due, how long a project has been where it is, and what to answer.

    reviews(on=…)                         every hosted project, the one that is due next first
    review(project, on=…)                 one of them
    brief(review, facts, words, last)     the slides: what is known, what changed, what to ask

>>> from datetime import date
>>> annual = review("flyte", on=date(2026, 11, 27))
>>> annual.stage.value, annual.last and annual.last.isoformat(), annual.due.isoformat()
('graduation', '2022-01-06', '2027-02-25')
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from lfai_nb import catalog as record
from lfai_nb.catalog import Catalog, Project
from lfai_nb.catalog.durations import months_between
from lfai_nb.domain import Stage, months_after
from lfai_nb.errors import BadInput
from lfai_nb.frozen import dataclass
from lfai_nb.hosting import sentences
from lfai_nb.hosting.schedule import EXPECTED, TOPICS
from lfai_nb.lifecycle.facts import FACTS, Fact, Interval, ProjectFacts
from lfai_nb.policy import Item, Policy, Range, load
from lfai_nb.policy.words import day_in_words

DECK = "REV-DECK"
#: The slide that a fact belongs on; whatever else changed is an achievement, or is not.
SLIDE_OF = {"tsc_chair": "chair", "releases": "releases", "commits_12_months": "contributions"}


class Kept(StrEnum):
    """Where the answer of a slide comes from."""

    KNOWN = "known"  # from the record, or from this year's words and facts
    SAME = "as last year"
    ASK = "to answer"


@dataclass(frozen=True, slots=True)
class Took:
    """How long the projects took, since they joined, that went from a stage to the next."""

    projects: int
    median: float
    low: float
    high: float

    def as_json(self) -> dict[str, object]:
        return {
            "projects": self.projects,
            "median_months": round(self.median, 1),
            "low_months": round(self.low, 1),
            "high_months": round(self.high, 1),
        }


@dataclass(frozen=True, slots=True)
class Review:
    project: Project
    on: date
    stage: Stage
    joined: date
    entered: date
    expected: Range | None  # months from joining, where the documents expect a move
    took: Took | None
    last: date | None  # the last review that is on record, planned or held
    due: date
    passed: date | None  # by when the one before was due, where no record has that one

    @property
    def months_here(self) -> float:
        return months_between(self.joined, self.on)

    @property
    def months_in_stage(self) -> float:
        return months_between(self.entered, self.on)

    @property
    def over(self) -> float:
        """By how many months it is longer here than expected; 0 where it is not, or nobody says."""
        return max(0.0, self.months_here - self.expected.high) if self.expected else 0.0

    def as_json(self) -> dict[str, object]:
        return {
            "project": self.project.id,
            "name": self.project.name,
            "on": self.on.isoformat(),
            "stage": str(self.stage),
            "joined": self.joined.isoformat(),
            "entered_stage": self.entered.isoformat(),
            "months_since_joining": round(self.months_here, 1),
            "months_in_stage": round(self.months_in_stage, 1),
            "expected_months": (
                {"low": self.expected.low, "high": self.expected.high} if self.expected else None
            ),
            "months_over": round(self.over, 1),
            "others_took": self.took.as_json() if self.took else None,
            "last_on_record": self.last.isoformat() if self.last else None,
            "due": self.due.isoformat(),
            "passed_without_record": self.passed.isoformat() if self.passed else None,
        }


@dataclass(frozen=True, slots=True)
class Slide:
    item: Item
    kept: Kept
    lines: tuple[str, ...]


def reviews(
    *, on: date, policy: Policy | None = None, catalog: Catalog | None = None
) -> tuple[Review, ...]:
    """Every project that is hosted on a day."""
    catalog = catalog or record.load()
    hosted = catalog.hosted_on(on)
    every = (review(project.id, on=on, policy=policy, catalog=catalog) for project in hosted)
    return tuple(sorted(every, key=lambda review: (review.due, review.project.id)))


def review(
    project: str, *, on: date, policy: Policy | None = None, catalog: Catalog | None = None
) -> Review:
    catalog = catalog or record.load()
    hosted = catalog.find(project)
    stage = catalog.stage_on(hosted, on)
    if stage is None or not stage.hosted:
        raise BadInput(sentences.NOT_HOSTED.format(name=hosted.name, day=day_in_words(on)))
    joined = catalog.joined(hosted)
    entered = next(e for e in reversed(catalog.events_of(hosted)) if e.date <= on)
    held = [
        planned.date for planned in catalog.reviews if planned.project == hosted.id and planned.date
    ]
    value = (policy or load(TOPICS)).at(on)[EXPECTED[stage]] if stage in EXPECTED else None
    expected = value.content if value and isinstance(value.content, Range) else None
    last = max((day for day in held if day <= on), default=None)
    year = _year(joined, on)
    return Review(
        project=hosted,
        on=on,
        stage=stage,
        joined=joined,
        entered=catalog.decided_by(entered),
        expected=expected,
        took=took(catalog, stage),
        last=last,
        due=_anniversary(joined, year),
        passed=_anniversary(joined, year - 1) if _unrecorded(joined, year, last) else None,
    )


def _year(joined: date, on: date) -> int:
    """After how many whole years here, at least one, the first day from ``on`` comes."""
    years = max(1, on.year - joined.year)
    return years if _anniversary(joined, years) >= on else years + 1


def _anniversary(joined: date, years: int) -> date:
    return months_after(joined, 12 * years)


def _unrecorded(joined: date, year: int, last: date | None) -> bool:
    """Whether a review was due before this one, and no record has it."""
    return year > 1 and (last is None or last <= _anniversary(joined, year - 2))


def took(catalog: Catalog, stage: Stage) -> Took | None:
    if stage.next is None:
        return None
    went = catalog.durations(stage, stage.next)
    months = [passage.months_since_joining for passage in went.passages]
    middle = went.median_since_joining
    return Took(len(months), middle, min(months), max(months)) if middle is not None else None


def brief(
    review: Review,
    facts: ProjectFacts | None = None,
    words: Mapping[str, str] | None = None,
    last: tuple[ProjectFacts, Mapping[str, str]] | None = None,
    *,
    policy: Policy | None = None,
) -> tuple[Slide, ...]:
    """The deck of the review. What did not change since last year's file is carried over."""
    known = _from_the_record(review)
    changed = changes(last[0], facts.on(review.on)) if last and facts else ()
    before = last[1] if last else {}
    slides = []
    for item in (policy or load(TOPICS)).at(review.on).items(DECK):
        lines = [*known.get(item.id, ()), *_changed(item.id, changed)]
        own = (words or {}).get(item.id, "")
        if own:
            lines.append(own)
        elif item.id in before:
            lines.append(before[item.id])
        kept = Kept.KNOWN if lines else Kept.ASK
        if not own and item.id in before and not _changed(item.id, changed):
            kept = Kept.SAME
        slides.append(Slide(item, kept, tuple(lines)))
    return tuple(slides)


def changes(before: ProjectFacts, now: ProjectFacts) -> tuple[tuple[Fact, Fact], ...]:
    """The facts that are known otherwise than a year ago; unknown is no change."""
    pairs = ((before[key], now[key]) for key in FACTS)
    return tuple((a, b) for a, b in pairs if a.known and b.known and a.value != b.value)


def _changed(slide: str, changed: tuple[tuple[Fact, Fact], ...]) -> list[str]:
    return [
        sentences.CHANGED.format(
            meaning=FACTS[b.key].meaning, before=value_in_words(a), now=value_in_words(b)
        )
        for a, b in changed
        if SLIDE_OF.get(b.key, "achievements") == slide
    ]


def value_in_words(fact: Fact) -> str:
    if isinstance(fact.value, bool):
        return "yes" if fact.value else "no"
    return fact.value.in_words() if isinstance(fact.value, Interval) else str(fact.value)


def _from_the_record(review: Review) -> dict[str, tuple[str, ...]]:
    """What the catalogue knows for a slide."""
    project = review.project
    known: dict[str, tuple[str, ...]] = {"links": (project.repository,)}
    known["origin"] = tuple(_origin(review))
    if purpose := record.load().purpose_of(project):
        known["description"] = (purpose.what,)
    return known


def _origin(review: Review) -> Iterator[str]:
    if review.project.contributed_by:
        yield sentences.CONTRIBUTED.format(who=review.project.contributed_by)
    yield sentences.JOINED.format(
        joined=day_in_words(review.joined),
        stage=review.stage.capitalize(),
        entered=day_in_words(review.entered),
    )
