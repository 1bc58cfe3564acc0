"""What is said on a day on which a rule is not there.

A rule that a document leaves out is often not a matter that it leaves out. A stage asks for all
that the stages below it ask for, so that a document need not say it twice; or the matter is said
in other words, or asked for at another stage. “No such rule” is for what is left after these.

    say_on(view, rule)          the value of a rule on a day, or what stands in its place
    stages_up_to(view, stage)   the stage, after all those whose requirements it asks for as well

>>> from datetime import date
>>> from lfai_nb.policy import load
>>> rules = load()
>>> say_on(rules.at(date(2021, 2, 2)), rules["INC-LICENSE"])
'inherited from Sandbox'
>>> say_on(rules.at(date(2018, 5, 1)), rules["INC-STARS"])
'no such rule'
"""

from collections.abc import Iterator

from lfai_nb.domain import Stage
from lfai_nb.policy.model import Rule, Value, View
from lfai_nb.policy.words import say_value

#: How the place of a matter at another stage is named, by the group of its rule there.
_AT = {"benefit": "a benefit at", "expectation": "expected at"}
#: How a matter is named that the stage has as another kind of thing, by the group of that rule.
_AS = {
    "benefit": "a benefit instead",
    "expectation": "an expectation instead",
    "requirement": "a requirement instead",
}


def say_on(view: View, rule: Rule) -> str:
    if view.day < rule.values[0].start:
        return "not known"
    value = rule.at(view.day)
    return say_value(rule, value) if value else _say_absence(view, rule)


def stages_up_to(view: View, stage: Stage) -> tuple[Stage, ...]:
    builds_on = {item.id: Stage(item.text) for item in view.items("STG-INHERITS")}
    stages = [stage]
    while (below := builds_on.get(stages[0])) is not None:
        stages.insert(0, below)
    return tuple(stages)


def inherited_from(stage: Stage) -> str:
    return f"inherited from {stage.capitalize()}"


def _say_absence(view: View, rule: Rule) -> str:
    others = [(view.policy[value.rule], value) for value in _family(view, rule)]
    if here := [other for other in others if other[0].stage == rule.stage]:
        same = [_titled(*other) for other in here if other[0].group == rule.group]
        changed = [_as(rule, *other) for other in here if other[0].group != rule.group]
        return "; ".join([*(["instead: " + "; ".join(same)] if same else []), *changed])
    for stage in reversed(stages_up_to(view, rule.stage)[:-1] if rule.stage else ()):
        if any(other.stage == stage for other, _ in others):
            return inherited_from(stage)
    if others:
        return "; ".join(_elsewhere(rule, *other) for other in others)
    if rule.stage and rule.stage not in {item.id for item in view.items("STG-NAMES")}:
        return f"no {rule.stage.capitalize()} stage then"
    note = rule.latest(view.day).note
    return f"no such rule. {note}" if note else "no such rule"


def _family(view: View, rule: Rule) -> Iterator[Value]:
    """The rules of the same family that are in force, in the order of the data."""
    for other in view.policy.rules.values():
        if rule.family and other.family == rule.family and other.values[0].start <= view.day:
            value = other.at(view.day)
            if value is not None and other.id != rule.id:
                yield value


def _titled(rule: Rule, value: Value) -> str:
    """A number, a level or a vote says more than its title; a text would only be long."""
    says_more = rule.kind in ("count", "range", "level", "vote")
    return f"{rule.title}: {say_value(rule, value)}" if says_more else rule.title


def _as(rule: Rule, other: Rule, value: Value) -> str:
    titled = _titled(other, value)
    what = _AS.get(other.group, "instead")
    return what if titled == rule.title else f"{what}: {titled}"


def _elsewhere(rule: Rule, other: Rule, value: Value) -> str:
    if other.stage is None:
        return f"a step of the process: {other.title}"
    where = f"{_AT.get(other.group, 'asked for at')} {other.stage.capitalize()}"
    if other.title == _titled(other, value) == rule.title:
        return where
    return f"{where}: {_titled(other, value)}"
