"""Membership: what it costs and what it gives."""

from lfai_nb.errors import BadInput
from lfai_nb.membership.dues import (
    LEVELS,
    ORGANIZATIONS,
    NotEligible,
    Option,
    Quote,
    Scenario,
    compare,
    quote,
    scenarios,
)

__all__ = [
    "LEVELS",
    "ORGANIZATIONS",
    "BadInput",
    "NotEligible",
    "Option",
    "Quote",
    "Scenario",
    "compare",
    "quote",
    "scenarios",
]
