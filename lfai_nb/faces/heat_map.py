"""Projects by requirements, a cell for each: small enough for a page, and readable in the dark."""

from collections.abc import Mapping

from lfai_nb.faces import svg
from lfai_nb.lifecycle.readiness import State

#: Told apart in grey, too: from light to dark. What does not apply stays empty.
SHADES = {State.MET: "#bfe3c9", State.UNKNOWN: "#9aa4ae", State.UNMET: "#b35900"}
CELL, LEFT, TOP = 18, 210, 36
LABELS = 225  # the height that the names of the rules need below


def heat_map(states: Mapping[str, Mapping[str, State]], title: str) -> str:
    """``states`` has a row for each project, and in it a state for each rule."""
    projects, rules = list(states), list(next(iter(states.values())))
    bottom = TOP + CELL * len(projects)
    parts = [_legend()]
    for state, colour in SHADES.items():
        # One path for all the cells of a shade: a rectangle each would weigh ten times as much.
        cells = "".join(
            f"M{LEFT + CELL * x} {TOP + CELL * y}h{CELL - 1}v{CELL - 1}h-{CELL - 1}z"
            for y, project in enumerate(projects)
            for x, rule in enumerate(rules)
            if states[project][rule] is state
        )
        parts.append(f'<path d="{cells}" fill="{colour}"/>')
    for y, project in enumerate(projects):
        parts.append(svg.text(LEFT - 6, TOP + CELL * y + 13, project, anchor="end"))
    for x, rule in enumerate(rules):
        turned = f'<g transform="translate({LEFT + CELL * x + 13} {bottom + 6}) rotate(-90)">'
        parts.append(f"{turned}{svg.text(0, 0, rule, anchor='end')}</g>")
    counts = {
        state: sum(states[project][rule] is state for project in projects for rule in rules)
        for state in State
    }
    described = f"{len(projects)} projects by {len(rules)} requirements: " + ", ".join(
        f"{count} {state}" for state, count in counts.items()
    )
    width = LEFT + CELL * len(rules) + 8
    return svg.document(width, bottom + LABELS, title, f"{described}.", parts)


def _legend() -> str:
    parts, x = [], LEFT
    for state, colour in SHADES.items():
        parts.append(f'<rect x="{x}" y="8" width="12" height="12" fill="{colour}"/>')
        parts.append(svg.text(x + 17, 18, state))
        x += 28 + 8 * len(state)
    return "".join(parts)
