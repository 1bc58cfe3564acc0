"""Around a quote: the next band, the Linux Foundation's own dues, what fits, another currency.

    distance(quote)                     how far it is to the next band
    beside(quote)                       the least and the most that it can come to in all
    fit(wants, organization, …)         the least level that gives all of what is wanted, and why
    converted(usd, rate)                the amount at a rate that somebody entered
    letter(quote)                       a mail to the foundation with what is left open

    BadInput                            a wish that no rule answers, or a rate that is none

>>> from datetime import date
>>> from lfai_nb.membership import quote
>>> offer = quote(400, lf_member=False, on=date(2024, 2, 27))
>>> distance(offer)
'At 500 employees, 100 more than you have, the dues become $25,000 a year.'
>>> beside(offer).low, beside(offer).high
(10000, 30000)
>>> fit(["day", "council-vote"], "corporate", on=date(2026, 11, 27)).level
'premier'
>>> converted(25000, "0.92")
23000
"""

import re
from collections.abc import Callable, Iterable
from datetime import date

from lfai_nb.errors import BadInput
from lfai_nb.frozen import dataclass
from lfai_nb.membership import sentences
from lfai_nb.membership.dues import LEVELS, Quote, bands_for, benefits_of, offered_levels
from lfai_nb.policy import Policy, Range, View, load
from lfai_nb.policy.words import capital, counted, day_in_words, joined, usd
from lfai_nb.quantities import in_quotes

LF_DUES, COUNCIL, SPONSOR = "DUES-LF-SILVER", "TAC-WHO-VOTES", "SBX-SPONSOR"
#: The largest rate and the most digits that are read: Python and a script must agree to the last.
LARGEST_RATE, RATE_DIGITS = 1_000_000, 6
_RATE = re.compile(rf"\d{{1,7}}(?:\.\d{{1,{RATE_DIGITS}}})?")


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that an organisation can want, and where the rules say which level gives it."""

    id: str
    label: str
    benefit: str = ""  # the id in the lists of benefits, where it is one of them
    rule: str = ""  # else the rule that answers
    note: str = ""


WISHES = {
    wish.id: wish
    for wish in (
        Wish("board-seat", "a seat on the Governing Board", benefit="gb-seat"),
        Wish("board-election", "a part in electing the board", benefit="election"),
        Wish(
            "council-vote",
            "a vote in the Technical Advisory Council",
            rule=COUNCIL,
            note="A project has one once it is made a TAC Project (as of 26 February 2025; "
            "earlier, once it graduated).",
        ),
        Wish(
            "hosting",
            "a project hosted",
            rule=SPONSOR,
            note="A sponsor that is a member is enough.",
        ),
        Wish("events", "a discount on sponsoring events", benefit="event-discount"),
        Wish("visibility", "our logo beside the foundation's", benefit="logo"),
        Wish("day", "to host an LF AI & Data Day", benefit="host-day"),
    )
}


@dataclass(frozen=True, slots=True)
class Fit:
    level: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """What membership can come to in all, a year."""

    low: int
    high: int
    sentence: str


def distance(quote: Quote, policy: Policy | None = None) -> str:
    """To the next band, in a sentence."""
    if quote.band is None:
        return sentences.ANY_SIZE
    if quote.band.max is None:
        return sentences.TOP_BAND
    bands = bands_for((policy or load(("dues",))).at(quote.on), quote.lf_member)
    following = next(band for band in bands if band.min == quote.band.max + 1)
    return sentences.NEXT_BAND.format(
        at=counted(following.min, "employees"),
        more=f"{following.min - quote.employees:,}",
        usd=usd(following.usd),
    )


def beside(quote: Quote, policy: Policy | None = None) -> Total:
    """The amount alone, up to the amount with the dearest Silver membership on top."""
    value = lf_dues((policy or load(("dues",))).at(quote.on))
    low = quote.amount_usd or 0
    high = low + value.high
    template = sentences.BESIDE_MEMBER if quote.lf_member else sentences.BESIDE_NEW
    return Total(low, high, template.format(low=usd(low), high=usd(high)))


def lf_dues(view: View) -> Range:
    content = view.in_force(LF_DUES).content
    assert isinstance(content, Range)
    return content


def lf_dues_words(view: View) -> str:
    value, cost = view.in_force(LF_DUES), lf_dues(view)
    return sentences.LF_DUES.format(
        low=usd(cost.low), high=usd(cost.high), day=day_in_words(value.start), rule=LF_DUES
    )


def fit(wants: Iterable[str], organization: str, *, on: date, policy: Policy | None = None) -> Fit:
    """The cheapest level, of those open to an organisation, that gives all of what it wants."""
    view = (policy or load()).at(on)
    open_to = offered_levels(view, organization)
    levels, lines = set(open_to), []
    for name in dict.fromkeys(wants):
        if name not in WISHES:
            raise BadInput(f"{in_quotes(name)} is no wish; accepted: {', '.join(WISHES)}")
        given = [level for level in given_by(WISHES[name], view) if level in open_to]
        levels &= set(given)
        lines.append(wish_line(WISHES[name], given, view))
    cheapest = next(level for level in reversed(LEVELS) if level in levels)
    return Fit(cheapest, tuple(lines))


def given_by(wish: Wish, view: View) -> list[str]:
    """The levels that give it, the cheapest first."""
    has: Callable[[str], bool]
    if wish.benefit:

        def has(level: str) -> bool:
            return wish.benefit in {item.id for item in benefits_of(view, level)}

    elif wish.rule == COUNCIL:
        voters = {item.id for item in view.items(COUNCIL)}

        def has(level: str) -> bool:
            return level in voters

    else:

        def has(level: str) -> bool:
            return True

    return [level for level in reversed(LEVELS) if has(level)]


def wish_line(wish: Wish, levels: list[str], view: View) -> str:
    rule = wish.rule or f"MEM-{levels[0].upper()}-BENEFITS"
    names = joined([level.title() for level in levels])
    line = sentences.WISH.format(wish=capital(wish.label), levels=names, rule=rule)
    return f"{line} {wish.note}" if wish.note else line


def rate_of(text: str) -> tuple[int, int]:
    """A rate as a whole number and how many of its digits are behind the point."""
    typed = text.strip()
    if not _RATE.fullmatch(typed):
        raise BadInput(sentences.RATE.format(text=in_quotes(text)))
    whole, _, rest = typed.partition(".")
    number = int(whole + rest)
    if not 0 < number <= LARGEST_RATE * 10 ** len(rest):
        raise BadInput(sentences.RATE.format(text=in_quotes(text)))
    return number, len(rest)


def converted(amount: int, rate: str) -> int:
    """The amount in another currency, to the nearest whole unit; half a unit counts as one."""
    number, digits = rate_of(rate)
    unit: int = 10**digits
    return (2 * amount * number + unit) // (2 * unit)


def letter(quote: Quote, kind: str, policy: Policy | None = None) -> tuple[str, str]:
    """Subject and text of a mail with the open questions, for the reader to send."""
    view = (policy or load(("dues", "membership"))).at(quote.on)
    questions = [*quote.caveats, *(item.text for item in view.items("MEM-UNSTATED"))]
    body = sentences.LETTER.format(
        kind=kind,
        employees=counted(quote.employees, "employees"),
        standing="an existing" if quote.lf_member else "not yet a",
        level=quote.level.title(),
        headline=quote.headline,
        day=day_in_words(quote.as_of),
        questions="\n".join(f"- {question}" for question in questions),
    )
    return sentences.SUBJECT.format(level=quote.level.title()), body
