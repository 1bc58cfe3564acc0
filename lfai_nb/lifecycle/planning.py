"""From a verdict to what could be: suppositions, the fewest changes, the same facts at other dates.

what_if(assessment, stars=620)   the verdict if some facts were otherwise
plan(assessment)                 the fewest changes that meet the thresholds
time_machine(facts)              the same facts under each version of the rules
forecast(dated, needed)          when a count would be reached at the present rate
"""

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from lfai_nb.domain import HOSTED_STAGES, Stage, Who
from lfai_nb.errors import BadInput
from lfai_nb.frozen import dataclass, replace
from lfai_nb.lifecycle.facts import FACTS, BadgeLevel, Fact, Interval, ProjectFacts, Value
from lfai_nb.lifecycle.facts import unknown_key as unknown_key_sentence
from lfai_nb.lifecycle.gate import StageNotOffered
from lfai_nb.lifecycle.readiness import Assessment, Row, State, assess, rules
from lfai_nb.policy import LifecycleDocument, Policy


def what_if(assessment: Assessment, **changes: object) -> Assessment:
    """The same project, with some facts supposed to be otherwise.

    A badge level may be given by its name, a number of organisations as a number.
    """
    facts = dict(assessment.project.facts)
    for key, value in changes.items():
        facts[key] = supposed(key, value, assessment.on)
    project = replace(assessment.project, facts=facts)
    return assess(project, assessment.stage, on=assessment.on, policy=assessment.policy)


def supposed(key: str, value: object, on: date) -> Fact:
    """A fact that nobody measured: its source says so."""
    if key not in FACTS:
        raise BadInput(unknown_key_sentence(key))
    kind = FACTS[key].type
    given = value
    if kind is BadgeLevel and isinstance(value, str):
        given = FACTS[key].parse(value)
    elif kind is Interval and isinstance(value, int) and not isinstance(value, bool):
        given = Interval(value, value)
    if (wrong := FACTS[key].check(given)) is not None:  # type: ignore[arg-type]
        raise BadInput(wrong)
    return Fact(
        key=key,
        value=given,  # type: ignore[arg-type]
        source="supposition",
        url="none",
        retrieved=datetime(on.year, on.month, on.day, tzinfo=UTC),
        method="what if",
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One fact that has to change, and the least that it has to become."""

    key: str
    present: Fact
    to: Value | None  # None where only a person can say: an unlisted licence, say
    rows: tuple[Row, ...]  # the requirements that it would meet

    @property
    def who(self) -> Who | None:
        return self.rows[-1].rule.who

    @property
    def todo(self) -> str:
        return self.rows[-1].rule.todo

    @property
    def is_known(self) -> bool:
        """Whether the present value is known to fall short; else it may already be enough."""
        return self.present.value is not None and self.rows[-1].state is State.UNMET


@dataclass(frozen=True, slots=True)
class Plan:
    """The fewest changes that meet the thresholds, and what they leave to people."""

    steps: tuple[Step, ...]
    left_to_others: tuple[str, ...]  # ids of the rules that no fact settles: judgment and votes


def plan(assessment: Assessment) -> Plan:
    """The smallest set of changes to meet the thresholds, and what it leaves to people.

    Every requirement rests on one fact, so one change for each fact in question is enough, and
    none of them can be left out.
    """
    by_fact: dict[str, list[Row]] = {}
    for row in assessment.gaps:
        by_fact.setdefault(row.rule.fact, []).append(row)
    steps = [
        Step(key, assessment.project[key], _least(key, rows), tuple(rows))
        for key, rows in by_fact.items()
    ]
    # What is known to be missing first, and what merely nobody looked up after it.
    steps.sort(key=lambda step: (not step.is_known, step.rows[0].missing))
    others = [*assessment.gate.judged, *assessment.gate.votes]
    return Plan(tuple(steps), tuple(requirement.rule.id for requirement in others))


def _least(key: str, rows: Sequence[Row]) -> Value | None:
    """The least value of a fact that meets all of its open requirements."""
    kind = FACTS[key].type
    needed = [row.value.content for row in rows if row.value is not None]
    if kind is str:
        return None
    if kind is bool:
        return True
    if kind is BadgeLevel:
        return max(
            BadgeLevel.parse(n) if isinstance(n, str) else BadgeLevel.PASSING for n in needed
        )
    most = max(n for n in needed if isinstance(n, int))
    return Interval(most, most) if kind is Interval else most


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the rules, and how the same facts stand under it."""

    document: LifecycleDocument
    assessments: dict[Stage, Assessment | None]  # None: this version has no such stage


def time_machine(facts: ProjectFacts, policy: Policy | None = None) -> tuple[Version, ...]:
    """The same facts, judged for each stage under each version of the rules.

    The facts stay those that are known now: it is the rules that travel, not the project.
    """
    policy = policy or rules()
    versions: list[Version] = []
    for document in policy.documents:
        assessments: dict[Stage, Assessment | None] = {}
        for stage in HOSTED_STAGES:
            try:
                assessments[stage] = assess(facts, stage, on=document.start, policy=policy)
            except StageNotOffered:
                assessments[stage] = None
        versions.append(Version(document, assessments))
    return tuple(versions)


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a count would be reached at the present rate, or why that cannot be told."""

    earliest: date | None
    latest: date | None  # None beside an ``earliest``: later than can be told, or never
    reason: str


HORIZON = 5


def forecast(dated: Sequence[tuple[date, int]], needed: int) -> Forecast:
    """When a growing count, known on several dates, reaches a threshold.

    Stars come one by one and by chance, so a growth of n is known to about ±2√n; the interval
    carries that, and nothing about releases, news or conferences. Nothing is said beyond
    ``HORIZON`` times the period that was looked at.
    """
    points = sorted(dict(dated).items())
    if points and points[-1][1] >= needed:
        return Forecast(points[-1][0], points[-1][0], "reached already")
    if len(points) < 2:
        return Forecast(None, None, "cannot tell: the count is known on one date only")
    (first, before), (last, now) = points[0], points[-1]
    days, growth = (last - first).days, now - before
    if growth <= 0:
        return Forecast(None, None, f"cannot tell: it has not grown from {first} to {last}")
    spread = 2 * math.sqrt(growth)
    fast, slow = (growth + spread) / days, (growth - spread) / days
    reason = f"at {growth} in {days} days, from {first} to {last}"
    soon, late = (needed - now) / fast, (needed - now) / slow if slow > 0 else math.inf
    if soon > HORIZON * days:
        return Forecast(None, None, f"cannot tell: too far away, {reason}")
    latest = last + timedelta(days=math.ceil(late)) if late <= HORIZON * days else None
    return Forecast(last + timedelta(days=math.ceil(soon)), latest, reason)
