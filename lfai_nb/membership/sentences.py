"""The sentences of a quote, as templates that Python and the page's script both fill.

A head-count, a day and an age are known only when somebody asks, in a page perhaps years after it
was built. So the templates leave holes for them, and nothing takes a finished sentence apart.
"""

from datetime import date

from lfai_nb.policy import Band
from lfai_nb.policy.words import age_in_words, day_in_words

#: Of figures that nothing newer is known to follow. They hold on: that is the answer to a day to
#: come as well, for nobody knows what the foundation will ask for then.
NEWEST = "The newest figures known here, of {of}: {age} old on {day}."
SUPERSEDED = "Figures of {of}: {age} old on {day}. Newer ones are known, from {newer} on."

#: At the head of a printed sheet, which travels without the book around it.
NO_OFFER = (
    "Worked out from published figures by an independent handbook; "
    "it is not an offer of the foundation."
)

_GENERAL = (
    "General dues go by the number of employees: {{employees}} is in the band “{band}”, "
    "for an organisation that is {standing} Linux Foundation member."
)
_PREMIER = (
    "Premier dues are the same for every size, for an organisation that is {standing} "
    "Linux Foundation member."
)
_ASSOCIATE = (
    "Associate membership is free for academic and non-profit institutions, "
    "if the Governing Board approves."
)


def reason(level: str, band: Band | None, lf_member: bool) -> str:
    """Why a level costs what it does; ``{employees}`` is left open where it goes by them."""
    standing = "an existing" if lf_member else "not yet a"
    template = {"general": _GENERAL, "premier": _PREMIER, "associate": _ASSOCIATE}[level]
    return template.format(band=band, standing=standing)


def figures(of: date, newer: date | None, day: date) -> str:
    """Which figures these are, and how old they are on the day that is asked about."""
    words = {"of": day_in_words(of), "age": age_in_words(of, day), "day": day_in_words(day)}
    if newer is None:
        return NEWEST.format(**words)
    return SUPERSEDED.format(**words, newer=day_in_words(newer))
