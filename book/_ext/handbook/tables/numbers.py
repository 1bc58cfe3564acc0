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
            statistic.measure,
            day_in_words(statistic.date),
            statistic.as_stated,
            NONE if statistic.check_value is None else f"{statistic.check_value:,}",
            _where(statistic),
        )
        for statistic in _of(scope, on)
    ]
    head = ["What", "On", "As stated", "Counted", "Where, and how it was counted"]
    return table(f"{CAPTIONS[scope]}, as stated and as counted", head, rows)


def over_time(scope: str, on: date) -> Content:
    """One row for each measure and one column for each day, for a subject that comes again."""
    stated = _of(scope, on)
    days = sorted({statistic.date for statistic in stated})
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
        for measure in dict.fromkeys(statistic.measure for statistic in stated)
    ]
    places = [
        _places(day, [statistic for statistic in stated if statistic.date == day]) for day in days
    ]
    return [
        table(f"{CAPTIONS[scope]}, day by day", ["What", *map(day_in_words, days)], rows),
        el("ul", places, classes="origin"),
    ]


def _of(scope: str, on: date) -> list[Statistic]:
    return [
        statistic
        for statistic in load().statistics
        if statistic.scope == scope and statistic.date <= on
    ]


def _number(statistic: Statistic) -> Content:
    parts: list[Content] = [
        source_link(
            statistic.source,
            statistic.as_stated,
            f"{known(statistic.source).title}, {statistic.where}",
        )
    ]
    if statistic.check_value is not None:
        how = f"{known(statistic.check_source or '').title}, {statistic.check_where}"
        counted = el("span", f"{statistic.check_value:,}", title=how)
        parts += [line_break(), el("small", "counted: ", counted)]
    if statistic.contradiction:
        parts += [line_break(), el("small", "see ", contradiction_link(statistic.contradiction))]
    return parts


def _places(day: date, stated: Iterable[Statistic]) -> Content:
    """Where the numbers of a day stand, and from what they were counted."""
    where: dict[str, list[str]] = {}
    counted: dict[str, list[str]] = {}
    for statistic in stated:
        where.setdefault(statistic.source, []).append(statistic.where)
        if statistic.check_source:
            counted.setdefault(statistic.check_source, []).append(statistic.check_where or "")
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


def _where(statistic: Statistic) -> Content:
    parts: list[Content] = [_listed({statistic.source: [statistic.where]})]
    if statistic.check_source:
        counted = _listed({statistic.check_source: [statistic.check_where or ""]}, "{}")
        parts += [line_break(), el("small", "Counted: ", counted)]
    if statistic.contradiction:
        see = contradiction_link(statistic.contradiction)
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
