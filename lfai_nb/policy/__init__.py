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
"""

from lfai_nb.errors import DataError, Problem
from lfai_nb.policy.model import (
    BADGE_LEVELS,
    Ballot,
    Band,
    Change,
    Content,
    Contradiction,
    Item,
    LifecycleDocument,
    NoSuchRule,
    NotKnownYet,
    Policy,
    Range,
    Reading,
    Rule,
    Source,
    Value,
    View,
)
from lfai_nb.policy.reader import GROUPS, load, problems

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
