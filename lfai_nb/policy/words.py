"""Values of rules as a person says them.

    say, say_value    a value as it stands by itself: in a table, under a heading
    in_a_sentence     the same inside a sentence: "by Sandbox, Incubation or Graduation"
    by_the_rules      which rules an answer rests on: of a day, or the newest known
    counted, noun     singular and plural, from ``plurals``

>>> say(500, "stars"), say(1, "weeks"), say(Range(12, 18), "months"), say(True)
('500 stars', '1 week', '12 to 18 months', 'yes')
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from lfai_nb.domain import Who
from lfai_nb.errors import BadInput
from lfai_nb.policy.model import Rule, Value
from lfai_nb.policy.parts import BODIES, SHARES, Ballot, Band, Content, Item, Range
from lfai_nb.policy.plurals import counted, noun, singular
from lfai_nb.quantities import MONTHS

#: Before the document that was read for a list that is our own.
BY_HANDBOOK = "Written by this handbook, after reading"

#: How small numbers are written in running text: as words.
SMALL_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)

__all__ = [
    "BY_HANDBOOK",
    "SMALL_NUMBERS",
    "age_in_words",
    "by_the_rules",
    "capital",
    "counted",
    "day_in_words",
    "days_in_words",
    "in_a_sentence",
    "joined",
    "noun",
    "say",
    "say_value",
    "singular",
    "usd",
    "who_in_words",
]

_WHO = {
    Who.PROJECT: "the project",
    Who.SPONSOR: "a sponsor",
    Who.TAC: "the Technical Advisory Council",
    Who.BOARD: "the Governing Board",
    Who.STAFF: "the foundation's staff",
    Who.MEMBER: "a member of the foundation",
}


def who_in_words(who: Who | None) -> str:
    """Who can close a gap; nothing where the rule does not say."""
    return _WHO[who] if who else ""


def say(content: Content | None, unit: str = "", kind: str = "") -> str:
    """A value in words; of a list, every entry."""
    if content is None:
        return "no such rule"
    if isinstance(content, bool):
        return "yes"
    if isinstance(content, int):
        return usd(content) if kind == "money" else counted(content, unit)
    if isinstance(content, Range):
        return f"{content} {noun(content.high, unit)}".rstrip()
    if isinstance(content, str):
        return content
    parts = list(_parts(content))
    # Entries that are sentences follow each other as sentences do.
    return (" " if any(part.endswith(".") for part in parts) else "; ").join(parts)


def say_value(rule: Rule, value: Value | None) -> str:
    return say(value.content if value else None, rule.unit, rule.kind)


def in_a_sentence(rule: Rule, value: Value) -> str:
    """A value as the middle of a sentence takes it: no capital, no full stop, "and" in a list."""
    if value.short:
        return value.short
    content = value.content
    if isinstance(content, tuple):
        entries = [_entry(part) for part in content]
        if not any(entry.endswith(".") for entry in entries):
            return joined(entries)
    elif content is not None and not isinstance(content, str | bool):
        return say_value(rule, value)
    raise BadInput(f"{rule.id} has no short form for running text (`short` beside the value)")


def say_ballot(ballot: Ballot) -> str:
    """Who votes, and by which share, within a sentence.

    >>> say_ballot(Ballot("board", "majority")), say_ballot(Ballot("owner", "unstated"))
    ('a majority of the Governing Board', 'the project owner')
    """
    body = f"the {BODIES[ballot.body]}"
    if ballot.share == "unstated":
        return body
    share = SHARES[ballot.share]
    return f"{'a ' if share == 'majority' else ''}{share} of {body}"


def _entry(part: Item | Band | Ballot) -> str:
    if isinstance(part, Ballot):
        return say_ballot(part)
    return part.text if isinstance(part, Item) else f"{usd(part.usd)} for {part}"


def joined(entries: Sequence[str]) -> str:
    """
    >>> joined(["A"]), joined(["A", "B"]), joined(["A", "B", "C"])
    ('A', 'A and B', 'A, B and C')
    """
    *first, last = entries
    return f"{', '.join(first)} and {last}" if first else last


def _parts(content: Iterable[Item | Band | Ballot]) -> Iterable[str]:
    for part in content:
        if isinstance(part, Item):
            yield part.text
        elif isinstance(part, Band):
            yield f"{part}: {usd(part.usd)}"
        else:
            yield str(part)


def capital(words: str) -> str:
    """The words as a sentence begins with them.

    >>> capital("by the newest rules we know"), capital("GitHub's own")
    ('By the newest rules we know', "GitHub's own")
    """
    return f"{words[0].upper()}{words[1:]}"


def usd(amount: int) -> str:
    return f"${amount:,}"


def day_in_words(day: date) -> str:
    """The same in every locale: 27 February 2024."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def days_in_words(days: Sequence[date], marks: Mapping[date, str] = MappingProxyType({})) -> str:
    """Days in their order, each year named once, and after a day what there is to remark on it.

    >>> days_in_words([date(2023, 12, 14), date(2024, 1, 11), date(2024, 2, 8)])
    '14 December 2023, 11 January and 8 February 2024'
    """
    return joined(
        [
            (day_in_words(day) if day.year != after else day_in_words(day)[: -len(f" {day.year}")])
            + marks.get(day, "")
            for day, after in zip(days, [*(day.year for day in days[1:]), None], strict=True)
        ]
    )


def age_in_words(start: date, day: date) -> str:
    """How long ago, in whole years and months."""
    months = (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)
    years, months = divmod(max(0, months), 12)
    spans = [(years, "years"), (months, "months")]
    return " and ".join(counted(n, unit) for n, unit in spans if n) or "less than a month"


#: Which rules, by themselves in a table …
IN_FORCE, NEWEST = "rules in force on {day}", "newest rules we know, those of {start}"
BY = "by the {rules}"  # … and in a sentence


def by_the_rules(day: date, start: date, known_until: date) -> str:
    return BY.format(rules=which_rules(day, start, known_until))


def which_rules(day: date, start: date, known_until: date) -> str:
    """Which rules an answer rests on; of a day after the last known one nobody knows the rules.

    >>> by_the_rules(date(2022, 1, 1), date(2021, 2, 2), date(2023, 5, 31))
    'by the rules in force on 1 January 2022'
    >>> by_the_rules(date(2035, 1, 1), date(2023, 6, 1), date(2026, 1, 28))
    'by the newest rules we know, those of 1 June 2023'
    """
    if day <= known_until:
        return IN_FORCE.format(day=day_in_words(day))
    return NEWEST.format(start=day_in_words(start))
