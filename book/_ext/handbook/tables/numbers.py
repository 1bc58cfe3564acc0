"""The numbers that slides state, each beside what can be counted."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from handbook.documents import known
from handbook.parts import (
    NONE,
    Content,
    contradiction_link,
    el,
    joined,
    line_break,
    source_link,
    table,
)
from lfai_nb.catalog import Statistic, load
from lfai_nb.policy.words import day_in_words


def statistics(scope: str, on: date) -> Content:
    """One row for each number, for a subject that was counted in other ways each time."""
    rows = [
        (
            one.measure,
            day_in_words(one.date),
            one.as_stated,
            NONE if one.check_value is None else f"{one.check_value:,}",
            _where(one),
        )
        for one in _of(scope, on)
    ]
    head = ["What", "On", "As stated", "Counted", "Where, and how it was counted"]
    return table(f"{CAPTIONS[scope]}, as stated and as counted", head, rows)


def over_time(scope: str, on: date) -> Content:
    """One row for each measure and one column for each day, for a subject that comes again."""
    stated = _of(scope, on)
    days = sorted({one.date for one in stated})
    rows = [
        (
            measure,
            *(
                joined(
                    (_number(o) for o in stated if (o.measure, o.date) == (measure, day)),
                    line_break(),
                )
                or NONE
                for day in days
            ),
        )
        for measure in dict.fromkeys(one.measure for one in stated)
    ]
    places = [_places(day, [one for one in stated if one.date == day]) for day in days]
    return [
        table(f"{CAPTIONS[scope]}, day by day", ["What", *map(day_in_words, days)], rows),
        el("ul", places, classes="origin"),
    ]


def _of(scope: str, on: date) -> list[Statistic]:
    return [one for one in load().statistics if one.scope == scope and one.date <= on]


def _number(one: Statistic) -> Content:
    parts: list[Content] = [
        source_link(one.source, one.as_stated, f"{known(one.source).title}, {one.where}")
    ]
    if one.check_value is not None:
        how = f"{known(one.check_source or '').title}, {one.check_where}"
        counted = el("span", f"{one.check_value:,}", title=how)
        parts += [line_break(), el("small", "counted: ", counted)]
    if one.contradiction:
        parts += [line_break(), el("small", "see ", contradiction_link(one.contradiction))]
    return parts


def _places(day: date, stated: Iterable[Statistic]) -> Content:
    """Where the numbers of a day stand, and from what they were counted."""
    where: dict[str, list[str]] = {}
    counted: dict[str, list[str]] = {}
    for one in stated:
        where.setdefault(one.source, []).append(one.where)
        if one.check_source:
            counted.setdefault(one.check_source, []).append(one.check_where or "")
    from_where = [". Counted from: ", _listed(counted, "{}")] if counted else []
    return el("li", f"{day_in_words(day)}: ", _listed(where), from_where, ".")


def _listed(places: dict[str, list[str]], as_written: str = "“{}”") -> Content:
    return joined(
        (
            [
                source_link(source),
                ", ",
                "; ".join(as_written.format(place) for place in dict.fromkeys(where)),
            ]
            for source, where in places.items()
        ),
        "; ",
    )


def _where(one: Statistic) -> Content:
    parts: list[Content] = [_listed({one.source: [one.where]})]
    if one.check_source:
        counted = _listed({one.check_source: [one.check_where or ""]}, "{}")
        parts += [line_break(), el("small", "Counted: ", counted)]
    if one.contradiction:
        see = contradiction_link(one.contradiction)
        parts += [line_break(), el("small", "See ", see, ", before you repeat it.")]
    return parts


#: The subjects that the slides give numbers on, and what their tables are called.
CAPTIONS = {
    "foundation": "The foundation in numbers",
    "landscape": "The landscape in numbers",
    "tracked code": "Code that a tool tracked",
    "Linux Foundation": "The Linux Foundation in numbers",
    "Generative AI Commons": "The Generative AI Commons in numbers",
    "survey on generative AI": "The survey of December 2023",
}

SHOWN: dict[str, Callable[[date], Content]] = {
    "statistics-foundation": partial(statistics, "foundation"),
    "statistics-landscape": partial(over_time, "landscape"),
    "statistics-code": partial(statistics, "tracked code"),
    "statistics-linux-foundation": partial(over_time, "Linux Foundation"),
    "statistics-commons": partial(statistics, "Generative AI Commons"),
    "statistics-survey": partial(statistics, "survey on generative AI"),
}
