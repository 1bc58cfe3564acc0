"""From a TOML value to the content of a rule, one small reader for each kind.

    count     a whole number of something (``unit`` says of what)
    money     whole US dollars a year
    range     {low, high}, both included
    bands     dues by head-count, without gap or overlap
    level     one of the badge levels
    text      a definition, a wording
    flag      true: it is asked for
    list      items, each with an id and a text
    vote      the bodies that vote, and the share that each needs

A number is only believed when its own quotation carries it: a threshold that was mistyped, or a
quotation of another rule, is found by reading the data alone.
"""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from lfai_nb.checked import TomlTable
from lfai_nb.policy.parts import BADGE_LEVELS, BODIES, SHARES, Ballot, Band, Content, Item, Range

Report = Callable[[str, str], None]  # (message, key path below the value)

_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_NUMBER_WORDS = {word: number for number, word in enumerate(_WORDS)} | {"free": 0, "fifty": 50}
_ITEM_TEXTS = (
    "text", "name", "quote", "note", "who", "when", "outcome", "part", "component", "country",
)  # fmt: skip


def numbers_in(text: str) -> set[int]:
    """Every whole number that the words state, in figures or written out.

    >>> sorted(numbers_in("at least three of 1,999 (2/3)"))
    [2, 3, 1999]
    """
    figures = re.findall(r"\d+(?:,\d{3})+|\d+", text)
    words = re.findall(r"[a-z]+", text.lower())
    return {int(f.replace(",", "")) for f in figures} | {
        _NUMBER_WORDS[word] for word in words if word in _NUMBER_WORDS
    }


def read(kind: str, raw: Any, report: Report) -> Content | None:
    """The content, or None after at least one fault was reported."""
    return READERS[kind](raw, report)


def stated_numbers(content: Content | None) -> set[int]:
    """The numbers that a quotation has to carry for the content to be believed."""
    if isinstance(content, bool):
        return set()
    if isinstance(content, int):
        return {content}
    if isinstance(content, Range):
        return {content.low, content.high}
    if isinstance(content, tuple) and content and isinstance(content[0], Band):
        bands = [band for band in content if isinstance(band, Band)]
        # The lower end of the first band, one employee, is ours: documents write "up to".
        ends = {band.min for band in bands[1:]} | {band.max for band in bands if band.max}
        return ends | {band.usd for band in bands}
    return set()


def _whole(raw: Any, report: Report, path: str = "") -> int | None:
    # bool is an int to Python, and a TOML `true` is no number to anybody.
    if isinstance(raw, bool) or not isinstance(raw, int):
        report(f"a whole number is needed, not {_shown(raw)}", path)
        return None
    if raw < 0:
        report(f"a number of 0 or more is needed, not {raw}", path)
        return None
    return raw


def _range(raw: Any, report: Report) -> Content | None:
    if not _keys(raw, {"low", "high"}, report):
        return None
    low, high = _whole(raw["low"], report, "low"), _whole(raw["high"], report, "high")
    if low is None or high is None:
        return None
    if low > high:
        report(f"low, {low}, is above high, {high}", "")
        return None
    return Range(low, high)


def _bands(raw: Any, report: Report) -> Content | None:
    if not isinstance(raw, list) or not raw:
        report("a list of bands is needed, each {min, max, usd}", "")
        return None
    bands: list[Band] = []
    for n, entry in enumerate(raw):
        path = f"[{n}]"
        last = n == len(raw) - 1
        if not _keys(entry, {"min", "usd"} if last else {"min", "max", "usd"}, report, path):
            continue
        low, usd = (
            _whole(entry["min"], report, f"{path}.min"),
            _whole(entry["usd"], report, f"{path}.usd"),
        )
        high = None if last else _whole(entry["max"], report, f"{path}.max")
        if low is None or usd is None or (high is None and not last):
            continue
        if high is not None and high < low:
            report(f"max, {high}, is below min, {low}", path)
        bands.append(Band(low, high, usd))
    if len(bands) != len(raw):
        return None
    if bands[0].min != 1:
        report(f"the first band starts at {bands[0].min}, not at 1", "[0].min")
    for n, (band, following) in enumerate(pairwise(bands), start=1):
        assert band.max is not None  # only the last band is open
        if following.min > band.max + 1:
            report(f"no band holds {band.max + 1} to {following.min - 1}", f"[{n}].min")
        elif following.min <= band.max:
            report(f"two bands hold {following.min} to {band.max}", f"[{n}].min")
    return tuple(bands)


def _level(raw: Any, report: Report) -> Content | None:
    return _one_of(raw, BADGE_LEVELS, report, "")


def _text(raw: Any, report: Report) -> Content | None:
    if isinstance(raw, str) and raw.strip():
        return raw
    report(f"a text is needed, not {_shown(raw)}", "")
    return None


def _flag(raw: Any, report: Report) -> Content | None:
    if raw is True:
        return True
    report("true is the only value of a flag; write `absent = true` where a rule was not there", "")
    return None


def _list(raw: Any, report: Report) -> Content | None:
    if not isinstance(raw, list) or not raw:
        report("a list of items is needed, each with an id and a text", "")
        return None
    items: list[Item] = []
    for n, entry in enumerate(raw):
        path = f"[{n}]"
        if not _keys(entry, {"id", "text"}, report, path, {*_ITEM_TEXTS, "by", "optional"}):
            continue
        texts = {key: entry[key] for key in ("id", *_ITEM_TEXTS) if key in entry}
        wrong = [key for key, text in texts.items() if not isinstance(text, str) or not text]
        for key in wrong:
            report(f"a text is needed, not {_shown(texts[key])}", f"{path}.{key}")
        by = entry.get("by", [])
        if not isinstance(by, list) or not all(isinstance(name, str) and name for name in by):
            report("a list of texts is needed", f"{path}.by")
        elif not isinstance(entry.get("optional", False), bool):
            report("optional is true or false", f"{path}.optional")
        elif not wrong:
            items.append(Item(**texts, by=tuple(by), optional=entry.get("optional", False)))
    ids = [item.id for item in items]
    for twice in sorted({i for i in ids if ids.count(i) > 1}):
        report(f"two items have the id {twice!r}", "")
    return tuple(items)


def _vote(raw: Any, report: Report) -> Content | None:
    if not isinstance(raw, list) or not raw:
        report("a list of ballots is needed, each {body, share}", "")
        return None
    ballots: list[Ballot] = []
    for n, entry in enumerate(raw):
        path = f"[{n}]"
        if not _keys(entry, {"body", "share"}, report, path):
            continue
        body = _one_of(entry["body"], tuple(BODIES), report, f"{path}.body")
        share = _one_of(entry["share"], tuple(SHARES), report, f"{path}.share")
        if body is not None and share is not None:
            ballots.append(Ballot(body, share))
    return tuple(ballots)


def _one_of(raw: Any, allowed: tuple[str, ...], report: Report, path: str) -> str | None:
    if isinstance(raw, str) and raw in allowed:
        return raw
    report(f"one of {', '.join(allowed)} is needed, not {_shown(raw)}", path)
    return None


def _keys(
    raw: Any, needed: set[str], report: Report, path: str = "", allowed: set[str] | None = None
) -> bool:
    """Whether ``raw`` is a table with just the keys that it must and may have."""
    if not isinstance(raw, Mapping):
        report(f"a table with {', '.join(sorted(needed))} is needed, not {_shown(raw)}", path)
        return False
    inside = TomlTable(raw, "", [])
    complete = inside.only(needed, allowed or ())
    for problem in inside.problems:
        report(problem.message, f"{path}.{problem.place}" if path else problem.place)
    return complete and raw.keys() <= needed | (allowed or set())


def _shown(raw: Any) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float):
        return f"the fraction {raw}"
    if isinstance(raw, str):
        return repr(raw[:40]) if raw else "an empty text"
    return f"{raw!s:.40}" if isinstance(raw, int) else f"a {type(raw).__name__}"


READERS: dict[str, Callable[[Any, Report], Content | None]] = {
    "count": _whole,
    "money": _whole,
    "range": _range,
    "bands": _bands,
    "level": _level,
    "text": _text,
    "flag": _flag,
    "list": _list,
    "vote": _vote,
}
