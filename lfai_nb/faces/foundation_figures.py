"""The foundation drawn: its bodies, its names and addresses, thresholds through time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from textwrap import wrap
from typing import NamedTuple

from lfai_nb.chart import Chart
from lfai_nb.faces import svg
from lfai_nb.faces.labels import Box, Place, box_of, boxes_along, clear
from lfai_nb.policy import Item, Policy, Value, View
from lfai_nb.policy.words import counted, day_in_words

BULLET = "– "


def structure_figure(view: View) -> Chart:
    """The bodies of the foundation, and who votes in each, as of the rules on elections."""
    bodies = [
        VotingBody("Governing Board", "money and direction", "ELECT-BOARD-VOTERS"),
        VotingBody("Outreach Committee", "marketing and events", "ELECT-OUTREACH-VOTERS"),
        VotingBody("Technical Advisory Council", "hosted projects", "TAC-WHO-VOTES"),
    ]
    voters = {body.name: view.items(body.rule) for body in bodies}
    premier = [name for name, items in voters.items() if any(i.id == "premier" for i in items)]
    others = [name for name, items in voters.items() if any(i.id == "general" for i in items)]
    every = "all" if len(premier) == len(bodies) else str(len(premier))
    where = f"in the {' and the '.join(others)}" if others else "in none of them"
    finding = f"Premier members vote in {every} {len(bodies)} bodies, General members {where}"
    newest = max(view.in_force(body.rule).start for body in bodies)
    return Chart(
        finding=finding,
        measure="The core bodies, what each is for, and who votes in it, "
        f"as of {day_in_words(newest)}",
        draw=lambda width: _bodies_drawn(bodies, voters, finding, width),
        head=("body", "for", "who votes"),
        rows=[(b.name, b.about, item.text) for b in bodies for item in voters[b.name]],
    )


class VotingBody(NamedTuple):
    name: str
    about: str
    rule: str


def _bodies_drawn(
    bodies: Sequence[VotingBody], voters: Mapping[str, Sequence[Item]], finding: str, width: int
) -> str:
    indent, y, last = 24, 62, 0
    letters = svg.fits(width - indent - 30)
    parts = [
        svg.box(0.5, 4, width - 1, 36),
        svg.text(width / 2, 27, "LF AI & Data Foundation", anchor="middle", bold=True),
    ]
    for body in bodies:
        lines = [line for item in voters[body.name] for line in _bullet(item.text, letters)]
        # On a telephone what a body is for needs a line of its own.
        own = 0 if width > 500 else svg.LINE
        about = (
            svg.text(indent + 10, y + 39, body.about)
            if own
            else svg.text(width - 12, y + 22, body.about, anchor="end")
        )
        height = 56 + own + svg.LINE * len(lines)
        parts += [
            svg.line(8, y + 20, indent, y + 20),
            svg.box(indent, y, width - indent - 1, height),
            svg.text(indent + 10, y + 22, body.name, bold=True),
            about,
            svg.text(indent + 10, y + 42 + own, "Who votes:"),
        ]
        parts += [
            svg.text(indent + 10, y + 42 + own + svg.LINE * n, words)
            for n, words in enumerate(lines, 1)
        ]
        last = y
        y += height + 14
    below = svg.fits(width - 2 * indent - 40)
    steering = "each with its own Technical Steering Committee"
    parts += [
        svg.line(8, 40, 8, last + 20),
        svg.line(indent + 12, y - 14, indent + 12, y + 20),
        svg.line(indent + 12, y + 20, 2 * indent + 8, y + 20),
        svg.box(2 * indent + 8, y, width - 2 * indent - 9, 33 + svg.height_of(steering, below)),
        svg.text(2 * indent + 18, y + 21, "Hosted projects", bold=True),
        svg.lines(2 * indent + 18, y + 40, steering, below),
    ]
    described = " ".join(
        f"{body.name}, for {body.about}: those who vote are: "
        f"{'; '.join(i.text for i in voters[body.name])}."
        for body in bodies
    )
    return svg.document(
        width,
        y + 37 + svg.height_of(steering, below),
        finding,
        f"{described} Below the council are the hosted projects, each with a steering committee.",
        parts,
    )


def _bullet(words: str, letters: int) -> list[str]:
    first, *rest = wrap(words, letters - len(BULLET))
    return [f"{BULLET}{first}", *(f"   {line}" for line in rest)]


# Names and addresses on one axis of time.


def names_figure(policy: Policy, on: date) -> Chart:
    """Bars for the names, dots for the documents in which an address is printed."""
    names = [v for v in policy["NAME"].values if v.start <= on]
    printed = _addresses(policy, on)
    finding = (
        f"{counted(len(names), 'names')} since {names[0].start.year}, and "
        f"{counted(len(printed), 'addresses')} in its documents; "
        f"{names[-1].content} since {_month(names[-1].start)}"
    )
    ends = [*(value.start for value in names[1:]), None]
    return Chart(
        finding=finding,
        measure="Names (lines) by the day from which each was used, and addresses (dots) by the "
        "documents that print them",
        draw=lambda width: _names_drawn(names, printed, on, finding, width),
        head=("what", "name or address", "from, or printed on", "until"),
        rows=[
            *(("name", v.content, v.start, end) for v, end in zip(names, ends, strict=True)),
            *(("address", where, day, None) for where, days in printed.items() for day in days),
        ],
    )


def _names_drawn(
    names: Sequence[Value], printed: dict[str, list[date]], on: date, finding: str, width: int
) -> str:
    first, last = date(names[0].start.year, 1, 1), date(on.year + 1, 1, 1)

    def x(day: date) -> float:
        left, right = 10, width - 10
        return left + (right - left) * (day - first).days / (last - first).days

    parts: list[str] = []
    for n, value in enumerate(names):
        start, y = x(value.start), 12 + 36 * n
        end = x(names[n + 1].start) if n + 1 < len(names) else x(on)
        parts.append(svg.path([(start, y), (end, y)]))
        words = f"{value.content}, from {_month(value.start)}"
        left = min(start, width - svg.width_of(words, bold=True))  # it would run off the edge
        parts.append(svg.text(max(left, 0), y + 18, words, bold=n + 1 == len(names)))
    top = 12 + 36 * len(names) + 26
    parts.append(svg.text(10, top - 8, "Addresses, by the documents that print them", bold=True))
    row = 36
    for n, (address, days) in enumerate(printed.items()):
        y = top + 30 + row * n
        parts += [svg.line(10, y, width - 10, y, faint=True)]
        parts += [svg.dot(x(day), y, radius=5) for day in days]
        parts.append(svg.text(10, y - 10, address))
    bottom = top + 30 + row * (len(printed) - 1) + 16
    parts.append(svg.line(10, bottom, width - 10, bottom))
    every = 1 if width > 500 else 2
    for n, year in enumerate(range(first.year, last.year)):
        at = x(date(year, 1, 1))
        parts.append(svg.line(at, bottom, at, bottom + 5))
        if n % every == 0:
            parts.append(svg.text(at + 2, bottom + 18, str(year)))
    described = [f"{v.content} from {day_in_words(v.start)}" for v in names] + [
        f"{address} is printed in documents of {', '.join(map(_month, days))}"
        for address, days in printed.items()
    ]
    return svg.document(width, bottom + 26, finding, "; ".join(described) + ".", parts)


def _addresses(policy: Policy, on: date) -> dict[str, list[date]]:
    printed: dict[str, set[date]] = {}
    for value in (*policy["WEB-DOMAIN"].values, *policy["LINKS"].values):
        for item in _items(value):
            address = item.name or item.text
            in_list = value.rule == "LINKS" and item.id != "website"
            if not in_list and value.start <= on:
                printed.setdefault(address, set()).add(value.start)
    return {address: sorted(days) for address, days in printed.items()}


def _items(value: Value) -> Sequence[Item]:
    content = value.content if isinstance(value.content, tuple) else ()
    return [part for part in content if isinstance(part, Item)]


def _month(day: date) -> str:
    _day, month, year = day_in_words(day).split()
    return f"{month[:3]} {year}"


# Thresholds of the stages, document by document.

PANELS = (
    ("GitHub stars", "GRD-STARS", "INC-STARS"),
    ("Organisations that contribute", "GRD-ORGS", "INC-ORGS"),
)
INKS = {
    "Graduation": ("stage-graduation-ink", "#2f4a9e"),
    "Incubation": ("stage-incubation-ink", "#1d6f6a"),
}


def thresholds_figure(policy: Policy, on: date) -> Chart:
    """Stars and organisations that Incubation and Graduation ask for, as steps."""
    days = sorted({v.start for v in policy["INC-STARS"].values if v.start <= on})
    stars = [number for day in days if (number := _number(policy, "GRD-STARS", day)) is not None]
    finding = (
        f"Graduation asks for {stars[-1]:,} GitHub stars"
        + (f", {stars[-1] - stars[0]:,} more than at first" if stars[-1] > stars[0] else "")
        + f"; Incubation for {_number(policy, 'INC-STARS', days[-1]) or 'none'}"
    )
    described = [
        f"{title}: " + "; ".join(_steps_in_words(policy, days, rule) for rule in rules)
        for title, *rules in PANELS
    ]
    return Chart(
        finding=finding,
        measure="GitHub stars and contributing organisations that the two stages ask for, by the "
        "lifecycle document in force",
        draw=lambda width: svg.document(
            width,
            405,
            finding,
            ". ".join(described) + ".",
            [
                part
                for n, panel in enumerate(PANELS)
                for part in _panel(policy, days, on, n * 205, width, *panel)
            ],
        ),
        head=("from", *(f"{policy[r].stage} {t}".lower() for t, *rules in PANELS for r in rules)),
        rows=[
            (day, *(_number(policy, rule, day) for _, *rules in PANELS for rule in rules))
            for day in days
        ],
    )


def _panel(
    policy: Policy,
    days: Sequence[date],
    on: date,
    top: int,
    width: int,
    title: str,
    graduation: str,
    incubation: str,
) -> Iterable[str]:
    left, right, base = 4, width - 92, top + 160
    numbers = {
        rule: [_number(policy, rule, day) for day in days] for rule in (graduation, incubation)
    }
    most = max(n for line in numbers.values() for n in line if n is not None)

    def x(day: date) -> float:
        return left + (right - left) * (day - days[0]).days / (on - days[0]).days

    def y(number: int) -> float:
        return base - 105 * number / most

    yield svg.text(left, top + 18, title, bold=True)
    yield svg.line(left, base, right, base)
    for n, day in enumerate(days):
        # The documents came so close together that their dates need two rows.
        low = 16 * (n % 2)
        yield svg.line(x(day), base, x(day), base + 5)
        yield svg.text(x(day), base + 18 + low, _month(day))
    taken: list[Box] = []
    labels: list[tuple[float, int]] = []
    for rule, name, dashed in ((graduation, "Graduation", False), (incubation, "Incubation", True)):
        points: list[tuple[float, float]] = []
        before: int | None = None
        for day, end, number in zip(days, (*days[1:], on), numbers[rule], strict=True):
            if number is None:
                continue
            points += [(x(day), y(number)), (x(end), y(number))]
            if number != before:
                labels.append((x(day), number))
            before = number
        if before is not None:
            taken += boxes_along(points, 1)
            yield svg.path(points, dashed=dashed, colour=INKS[name])
            yield svg.text(right + 6, y(before) + 4, name, bold=True, colour=INKS[name])
    page = Box(0, top + 22, right + 4, base)
    for at, number in labels:
        words, level = f"{number:,}", y(number)
        around = [
            Place(at + across, level + down, anchor)
            for down in (-6, 16)
            for across, anchor in ((4, "start"), (14, "start"), (-4, "end"))
        ]
        place = clear(words, around, taken, page)
        taken.append(box_of(place, words))
        yield svg.text(place.x, place.y, words, anchor=place.anchor)


def _number(policy: Policy, rule: str, day: date) -> int | None:
    value = policy[rule].at(day)
    content = value.content if value else None
    return content if isinstance(content, int) and not isinstance(content, bool) else None


def _steps_in_words(policy: Policy, days: Sequence[date], rule: str) -> str:
    stage = (policy[rule].stage or "").capitalize()
    steps = (
        f"{'none' if (number := _number(policy, rule, day)) is None else f'{number:,}'} from "
        f"{day_in_words(day)}"
        for day in days
    )
    return f"{stage} asks for {', '.join(steps)}"
