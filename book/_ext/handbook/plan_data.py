"""What the planning tool in the page knows: the steps, the council's days, and the sentences.

The script works out the days alone. What it counts from, and every word, is given here, by the same
``schedule`` that the notebook and the command line call.
"""

from datetime import date
from typing import Any

from handbook.tool_data import change_days
from lfai_nb.catalog import load as load_catalog
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.faces.calendar_file import PRODUCT
from lfai_nb.hosting import schedule, sentences
from lfai_nb.hosting.meetings import recorded_days
from lfai_nb.hosting.schedule import (
    CADENCE,
    DECK_DAYS,
    YEARS_AHEAD,
    expected,
    first_day,
    order_words,
    waits,
)
from lfai_nb.policy import Policy, load
from lfai_nb.policy.words import counted, singular

SENTENCES = (
    *("ON_RECORD", "BY_RHYTHM", "NO_MEETING", "PRESENT", "IN_TIME", "DUE_TODAY", "LATE", "PAST"),
    *("TOO_FAR", "KNOWN_FROM", "UNDEFINED", "VOTE", "UID", "EVENTS", "NO_PROMISE"),
)


def plan() -> dict[str, Any]:
    policy, catalog = load(), load_catalog()
    first = first_day(policy)
    periods: list[dict[str, Any]] = []
    for day in (day for day in change_days(policy) if day >= first):
        period = _period(policy, day)
        if not periods or period != periods[-1] | {"from": period["from"]}:
            periods.append(period)
    return {
        "stages": HOSTED_STAGES,
        "recorded": [day.isoformat() for day in recorded_days(catalog, policy)],
        "first": first.isoformat(),
        "years_ahead": YEARS_AHEAD,
        "rule": CADENCE,
        "sentences": {name.lower(): getattr(sentences, name) for name in SENTENCES},
        "units": {"days": singular("days")},
        "product": PRODUCT,
        "waits": [wait.as_json() for wait in waits(catalog)],
        "periods": periods,
    }


def _period(policy: Policy, day: date) -> dict[str, Any]:
    view = policy.at(day)
    lists: list[Any] = []
    stages = {}
    order = ""
    for stage in HOSTED_STAGES:
        made = schedule(None, stage, on=day)
        whole = made.as_json()
        lists = whole["checklists"]  # type: ignore[assignment]
        together = sum(step.day == made.deck_due for step in made.steps)
        order = order_words(together, view.number(DECK_DAYS), "{deck}")
        stages[stage] = {
            "steps": [
                step.as_json() | {"day": _kind(step.day, made.deck_due)} for step in made.steps
            ],
            "decision": made.decision,
            "ahead": [
                {"id": step.id, "months": _months(step.id, stage, policy, day)}
                | {"text": step.text, "rule": step.rule}
                for step in made.ahead
            ],
            "sources": whole["sources"],
        }
    return {
        "from": day.isoformat(),
        "order": order,
        "deck_days": view.number(DECK_DAYS),
        "cadence": view.number(CADENCE),
        "every": counted(view.number(CADENCE), "weeks"),
        "checklists": lists,
        "stages": stages,
    }


def _kind(day: date | None, deck_due: date | None) -> str | None:
    """What a step's day hangs on; the script puts the day in its place."""
    return None if day is None else "deck" if day == deck_due else "present"


def _months(ahead: str, stage: Stage, policy: Policy, day: date) -> int:
    time = expected(stage, policy.at(day)) if ahead == "expected" else None
    return time[0] if time else 12
