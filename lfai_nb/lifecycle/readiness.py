"""Whether a project meets what a stage asks for: ``assess``.

Each requirement is met, unmet, or one of two that are neither: cannot tell, because a fact is
unknown, and not applicable, because the rules of that date do not have it. Unknown is never unmet,
and nothing here votes: meeting every published threshold is just that.

    assess(facts, stage, on=…)    the verdict, with a row for each requirement
    Assessment.gaps               what is missing, the smallest number first
    Assessment.verdict            meets, does not meet, cannot tell
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import cache

from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.frozen import dataclass
from lfai_nb.lifecycle import licenses, sentences
from lfai_nb.lifecycle.facts import FACTS, BadgeLevel, Fact, Interval, ProjectFacts
from lfai_nb.lifecycle.gate import Gate, RuleInForce, gate
from lfai_nb.policy import Content, Policy, Rule, Value, load
from lfai_nb.policy.words import counted, noun, say_value


class State(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "cannot tell"
    NOT_APPLICABLE = "not applicable"


class Verdict(StrEnum):
    MEETS = "meets the published thresholds"
    DOES_NOT = "does not meet the published thresholds"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement, beside what is known about it."""

    rule: Rule
    value: Value | None  # None where the rules of the date do not have it
    state: State
    fact: Fact | None
    distance: str = ""  # how far it is, where it is not met
    missing: int = 0  # the same as a number that can be ordered

    @property
    def needed(self) -> str:
        return say_value(self.rule, self.value)

    @property
    def measured(self) -> str:
        if self.fact is None:
            return "–"
        if self.fact.value is None:
            return f"unknown: {self.fact.reason}"
        if isinstance(self.fact.value, bool):
            return "yes" if self.fact.value else "no"
        if isinstance(self.fact.value, int) and not isinstance(self.fact.value, BadgeLevel):
            return f"{self.fact.value:,}"
        if isinstance(self.fact.value, str):  # the only text that a rule asks about is a licence
            return licenses.read(self.fact.value).text
        return str(self.fact.value)


@dataclass(frozen=True, slots=True)
class Assessment:
    project: ProjectFacts
    gate: Gate
    rows: tuple[Row, ...]
    policy: Policy

    @property
    def stage(self) -> Stage:
        return self.gate.stage

    @property
    def on(self) -> date:
        return self.gate.on

    @property
    def verdict(self) -> Verdict:
        states = {row.state for row in self.rows}
        if State.UNMET in states:
            return Verdict.DOES_NOT
        return Verdict.CANNOT_TELL if State.UNKNOWN in states else Verdict.MEETS

    @property
    def gaps(self) -> tuple[Row, ...]:
        """What is not met, what lacks the smallest number first; then what cannot be told.

        A number of units is no amount of work: one badge level may take longer than 200 stars.
        """
        open_rows = [row for row in self.rows if row.state in (State.UNMET, State.UNKNOWN)]
        return tuple(sorted(open_rows, key=lambda r: (r.state is State.UNKNOWN, r.missing)))

    @property
    def unsettled(self) -> tuple[str, ...]:
        """The facts that would settle a verdict that cannot tell."""
        facts = (row.fact.key for row in self.gaps if row.state is State.UNKNOWN and row.fact)
        return tuple(dict.fromkeys(facts))

    def count(self, state: State) -> int:
        return sum(row.state is state for row in self.rows)


def assess(
    facts: ProjectFacts, stage: Stage | str, *, on: date, policy: Policy | None = None
) -> Assessment:
    """Judge a project's facts by the rules of a stage that are in force on a date."""
    policy = policy or rules()
    wanted = gate(stage, on=on, policy=policy)
    known = facts.on(on)
    rows = [_row(requirement, known[requirement.rule.fact]) for requirement in wanted.measured]
    rows += [Row(rule, None, State.NOT_APPLICABLE, None) for rule in wanted.absent]
    return Assessment(known, wanted, tuple(rows), policy)


@cache
def rules() -> Policy:
    return load(("stages", *map(str, HOSTED_STAGES), "review"))


def _row(requirement: RuleInForce, fact: Fact) -> Row:
    state, distance, missing = _judge(requirement.value.content, requirement.rule.unit, fact)
    return Row(requirement.rule, requirement.value, state, fact, distance, missing)


Judged = tuple[State, str, int]
MET: Judged = (State.MET, "", 0)


def _judge(needed: Content | None, unit: str, fact: Fact) -> Judged:
    """One requirement against one fact. The kinds of both decide how they compare."""
    value = fact.value
    if value is None:
        return State.UNKNOWN, fact.reason, 0
    if isinstance(needed, str):  # a badge level
        return _at_least(value, int(BadgeLevel.parse(needed)), _levels, sentences.BOUND)
    if needed is True:
        return _flag(value)
    assert isinstance(needed, int), needed  # tests hold the rules of the data to it
    # Of what is counted over a time a part is missing; of any other number nobody knows the rest.
    up = sentences.OPEN if FACTS[fact.key].type is Interval else sentences.BOUND
    return _at_least(value, needed, lambda n: _more(n, unit), up)


def _more(number: int, unit: str) -> str:
    return sentences.MORE.format(number=f"{number:,}", unit=noun(number, unit))


def _levels(number: int) -> str:
    return counted(number, "levels")


def _at_least(value: object, needed: int, words: Callable[[int], str], up: str) -> Judged:
    """``up`` is the sentence for what is known from below, and not from above."""
    if isinstance(value, Interval):
        if value.low >= needed:
            return MET
        if value.high is None:
            return State.UNKNOWN, up.format(known=value), 0
        if value.high < needed:
            least = needed - value.high
            return State.UNMET, sentences.AT_LEAST.format(more=words(least)), least
        return State.UNKNOWN, sentences.BETWEEN.format(low=value.low, high=value.high), 0
    assert isinstance(value, int)  # the registry of facts sees to it
    if value >= needed:
        return MET
    return State.UNMET, words(needed - value), needed - value


def _flag(value: object) -> Judged:
    if isinstance(value, str):
        return _licence(licenses.read(value))
    if isinstance(value.low if isinstance(value, Interval) else value, BadgeLevel):
        # A badge of no stated level: the first that is one.
        return _at_least(value, int(BadgeLevel.PASSING), _levels, sentences.BOUND)
    if isinstance(value, Interval):
        return _at_least(value, 1, str, sentences.BOUND)
    return MET if value else (State.UNMET, sentences.NOT_THERE, 1)


def _licence(licence: licenses.Licence) -> Judged:
    if licence.approved:
        return MET
    if licence.approved is False:
        return State.UNMET, sentences.NOT_APPROVED.format(text=licence.text), 1
    if licence.meant:
        meant = " or ".join(licence.meant)
        return (
            State.UNKNOWN,
            sentences.NO_LICENCE.format(text=licence.text, meant=meant),
            0,
        )
    return State.UNKNOWN, sentences.LOOK_UP.format(text=licence.text), 0
