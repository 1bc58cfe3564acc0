"""What each stage gives, as a matrix: a line for each benefit, a column for each stage."""

from collections.abc import Sequence

from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.faces import svg
from lfai_nb.policy import View
from lfai_nb.policy.words import day_in_words

WIDTH, FIRST, COLUMN = 430, 238, 76  # the middle of the first column, and from one to the next
NAME = 32  # characters of a benefit's name in one line
TOP, GAP = 96, 13
NEW, KEPT = "new at this stage, or in another form", "kept from the stage before"


def benefits_figure(view: View) -> str:
    """A full dot where a stage gives something new, a ring where it keeps what was given before."""
    added = {stage: _titles(view, stage) for stage in HOSTED_STAGES}
    rows = list(dict.fromkeys(title for titles in added.values() for title in titles))
    parts = [svg.text(0, 16, f"What each stage gives, {_as_of(view)}", bold=True), *_legend()]
    for column, stage in enumerate(HOSTED_STAGES):
        x = FIRST + COLUMN * column
        parts.append(svg.text(x, TOP - 14, stage.capitalize(), anchor="middle", bold=True))
    y = float(TOP)
    for title in rows:
        parts.append(svg.line(0, y - 6, WIDTH, y - 6, faint=True))
        height = svg.height_of(title, NAME)
        parts.append(svg.lines(0, y + 12, title, NAME))
        given = False
        for column, stage in enumerate(HOSTED_STAGES):
            x, middle = FIRST + COLUMN * column, y + height / 2 + 1
            if title in added[stage]:
                parts.append(svg.dot(x, middle, radius=6))
                given = True
            elif given:
                parts.append(svg.ring(x, middle, radius=6))
        y += height + GAP
    return svg.document(WIDTH, int(y), "Benefits by stage", _said(added), parts)


def _titles(view: View, stage: Stage) -> Sequence[str]:
    given = view.values(group="benefit", stage=stage)
    return [view.policy[value.rule].title for value in given]


def _as_of(view: View) -> str:
    newest = max(
        value.start
        for stage in HOSTED_STAGES
        for value in view.values(group="benefit", stage=stage)
    )
    return f"as of {day_in_words(newest)}"


def _legend() -> list[str]:
    return [
        svg.dot(7, 36, radius=6),
        svg.text(20, 40, NEW),
        svg.ring(7, 56, radius=6),
        svg.text(20, 60, KEPT),
    ]


def _said(added: dict[Stage, Sequence[str]]) -> str:
    return " ".join(
        f"{stage.capitalize()} {'adds' if stage > Stage.SANDBOX else 'gives'}: {'; '.join(titles)}."
        for stage, titles in added.items()
    )
