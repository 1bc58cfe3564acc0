"""What a person looks at: texts, HTML, figures, widgets. No reasoning here, only showing.

An answer has a face for the terminal, for a page or a notebook, for an issue, and for a program.
Each figure and each widget is a module of its own, named after what it shows.

Each face is read when somebody asks for it: a quote on the command line needs nothing of readiness.

>>> from datetime import date
>>> from lfai_nb.faces import *
>>> from lfai_nb.membership import compare, quote, scenarios
>>> day = date(2024, 2, 27)
>>> offer = quote(1200, lf_member=False, on=day)
>>> print(quote_text(offer).splitlines()[0])
General membership: $25,000 a year
>>> quote_html(offer).startswith('<div class="lfai-quote"')
True
>>> options = compare(1200, lf_member=False, on=day)
>>> print(options_text(options).splitlines()[0].split()[0])
Level
>>> "<table" in options_html(options)
True
>>> years = scenarios(1200, lf_member=False, growth_percent=30, years=3, on=day)
>>> "Employees" in scenarios_text(years), "<table" in scenarios_html(years)
(True, True)

The readiness of a project:

>>> from lfai_nb.lifecycle import assess, loads, time_machine
>>> facts = loads('''
... name = "Anvil"
... repository = "https://github.com/acme/anvil"
... ''')
>>> judged = assess(facts, "incubation", on=date(2026, 8, 14))
>>> "Anvil" in readiness_text(judged), "Anvil" in readiness_html(judged)
(True, True)
>>> print(readiness_markdown(judged).splitlines()[0])
## Readiness of Anvil for Incubation
>>> str(readiness_json(judged)["stage"])
'incubation'
>>> readiness_badge(judged).startswith("<svg")
True
>>> versions = time_machine(facts)
>>> "no such stage" in time_machine_text(versions), "<table" in time_machine_html(versions)
(True, True)

And the rules themselves:

>>> from lfai_nb.policy import load
>>> policy = load()
>>> stars = policy.at(day).in_force("INC-STARS")
>>> "500 stars" in rules_text(policy, [stars], day)
True
>>> first, second = date(2023, 5, 31), date(2023, 6, 1)
>>> "INC-STARS" in diff_text(policy, policy.diff(first, second), first, second)
True
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lfai_nb.faces.dues import (
        options_html,
        options_text,
        quote_html,
        quote_text,
        scenarios_html,
        scenarios_text,
    )
    from lfai_nb.faces.readiness import (
        readiness_badge,
        readiness_html,
        readiness_json,
        readiness_markdown,
        readiness_text,
        time_machine_html,
        time_machine_text,
    )
    from lfai_nb.faces.rules import diff_text, rules_text

__all__ = [
    "diff_text",
    "options_html",
    "options_text",
    "quote_html",
    "quote_text",
    "readiness_badge",
    "readiness_html",
    "readiness_json",
    "readiness_markdown",
    "readiness_text",
    "rules_text",
    "scenarios_html",
    "scenarios_text",
    "time_machine_html",
    "time_machine_text",
]

_MODULES = {
    "dues": ("options", "quote", "scenarios"),
    "readiness": ("readiness", "time"),
    "rules": ("diff", "rules"),
}
_HOME = {first: module for module, names in _MODULES.items() for first in names}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name.partition('_')[0]]}"), name)
