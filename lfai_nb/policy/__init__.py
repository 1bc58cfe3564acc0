"""The foundation's rules: dated, sourced, read from ``data/policy/``.

    load(topics)        the rules, or ``DataError`` with every fault of the data
    Policy.at(date)     the rules as they stood on a date
    Policy.diff(a, b)   what changed between two dates

    DataError(ValueError)       the data cannot be used
    NotKnownYet(LookupError)    a date before the first known value: not zero, not known
    NoSuchRule(KeyError)        an id that no rule has

>>> from datetime import date
>>> rules = load()
>>> rules.at(date(2023, 5, 31)).number("INC-STARS"), rules.at(date(2023, 6, 1)).number("INC-STARS")
(300, 500)

A view answers with a value and its source; what a value holds depends on the kind of its rule:

>>> view = rules.at(date(2026, 8, 14))
>>> isinstance(rules, Policy), isinstance(view, View), isinstance(rules["INC-STARS"], Rule)
(True, True, True)
>>> value = view.in_force("INC-STARS")
>>> isinstance(value, Value), isinstance(value.source, Source), value.source.id
(True, True, 'lifecycle-2023')
>>> content: Content | None = value.content
>>> content
500
>>> isinstance(view.items("HALLMARKS")[0], Item)
True
>>> isinstance(view.in_force("DUES-GENERAL-NEW").content[0], Band)
True
>>> isinstance(view.in_force("GRD-VOTE").content[0], Ballot)
True
>>> view.in_force("REV-INCUBATION-MONTHS").content == Range(12, 18)
True
>>> view.in_force("INC-BADGE").content in BADGE_LEVELS, GROUPS["fee"]
(True, 'Dues')
>>> changes = rules.diff(date(2023, 5, 31), date(2023, 6, 1))
>>> (change,) = [each for each in changes if each.rule.id == "INC-ORGS"]
>>> isinstance(change, Change), change.before.content, change.after.content
(True, 2, 3)

Documents, and where they disagree:

>>> document = rules.document(date(2022, 1, 1))
>>> isinstance(document, LifecycleDocument), document.source.id
(True, 'lifecycle-2021')
>>> disagreement = rules.contradictions["C-02"]
>>> isinstance(disagreement, Contradiction), isinstance(disagreement.readings[0], Reading)
(True, True)

What cannot be answered is an error that says so:

>>> for id, day in (("INC-STARZ", date(2024, 1, 1)), ("INC-STARS", date(2001, 1, 1))):
...     try:
...         rules.at(day)[id]
...     except (NoSuchRule, NotKnownYet) as error:
...         print(type(error).__name__)
NoSuchRule
NotKnownYet
>>> from lfai_nb.places import data_dir
>>> problems(data_dir() / "policy")
[]
>>> issubclass(DataError, ValueError), Problem("no value", "dues.toml", "DUES-X").file
(True, 'dues.toml')
"""

from lfai_nb.errors import DataError, Problem
from lfai_nb.policy.groups import GROUPS
from lfai_nb.policy.loading import load, problems
from lfai_nb.policy.model import (
    Change,
    Contradiction,
    LifecycleDocument,
    NoSuchRule,
    NotKnownYet,
    Policy,
    Reading,
    Rule,
    Source,
    Value,
    View,
)
from lfai_nb.policy.parts import BADGE_LEVELS, Ballot, Band, Content, Item, Range

__all__ = [
    "BADGE_LEVELS",
    "GROUPS",
    "Ballot",
    "Band",
    "Change",
    "Content",
    "Contradiction",
    "DataError",
    "Item",
    "LifecycleDocument",
    "NoSuchRule",
    "NotKnownYet",
    "Policy",
    "Problem",
    "Range",
    "Reading",
    "Rule",
    "Source",
    "Value",
    "View",
    "load",
    "problems",
]
