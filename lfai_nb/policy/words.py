"""Values of rules as a person says them.

>>> say(500, "stars"), say(Range(12, 18), "months"), say(True)
('500 stars', '12 to 18 months', 'yes')
"""

from collections.abc import Iterable
from datetime import date

from lfai_nb.policy.model import Ballot, Band, Content, Item, Range, Rule, Value


def say(content: Content | None, unit: str = "", kind: str = "") -> str:
    """A value in words; of a list, every entry."""
    if content is None:
        return "no such rule"
    if isinstance(content, bool):
        return "yes"
    if isinstance(content, int):
        return usd(content) if kind == "money" else f"{content:,} {unit}".rstrip()
    if isinstance(content, Range):
        return f"{content} {unit}".rstrip()
    if isinstance(content, str):
        return content
    return "; ".join(_parts(content))


def say_value(rule: Rule, value: Value | None) -> str:
    return say(value.content if value else None, rule.unit, rule.kind)


def _parts(content: Iterable[Item | Band | Ballot]) -> Iterable[str]:
    for part in content:
        if isinstance(part, Item):
            yield part.text
        elif isinstance(part, Band):
            yield f"{part}: {usd(part.usd)}"
        else:
            yield str(part)


def usd(amount: int) -> str:
    return f"${amount:,}"


# Not strftime: its names follow the locale of the machine.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_in_words(day: date) -> str:
    """The same in every locale: 27 February 2024."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def age_in_words(start: date, day: date) -> str:
    """How long ago, in whole years and months."""
    months = (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)
    years, months = divmod(max(0, months), 12)
    spans = [(years, "year"), (months, "month")]
    words = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in spans if n]
    return " and ".join(words) or "less than a month"
