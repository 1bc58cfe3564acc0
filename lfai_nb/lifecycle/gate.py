"""What a stage asks for on a date: the requirements that can be settled, and the rest.

gate(stage, on=…)          the rules of the stage and of the stages that it builds on
Gate.measured              each is settled by a fact about the project
Gate.judged                each is for people to judge: no fact settles it
Gate.votes                 who votes, and with what share
Gate.absent                rules of other documents that this one does not have

StageNotOffered(LookupError)   the document of that date has no such stage
"""

from datetime import date
from functools import lru_cache

from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.errors import HandbookError
from lfai_nb.frozen import dataclass
from lfai_nb.policy import LifecycleDocument, Policy, Rule, Value
from lfai_nb.policy.absence import stages_up_to
from lfai_nb.policy.words import day_in_words, say_value

ASKED = ("requirement", "task")


class StageNotOffered(HandbookError, LookupError):
    """A stage that the document in force on that date does not have, or no stage at all.

    ``template`` is the sentence with a hole for the day, where it is about one.
    """

    def __init__(self, template: str, day: date | None = None) -> None:
        super().__init__(template.format(day=day_in_words(day)) if day else template)
        self.template = template


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """One rule, and what it says on the date."""

    rule: Rule
    value: Value


@dataclass(frozen=True, slots=True)
class Gate:
    stage: Stage
    on: date
    document: LifecycleDocument  # whose rules they are
    stages: tuple[Stage, ...]  # from the first stage that counts to the one that is asked for
    measured: tuple[RuleInForce, ...]
    judged: tuple[RuleInForce, ...]
    votes: tuple[RuleInForce, ...]
    absent: tuple[Rule, ...]
    judgment: Value | None  # the sentence on the council's judgment

    def title(self, rule: Rule) -> str:
        """What a requirement is called; with what it asks for, where others are called the same."""
        same = [
            requirement for requirement in self.measured if requirement.rule.title == rule.title
        ]
        own = next((requirement.value for requirement in same if requirement.rule is rule), None)
        return f"{rule.title} ({say_value(rule, own)})" if own and len(same) > 1 else rule.title


@lru_cache(maxsize=256)
def gate(stage: Stage | str, *, on: date, policy: Policy) -> Gate:
    if stage not in HOSTED_STAGES:
        names = ", ".join(HOSTED_STAGES)
        raise StageNotOffered(f"a project can be ready for {names}, not for {str(stage)!r}")
    stage = Stage(stage)
    view = policy.at(on)
    offered = {item.id for item in view.items("STG-NAMES")}
    if stage not in offered:
        names = ", ".join(each for each in HOSTED_STAGES if each in offered)
        raise StageNotOffered(
            f"there was no {stage.title()} stage on {{day}}; there were: {names}", on
        )
    document = policy.document(on)
    assert document is not None  # its stages were known above
    stages = stages_up_to(view, stage)
    measured: list[RuleInForce] = []
    judged: list[RuleInForce] = []
    votes: list[RuleInForce] = []
    absent: list[Rule] = []
    for step in stages:
        for rule in policy.rules.values():
            if rule.stage != step or rule.values[0].start > on:
                continue
            value = rule.at(on)
            if rule.group == "decision" and step == stage:
                votes += [RuleInForce(rule, value)] if value else []
            elif rule.group in ASKED and value is None:
                absent.append(rule)
            elif rule.group in ASKED and value is not None:
                (measured if rule.fact else judged).append(RuleInForce(rule, value))
    return Gate(
        stage=stage,
        on=on,
        document=document,
        stages=stages,
        measured=tuple(measured),
        judged=tuple(judged),
        votes=tuple(votes),
        absent=tuple(absent),
        judgment=view["STG-JUDGMENT"] if policy["STG-JUDGMENT"].values[0].start <= on else None,
    )


def versions(policy: Policy) -> tuple[date, ...]:
    """The days from which the lifecycle documents hold."""
    return tuple(document.start for document in policy.documents)


def next_stage(present: Stage | str | None) -> Stage:
    """The stage after the present one; the first one for a project that is not hosted yet."""
    if present is None:
        return Stage.SANDBOX
    above = Stage.parse(present).next
    if above is None:
        raise StageNotOffered(f"there is no stage to move up to from {present}")
    return above
