"""What the dues tool in the page knows: every answer, on each day on which one changes.

There are few kinds of organisation and few bands, so the page's script does not even hold the
reasoning: it finds the right answer among those that the same ``compare`` gave which the notebook
and the command line call.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from handbook.tool_data import DAY, change_days, place
from lfai_nb.faces.dues import source_words
from lfai_nb.membership import ORGANIZATIONS, BadInput, Quote, compare, quote, sentences
from lfai_nb.membership.desk import WISHES, fit, given_by, lf_dues, lf_dues_words
from lfai_nb.membership.dues import LEVELS, bands_for, benefits_of
from lfai_nb.policy import Band, NotKnownYet, Policy, load
from lfai_nb.policy.words import singular

#: Beside the number, as long as nothing is said but what the organisation is.
SIZE_ALONE = (
    "This is for your size alone: say what you want, and the number is that of the level that "
    "gives it."
)
#: Of the templates of a quote, those that the script fills.
SENTENCES = (
    *("NEWEST", "SUPERSEDED", "NO_OFFER", "NEXT_BAND", "TOP_BAND", "ANY_SIZE", "BESIDE_NEW"),
    *("BESIDE_MEMBER", "FITS", "RATE", "ADDRESS", "SUBJECT", "LETTER"),
)


def dues() -> dict[str, Any]:
    policy = load(("dues", "membership"))
    texts: dict[str, int] = {}
    periods: list[dict[str, Any]] = []
    unknown = ""
    for day in change_days(policy):
        try:
            period = _dues_period(policy, day, texts)
        except NotKnownYet as error:
            unknown = error.sentence(error.rule, DAY)
            continue
        if not periods or period != periods[-1] | {"from": period["from"]}:
            periods.append(period)
    return {
        "levels": LEVELS,
        "organizations": ORGANIZATIONS,
        "unknown": unknown,
        "sentences": {name.lower(): getattr(sentences, name) for name in SENTENCES},
        "size_alone": SIZE_ALONE,
        "units": {unit: singular(unit) for unit in ("employees", "years", "months")},
        "periods": periods,
        "texts": list(texts),
    }


def _dues_period(policy: Policy, day: date, texts: dict[str, int]) -> dict[str, Any]:
    view, whole = policy.at(day), load().at(day)

    def shared(text: str) -> int:
        return texts.setdefault(text, len(texts))

    cells = []
    for organization in ORGANIZATIONS:
        for lf_member in (False, True):
            for band in _common_bands(bands_for(view, False), bands_for(view, True)):
                ask: dict[str, Any] = {
                    "lf_member": lf_member,
                    "organization": organization,
                    "on": day,
                }
                given = {o.quote.level: o for o in compare(band.min, **ask, policy=policy)}
                answers: dict[str, Any] = {}
                for level in LEVELS:
                    if level in given:
                        option = given[level]
                        answers[level] = _answer(option.quote, shared)
                        answers[level]["href"] = place(policy.rules[option.quote.rule])
                        answers[level]["extra"] = option.extra_usd
                        answers[level]["adds"] = [shared(item.text) for item in option.adds]
                    else:
                        answers[level] = {"refused": shared(_refusal(band.min, level, ask, policy))}
                cells.append(
                    {
                        "organization": organization,
                        "lf_member": lf_member,
                        "min": band.min,
                        "max": band.max,
                        "answers": answers,
                    }
                )
    wishes = [
        {"id": wish.id, "label": wish.label, "levels": given_by(wish, whole)}
        | {"lines": {kind: shared(fit([wish.id], kind, on=day).lines[0]) for kind in ORGANIZATIONS}}
        for wish in WISHES.values()
    ]
    silver = lf_dues(view)
    benefits = {level: [item.id for item in benefits_of(view, level)] for level in LEVELS}
    # Later levels overwrite: a benefit is worded as its highest level words it.
    names = {
        item.id: shared(item.text)
        for level in reversed(LEVELS)
        for item in benefits_of(view, level)
    }
    return {
        "from": day.isoformat(),
        "cells": cells,
        "benefits": benefits,
        "names": names,
        "bands": {
            str(member).lower(): [[band.min, band.usd] for band in bands_for(view, member)]
            for member in (False, True)
        },
        "lf": {"high": silver.high, "text": shared(lf_dues_words(view))},
        "open": [shared(item.text) for item in view.items("MEM-UNSTATED")],
        "wishes": wishes,
    }


def _common_bands(*columns: Iterable[Band]) -> list[Band]:
    """Bands within which no column changes, for columns that may cut at different heads."""
    starts = sorted({band.min for column in columns for band in column})
    ends = [start - 1 for start in starts[1:]]
    return [Band(low, high, 0) for low, high in zip(starts, [*ends, None], strict=True)]


def _answer(offer: Quote, shared: Any) -> dict[str, Any]:
    return {
        "amount_usd": offer.amount_usd,
        "headline": shared(offer.headline),
        "band": shared(str(offer.band)) if offer.band else None,
        "needs_approval": offer.needs_approval,
        "reason": shared(sentences.reason(offer.level, offer.band, offer.lf_member)),
        "caveats": [shared(caveat) for caveat in offer.caveats],
        "source": shared(source_words(offer)),
        "as_of": offer.as_of.isoformat(),
        "newer_from": offer.newer_from.isoformat() if offer.newer_from else None,
    }


def _refusal(employees: int, level: str, ask: dict[str, Any], policy: Policy) -> str:
    try:
        quote(employees, level=level, policy=policy, **ask)
    except BadInput as refusal:
        return str(refusal)
    raise AssertionError(f"{level} was not offered, and is not refused")
