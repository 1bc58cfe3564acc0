"""Membership: what it costs and what it gives.

    quote(employees, …)       what one level costs an organisation on a day
    compare(employees, …)     every level that is open to it, side by side
    scenarios(employees, …)   the years to come, if it grows

    BadInput(ValueError)      something that is no head-count, level or date
    NotEligible(BadInput)     a level that this organisation cannot choose

>>> from datetime import date
>>> day = date(2024, 2, 27)
>>> offer = quote(1999, lf_member=True, on=day)
>>> isinstance(offer, Quote), offer.level in LEVELS, offer.amount_usd
(True, True, 10000)
>>> options = compare(1999, lf_member=True, organization="nonprofit", on=day)
>>> "nonprofit" in ORGANIZATIONS, isinstance(options[0], Option)
(True, True)
>>> [option.quote.level for option in options]
['associate', 'general', 'premier']
>>> years = scenarios(1999, lf_member=True, growth_percent=30, years=2, on=day)
>>> [isinstance(year, Scenario) for year in years]
[True, True, True]
>>> for wrong in ({"employees": 0.5}, {"employees": 9, "level": "associate"}):
...     try:
...         quote(**wrong, lf_member=True, on=day)
...     except NotEligible:
...         print("not eligible")
...     except BadInput:
...         print("bad input")
bad input
not eligible
"""

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
