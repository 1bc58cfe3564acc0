"""The sentences of a quote, as templates that Python and the page's script both fill.

A head-count, a day and an age are known only when somebody asks, in a page perhaps years after it
was built. So the templates leave holes for them, and nothing takes a finished sentence apart.
"""

from datetime import date

from lfai_nb.policy import Band
from lfai_nb.policy.words import age_in_words, day_in_words

#: Of figures that nothing newer is known to follow. They hold on: that is the answer to a day to
#: come as well, for nobody knows what the foundation will ask for then.
NEWEST = "The newest figures we know, those of {of}: {age} old on {day}."
SUPERSEDED = "Figures of {of}: {age} old on {day}. Newer ones are known, from {newer} on."

#: At the head of a printed sheet, which travels without the book around it.
NO_OFFER = (
    "Worked out from published figures by an independent handbook; "
    "it is not an offer of the foundation."
)

#: Around a quote.
NEXT_BAND = "At {at}, {more} more than you have, the dues become {usd} a year."
TOP_BAND = "You are in the highest band: more employees change nothing."
ANY_SIZE = "The size makes no difference at this level."
LF_DUES = (
    "The lowest paid membership of the Linux Foundation itself cost {low} to {high} a year on "
    "{day} ({rule})."
)
BESIDE_NEW = (
    "Whether it is in your amount is not stated, so all of it together is between {low} and {high} "
    "a year."
)
BESIDE_MEMBER = (
    "Whether you go on paying yours besides is not stated, so all of it together is between {low} "
    "and {high} a year."
)
WISH = "{wish}: {levels} ({rule})."
FITS = "{level} is the lowest level that gives all you want."
AT_RATE = "At the rate that you gave: {amount} a year."
RATE = "{text} is not a rate; write how much one US dollar is, such as 0.92"
ADDRESS = "info@lfaidata.foundation"  # of an office, and no person's: LF AI & Data's own
SUBJECT = "{level} membership: what we would like to know"
LETTER = (
    "Hello,\n\nwe are {kind} with {employees}, {standing} Linux Foundation member, and think about "
    "{level} membership. By the figures of {day} that is: {headline}. Is that still right? We "
    "would also like to know what they leave open:\n\n{questions}\n"
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
