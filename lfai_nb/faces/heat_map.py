"""Projects by requirements, a cell for each; on a telephone, a bar for each requirement.

Cells and letters of a telephone's width can't be read, so there the same states are counted.
"""

from collections import Counter
from collections.abc import Mapping

from lfai_nb.chart import NARROW, Chart
from lfai_nb.faces import svg
from lfai_nb.lifecycle.readiness import State
from lfai_nb.policy.words import counted

#: Told apart in grey, too: from light to dark. What does not apply stays empty.
SHADES = {State.MET: "#bfe3c9", State.UNKNOWN: "#9aa4ae", State.UNMET: "#b35900"}
LEFT, TOP = 210, 36
LABELS = 205  # the height that the names of the rules need below
BAR, ROW = 14, 58  # of the bars: their height, and from one rule to the next


def heat_map(
    states: Mapping[str, Mapping[str, State]], titles: Mapping[str, str] | None = None
) -> Chart:
    """``states`` has a row for each project, and in it a state for each rule; ``titles`` are what
    the rules are called in a sentence."""
    rules = list(next(iter(states.values())))
    total = Counter(state for row in states.values() for state in row.values())
    judged = sum(total[state] for state in SHADES)
    missed = Counter(
        rule for row in states.values() for rule, state in row.items() if state is State.UNMET
    )
    finding = (
        f"{total[State.MET]} of {counted(judged, 'requirements')} of {len(states)} projects are "
        f"met; {total[State.UNKNOWN]} cannot be told"
    )
    if missed:
        rule, times = missed.most_common(1)[0]
        finding += f", and {(titles or {}).get(rule, rule)} is missed most often ({times})"
    described = f"{len(states)} projects by {len(rules)} requirements: " + ", ".join(
        f"{total[state]} {state}" for state in State
    )
    return Chart(
        finding=finding,
        measure="Requirements of the stage that each project holds: from pale to dark, "
        f"{', '.join(SHADES)}; empty: not applicable",
        draw=lambda width: (_bars if width <= NARROW else _cells)(
            states, finding, f"{described}.", width
        ),
        head=("project", *rules),
        rows=[
            (project, *("" if state is State.NOT_APPLICABLE else state for state in row.values()))
            for project, row in states.items()
        ],
    )


def _cells(
    states: Mapping[str, Mapping[str, State]], finding: str, described: str, width: int
) -> str:
    projects, rules = list(states), list(next(iter(states.values())))
    cell = min(18, (width - LEFT - 8) // max(1, len(rules)))
    high, bottom = 16, TOP + 16 * len(projects)
    parts = _names_of_shades(LEFT)
    for state, colour in SHADES.items():
        # One path for all the cells of a shade: a rectangle each would weigh ten times as much.
        cells = "".join(
            f"M{LEFT + cell * x} {TOP + high * y}h{cell - 1}v{high - 1}h-{cell - 1}z"
            for y, project in enumerate(projects)
            for x, rule in enumerate(rules)
            if states[project][rule] is state
        )
        parts.append(f'<path d="{cells}" fill="{colour}"/>')
    for y, project in enumerate(projects):
        parts.append(svg.text(LEFT - 6, TOP + high * y + 12, project, anchor="end"))
    for x, rule in enumerate(rules):
        at = LEFT + cell * x + cell / 2 + 4
        turned = f'<g transform="translate({at:g} {bottom + 6}) rotate(-90)" font-size="11">'
        parts.append(f"{turned}{svg.text(0, 0, rule, anchor='end')}</g>")
    return svg.document(width, bottom + LABELS, finding, described, parts)


def _bars(
    states: Mapping[str, Mapping[str, State]], finding: str, described: str, width: int
) -> str:
    rules = list(next(iter(states.values())))
    parts = _names_of_shades(0)
    for n, rule in enumerate(rules):
        y, x = TOP + ROW * n, 0.0
        counts = Counter(row[rule] for row in states.values())
        numbers = ", ".join(f"{counts[state]} {state}" for state in SHADES if counts[state])
        parts += [svg.text(0, y + 12, rule, bold=True), svg.text(0, y + 29, numbers)]
        for state, colour in SHADES.items():
            wide = width * counts[state] / len(states)
            place = f'x="{x:.1f}" y="{y + 34}" width="{wide:.1f}" height="{BAR}"'
            parts.append(f'<rect {place} fill="{colour}"/>')
            x += wide
    return svg.document(width, TOP + ROW * len(rules) + 4, finding, described, parts)


def _names_of_shades(x: float) -> list[str]:
    parts = []
    for state, colour in SHADES.items():
        parts.append(f'<rect x="{x:g}" y="8" width="12" height="12" fill="{colour}"/>')
        parts.append(svg.text(x + 17, 18, state))
        x += 28 + 8 * len(state)
    return parts
