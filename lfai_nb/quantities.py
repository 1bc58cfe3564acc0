"""Numbers, ranges and days as people write them.

>>> whole_number("2300"), whole_number("2,300"), whole_number("2 300"), whole_number("2.3k")
(2300, 2300, 2300, 2300)
>>> interval("4"), interval("3..5"), interval("3 to 5"), interval("{ low = 3, high = 5 }")
((4, 4), (3, 5), (3, 5), (3, 5))
>>> [str(calendar_day(day)) for day in ("2026-09-03", "3 Sept 2026", "September 3rd, 2026")]
['2026-09-03', '2026-09-03', '2026-09-03']
>>> calendar_day("3/9/2026") is None, day_within("Minutes of 3 Sep 2026, at noon")
(True, '3 Sep 2026')

Only what can mean one thing is read. "2.300" is a little more than two in one country and two
thousand three hundred in another, "1e3" and "1_000" are guesses: each is refused with a number that
works. "2.3k" is 2,300; whoever has 2,340 and rounds them is shown what was read. "3/9/2026" is in
March to some readers and in September to others.
"""

import re
from collections.abc import Iterable
from datetime import date

from lfai_nb.errors import BadInput

#: What every reader of TOML and JSON can hold.
LARGEST = 2**63 - 1

_WHOLE = re.compile(r"[-−]?(?:[0-9]+|[0-9]{1,3}([,'’ ])[0-9]{3}(?:\1[0-9]{3})*)")
_THOUSANDS = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,3}))? ?[kK]")
_DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_END = r"(?:[^.–-]|\.(?!\.))+"  # a full stop may be part of a number, two are between two
_RANGE = re.compile(rf"(?P<low>{_END})(?:\.\.|[–-]|\bto\b)(?P<high>{_END})")
_TABLE = re.compile(r"\{\s*low\s*=(?P<low>[^=]+),\s*high\s*=(?P<high>[^=]+)\}")
# A Chinese or Japanese input method writes digits and signs at full width.
_FULL_WIDTH = {sign: chr(sign - 0xFEE0) for sign in range(0xFF01, 0xFF5F)}

# Not strftime: its names follow the locale of the machine.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_OF_MONTH = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_DAY = re.compile(
    r"(?<![0-9])(?:([0-9]{4})-([0-9]{2})-([0-9]{2})"
    rf"|{_OF_MONTH}[ -]{_MONTH},?[ -]([0-9]{{4}})"
    rf"|\b{_MONTH} {_OF_MONTH},? ([0-9]{{4}}))(?![0-9])",
    re.IGNORECASE | re.ASCII,
)


def _plain(text: str) -> str:
    """Signs of another width become the plain ones, and any white space one space."""
    return " ".join(text.translate(_FULL_WIDTH).split())


def whole_number(text: str) -> int:
    """A number without a fraction, or ``BadInput`` with an example that works."""
    typed = _plain(text)
    if thousands := _THOUSANDS.fullmatch(typed):
        typed = thousands[1] + (thousands[2] or "").ljust(3, "0")
    if _WHOLE.fullmatch(typed):
        digits = re.sub(r"[^0-9]", "", typed).lstrip("0") or "0"
        if len(digits) > 19 or int(digits) > LARGEST:
            raise BadInput(
                f"{in_quotes(text)} is too large; the largest that is read is {LARGEST:,}"
            )
        return -int(digits) if typed[0] in "-−" else int(digits)
    if _DOTTED.fullmatch(typed):
        plain = typed.replace(".", "")
        raise BadInput(f"{in_quotes(text)} can mean two numbers; if it is {plain}, write {plain}")
    raise BadInput(f"{in_quotes(text)} is not a whole number; write it as 2300 or 2,300")


def percentage(text: str) -> int:
    """A whole number of per cent, with its sign or without.

    >>> percentage("20%"), percentage("20 %"), percentage("20")
    (20, 20, 20)
    """
    return whole_number(_plain(text).removesuffix("%"))


def interval(text: str) -> tuple[int, int]:
    """Two ends, the low one first; one number is both. Not ordered or signed: ``BadInput``."""
    typed = _plain(text)
    ends = _TABLE.fullmatch(typed) or _RANGE.fullmatch(typed)
    if ends is None:
        if not (_WHOLE.fullmatch(typed) or _DOTTED.fullmatch(typed)):
            raise BadInput(
                f"{in_quotes(text)} is neither a number nor an interval; write it as 4 or as 3..5"
            )
        low = high = whole_number(typed)
    else:
        low, high = whole_number(ends["low"]), whole_number(ends["high"])
    if low > high:
        raise BadInput(f"an interval runs from low to high: write {high}..{low}, not {low}..{high}")
    return low, high


def calendar_day(text: str) -> date | None:
    """A day with its month in digits as 2026-09-03, or by its name; None where it is none."""
    match = _DAY.fullmatch(_plain(text))
    if match is None:
        return None
    year, month, day, day_first, after_day, of_it, before_day, day_second, of_that = match.groups()
    name = (after_day or before_day or "").capitalize()[:3]
    number = int(month) if month else [full[:3] for full in MONTHS].index(name) + 1
    try:
        return date(int(year or of_it or of_that), number, int(day or day_first or day_second))
    except ValueError:  # the calendar has no such day
        return None


def day_within(text: str) -> str:
    """The first day in a text, as it is written there, in the calendar or not; "" for none."""
    match = _DAY.search(_plain(text))
    return match[0] if match else ""


def at_least(text: str) -> str | None:
    """Of what is known from below alone the bound, as it was written; None where it is no bound.

    >>> at_least("500 or more"), at_least("at least 500"), at_least("Passing or higher")
    ('500', '500', 'passing')
    >>> at_least("500") is None
    True
    """
    typed = _plain(text).lower()
    bound = typed.removeprefix("at least ").removesuffix(" or more").removesuffix(" or higher")
    return None if bound == typed else bound


def median(numbers: Iterable[float]) -> float:
    """The one in the middle, or the mean of the two there; there has to be one.

    ``statistics`` has it as well, and takes longer to import than a plan to make.

    >>> median([9, 1, 5]), median([1, 2])
    (5, 1.5)
    """
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def in_quotes(value: object) -> str:
    """What somebody gave, quoted and cut to a length that fits into a sentence."""
    try:
        text = repr(value)
    except ValueError:  # Python refuses to print a number of thousands of digits
        return "a number that long"
    return text if len(text) <= 60 else f"{text[:57]}..."
