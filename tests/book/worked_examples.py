"""The numbers of the worked examples: what the page invents, and what the tools answer.

A number of an example is either in ``INVENTED``, or it is computed here from the rules and the
catalogue. ``test_numbers`` lets nothing else stand on these pages, and ``test_worked_examples``
misses what is no longer there.
"""

from datetime import date, timedelta
from functools import cache
from statistics import median

from lfai_nb import catalog
from lfai_nb.membership import quote
from lfai_nb.policy import Range, load
from lfai_nb.policy.words import counted, day_in_words, usd

EMPLOYEES = 1200
DUES_DAY = date(2024, 2, 27)
FIRST_MAIL = date(2027, 1, 8)
MEETING = date(2027, 2, 11)
STARS = 812

COMPANY, PROJECT = "book/joining/example", "book/hosting/example"
NEWCOMER = "book/foundation/first-week"

#: What the examples make up.
INVENTED = {
    COMPANY: {f"{EMPLOYEES:,}"},
    PROJECT: {
        *(f"{STARS} stars", str(STARS), "two organisations", "a year", "90 days"),
        *map(day_in_words, (FIRST_MAIL, date(2027, 1, 18), date(2027, 3, 5), date(2027, 4, 8))),
    },
    NEWCOMER: set(),
}


def _general(*, lf_member: bool) -> int:
    offer = quote(EMPLOYEES, level="general", lf_member=lf_member, on=DUES_DAY)
    assert offer.amount_usd is not None
    return offer.amount_usd


def company() -> set[str]:
    """Dues, the total with the Linux Foundation's own, and the voters."""
    member, new = _general(lf_member=True), _general(lf_member=False)
    premier = quote(EMPLOYEES, level="premier", lf_member=True, on=DUES_DAY).amount_usd
    silver = load().at(date(2026, 11, 27)).in_force("DUES-LF-SILVER").content
    assert premier is not None
    assert isinstance(silver, Range)
    assert silver.low <= new - member <= silver.high
    amounts = (member, premier, member + silver.low, member + silver.high, new, new - member)
    with_sign = {*map(usd, amounts)}
    return {*with_sign, day_in_words(catalog.load().members[-1].date)}


def general_members() -> int:
    return catalog.load().members[-1].general


@cache
def days_to_papers() -> int:
    """The middle of what it took the projects whose charter is younger than the vote."""
    return round(median(days for days in catalog.load().days_to_charter().values() if days > 0))


def project_days() -> dict[str, date]:
    """The days of the example that follow from a rule, or from the record."""
    ahead = load().at(MEETING).number("HST-DECK-DAYS")
    return {
        "deck": MEETING - timedelta(days=ahead),
        "meeting": MEETING,
        "papers": MEETING + timedelta(days=days_to_papers()),
    }


def project() -> set[str]:
    return {counted(days_to_papers(), "days"), *map(day_in_words, project_days().values())}


COMPUTED = {COMPANY: company, PROJECT: project, NEWCOMER: set}


def known(page: str, words: str) -> bool:
    """Whether an example may say so; of an amount also the digits alone."""
    if page not in INVENTED:
        return False
    allowed = INVENTED[page] | COMPUTED[page]()
    return words.rstrip(",") in allowed | {amount.removeprefix("$") for amount in allowed}
