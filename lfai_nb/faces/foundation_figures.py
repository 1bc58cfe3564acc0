"""The foundation drawn: its bodies, its names and addresses, thresholds through time."""

from collections.abc import Iterable, Sequence
from datetime import date
from textwrap import wrap

from lfai_nb.faces import svg
from lfai_nb.policy import Item, Policy, Value, View
from lfai_nb.policy.words import day_in_words

WIDTH = 430  # as wide as a telephone shows without shrinking the words much

LETTER = 6.7  # about as wide as one letter is


def structure_figure(view: View) -> str:
    """The bodies of the foundation, and who votes in each, as of the rules on elections."""
    bodies = [
        ("Governing Board", "money and direction", view.items("ELECT-BOARD-VOTERS")),
        ("Outreach Committee", "marketing and events", view.items("ELECT-OUTREACH-VOTERS")),
        ("Technical Advisory Council", "hosted projects", view.items("TAC-WHO-VOTES")),
    ]
    indent, y = 24, 62
    parts = [
        svg.box(0.5, 4, WIDTH - 1, 36),
        svg.text(WIDTH / 2, 27, "LF AI & Data Foundation", anchor="middle", bold=True),
    ]
    for name, about, voters in bodies:
        lines = [line for item in voters for line in _bullet(item.text, 54)]
        height = 56 + svg.LINE * len(lines)
        parts += [
            svg.line(8, y + 20, indent, y + 20),
            svg.box(indent, y, WIDTH - indent - 1, height),
            svg.text(indent + 10, y + 22, name, bold=True),
            svg.text(WIDTH - 12, y + 22, about, anchor="end"),
            svg.text(indent + 10, y + 42, "Who votes:"),
        ]
        parts += [
            svg.text(indent + 10, y + 42 + svg.LINE * n, words) for n, words in enumerate(lines, 1)
        ]
        last = y
        y += height + 14
    parts += [
        svg.line(8, 40, 8, last + 20),
        svg.line(indent + 12, y - 14, indent + 12, y + 20),
        svg.line(indent + 12, y + 20, 2 * indent + 8, y + 20),
        svg.box(2 * indent + 8, y, WIDTH - 2 * indent - 9, 50),
        svg.text(2 * indent + 18, y + 21, "Hosted projects", bold=True),
        svg.text(2 * indent + 18, y + 40, "each with its own Technical Steering Committee"),
    ]
    said = " ".join(
        f"{name}, for {about}: those who vote are: {'; '.join(i.text.rstrip('.') for i in voters)}."
        for name, about, voters in bodies
    )
    return svg.document(
        WIDTH,
        y + 54,
        "The core bodies of the foundation and who votes in them",
        f"{said} Below the council stand the hosted projects, each with a steering committee.",
        parts,
    )


def _bullet(words: str, width: int) -> list[str]:
    first, *rest = wrap(words.rstrip("."), width)
    return [f"– {first}", *(f"   {line}" for line in rest)]


# Names and addresses on one axis of time.


def names_figure(policy: Policy, on: date) -> str:
    """Bars for the names, dots for the documents in which an address is printed."""
    names = [v for v in policy["NAME"].values if v.start <= on]
    printed = _addresses(policy, on)
    first, last = date(names[0].start.year, 1, 1), date(on.year + 1, 1, 1)

    def x(day: date) -> float:
        left, right = 10, WIDTH - 10
        return left + (right - left) * (day - first).days / (last - first).days

    parts: list[str] = []
    for n, value in enumerate(names):
        start, y = x(value.start), 20 + 34 * n
        end = x(names[n + 1].start) if n + 1 < len(names) else x(on)
        parts.append(svg.path([(start, y), (end, y)]))
        words = f"{value.content}, from {_month(value.start)}"
        left = min(start, WIDTH - LETTER * len(words))  # the newest name would run off the edge
        parts.append(svg.text(left, y + 17, words))
    top = 20 + 34 * len(names) + 34
    parts.append(svg.text(10, top - 12, "Addresses, by the documents that print them", bold=True))
    for n, (address, days) in enumerate(printed.items()):
        y = top + 14 + 24 * n
        parts += [svg.line(10, y, WIDTH - 10, y, faint=True)]
        parts += [svg.dot(x(day), y, radius=5) for day in days]
        parts.append(svg.text(WIDTH - 10, y - 5, address, anchor="end"))
    bottom = top + 24 * len(printed) + 4
    parts.append(svg.line(10, bottom, WIDTH - 10, bottom))
    for year in range(first.year, last.year):
        at = x(date(year, 1, 1))
        parts += [svg.line(at, bottom, at, bottom + 5), svg.text(at + 2, bottom + 18, str(year))]
    said = [f"{v.content} from {day_in_words(v.start)}" for v in names] + [
        f"{address} is printed in documents of {', '.join(map(_month, days))}"
        for address, days in printed.items()
    ]
    return svg.document(
        WIDTH, bottom + 26, "Names and addresses of the foundation", "; ".join(said) + ".", parts
    )


def _addresses(policy: Policy, on: date) -> dict[str, list[date]]:
    found: dict[str, set[date]] = {}
    for value in (*policy["WEB-DOMAIN"].values, *policy["LINKS"].values):
        for item in _items(value):
            address = item.text.removeprefix("Website: ")
            in_list = value.rule == "LINKS" and item.id != "website"
            if not in_list and value.start <= on:
                found.setdefault(address, set()).add(value.start)
    return {address: sorted(days) for address, days in found.items()}


def _items(value: Value) -> Sequence[Item]:
    content = value.content if isinstance(value.content, tuple) else ()
    return [part for part in content if isinstance(part, Item)]


def _month(day: date) -> str:
    _day, month, year = day_in_words(day).split()
    return f"{month[:3]} {year}"


# Thresholds of the stages, document by document.


def thresholds_figure(policy: Policy, on: date) -> str:
    """Stars and organisations that Incubation and Graduation ask for, as steps."""
    days = sorted({v.start for v in policy["INC-STARS"].values if v.start <= on})
    panels = [
        ("GitHub stars", "GRD-STARS", "INC-STARS"),
        ("Organisations that contribute", "GRD-ORGS", "INC-ORGS"),
    ]
    parts: list[str] = []
    for n, (title, graduation, incubation) in enumerate(panels):
        parts += _panel(policy, days, on, n * 205, title, graduation, incubation)
    said = [
        f"{title}: " + "; ".join(_steps_said(policy, days, rule) for rule in rules)
        for title, *rules in panels
    ]
    return svg.document(
        WIDTH,
        405,
        "What Incubation and Graduation ask for, through time",
        ". ".join(said) + ".",
        parts,
    )


def _panel(
    policy: Policy,
    days: Sequence[date],
    on: date,
    top: int,
    title: str,
    graduation: str,
    incubation: str,
) -> Iterable[str]:
    left, right, base = 4, WIDTH - 78, top + 160
    numbers = {
        rule: [_number(policy, rule, day) for day in days] for rule in (graduation, incubation)
    }
    most = max(n for line in numbers.values() for n in line if n is not None)

    def x(day: date) -> float:
        return left + (right - left) * (day - days[0]).days / (on - days[0]).days

    def y(number: int) -> float:
        return base - 105 * number / most

    yield svg.text(left, top + 22, title, bold=True)
    yield svg.line(left, base, right, base)
    for n, day in enumerate(days):
        # The documents came so close together that their dates need two rows.
        low = 16 * (n % 2)
        yield svg.line(x(day), base, x(day), base + 5)
        yield svg.text(x(day), base + 18 + low, _month(day))
    for rule, name, dashed in ((graduation, "Graduation", False), (incubation, "Incubation", True)):
        points: list[tuple[float, float]] = []
        before: int | None = None
        for day, end, number in zip(days, (*days[1:], on), numbers[rule], strict=True):
            if number is None:
                continue
            points += [(x(day), y(number)), (x(end), y(number))]
            if number != before:
                yield svg.text(x(day) + 3, y(number) - 6, f"{number:,}")
            before = number
        if before is not None:
            yield svg.path(points, dashed=dashed)
            yield svg.text(right + 6, y(before) + 4, name)


def _number(policy: Policy, rule: str, day: date) -> int | None:
    value = policy[rule].at(day)
    content = value.content if value else None
    return content if isinstance(content, int) and not isinstance(content, bool) else None


def _steps_said(policy: Policy, days: Sequence[date], rule: str) -> str:
    stage = (policy[rule].stage or "").capitalize()
    steps = (
        f"{'none' if (number := _number(policy, rule, day)) is None else f'{number:,}'} from "
        f"{day_in_words(day)}"
        for day in days
    )
    return f"{stage} asks for {', '.join(steps)}"
