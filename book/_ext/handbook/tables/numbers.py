"""The numbers that slides state, each beside what can be counted."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from html import escape

from handbook.documents import known
from handbook.tables.html import NONE, table
from lfai_nb.catalog import Statistic, load
from lfai_nb.policy.words import day_in_words


def statistics(scope: str, on: date) -> str:
    """One row for each number, for a subject that was counted in other ways each time."""
    rows = [
        (
            escape(one.measure),
            day_in_words(one.date),
            escape(one.as_stated),
            NONE if one.check_value is None else f"{one.check_value:,}",
            _where(one),
        )
        for one in _of(scope, on)
    ]
    head = ["What", "On", "As stated", "Counted", "Where, and how it was counted"]
    return table(f"{CAPTIONS[scope]}, as stated and as counted", head, rows)


def over_time(scope: str, on: date) -> str:
    """One row for each measure and one column for each day, for a subject that comes again."""
    stated = _of(scope, on)
    days = sorted({one.date for one in stated})
    rows = [
        (
            escape(measure),
            *(
                "<br>".join(_number(o) for o in stated if (o.measure, o.date) == (measure, day))
                or NONE
                for day in days
            ),
        )
        for measure in dict.fromkeys(one.measure for one in stated)
    ]
    return (
        table(f"{CAPTIONS[scope]}, day by day", ["What", *map(day_in_words, days)], rows)
        + '<ul class="origin">'
        + "".join(_places(day, [one for one in stated if one.date == day]) for day in days)
        + "</ul>"
    )


def _of(scope: str, on: date) -> list[Statistic]:
    return [one for one in load().statistics if one.scope == scope and one.date <= on]


def _number(one: Statistic) -> str:
    place = escape(f"{known(one.source).title}, {one.where}", quote=True)
    words = f'<a href="source:{one.source}" title="{place}">{escape(one.as_stated)}</a>'
    if one.check_value is not None:
        how = escape(f"{known(one.check_source or '').title}, {one.check_where}", quote=True)
        words += f'<br><small>counted: <span title="{how}">{one.check_value:,}</span></small>'
    if one.contradiction:
        words += f'<br><small>see <a href="contradiction:{one.contradiction}">'
        words += f"{one.contradiction}</a></small>"
    return words


def _places(day: date, stated: Iterable[Statistic]) -> str:
    """Where the numbers of a day stand, and from what they were counted."""
    said: dict[str, list[str]] = {}
    counted: dict[str, list[str]] = {}
    for one in stated:
        said.setdefault(one.source, []).append(one.where)
        if one.check_source:
            counted.setdefault(one.check_source, []).append(one.check_where or "")
    words = _listed(said)
    if counted:
        words += f". Counted from: {_listed(counted, '{}')}"
    return f"<li>{day_in_words(day)}: {words}.</li>"


def _listed(places: dict[str, list[str]], as_written: str = "“{}”") -> str:
    return "; ".join(
        f'<a href="source:{source}">{escape(known(source).title)}</a>, '
        + "; ".join(as_written.format(escape(place)) for place in dict.fromkeys(where))
        for source, where in places.items()
    )


def _where(one: Statistic) -> str:
    where = _listed({one.source: [one.where]})
    if one.check_source:
        where += f"<br><small>Counted: {_listed({one.check_source: [one.check_where or '']}, '{}')}"
        where += "</small>"
    if one.contradiction:
        where += (
            f'<br><small>See <a href="contradiction:{one.contradiction}">{one.contradiction}</a>, '
            "before you repeat it.</small>"
        )
    return where


#: The subjects that the slides give numbers on, and what their tables are called.
CAPTIONS = {
    "foundation": "The foundation in numbers",
    "landscape": "The landscape in numbers",
    "tracked code": "Code that a tool tracked",
    "Linux Foundation": "The Linux Foundation in numbers",
    "Generative AI Commons": "The Generative AI Commons in numbers",
    "survey on generative AI": "The survey of December 2023",
}

SHOWN: dict[str, Callable[[date], str]] = {
    "statistics-foundation": partial(statistics, "foundation"),
    "statistics-landscape": partial(over_time, "landscape"),
    "statistics-code": partial(statistics, "tracked code"),
    "statistics-linux-foundation": partial(over_time, "Linux Foundation"),
    "statistics-commons": partial(statistics, "Generative AI Commons"),
    "statistics-survey": partial(statistics, "survey on generative AI"),
}
