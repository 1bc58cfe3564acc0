"""What each stage gives, as a matrix: a line for each benefit, a column for each stage."""

from collections.abc import Sequence

from lfai_nb.chart import Chart
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.faces import svg
from lfai_nb.policy import View
from lfai_nb.policy.words import counted, day_in_words

TOP, GAP = 42, 13
NEW, KEPT = "new at this stage, or in another form", "kept from the stage before"


def benefits_figure(view: View) -> Chart:
    """A full dot where a stage gives something new, a ring where it keeps what was given before."""
    added = {stage: _titles(view, stage) for stage in HOSTED_STAGES}
    most = max(HOSTED_STAGES, key=lambda stage: len(added[stage]))
    counts = [f"{stage.capitalize()} {len(added[stage])}" for stage in HOSTED_STAGES]
    finding = (
        f"{most.capitalize()} gives the most that is new: "
        f"{counted(len(added[most]), 'benefits')} of {sum(map(len, added.values()))}"
    )
    rows = list(dict.fromkeys(title for titles in added.values() for title in titles))
    return Chart(
        finding=finding,
        measure=f"Benefits by stage, as of {_newest(view)} ({', '.join(counts)}); "
        f"full: {NEW}; ring: {KEPT}",
        draw=lambda width: _drawn(added, rows, finding, width),
        head=("benefit", *(stage.capitalize() for stage in HOSTED_STAGES)),
        rows=[(title, *(_state(added, title, stage) for stage in HOSTED_STAGES)) for title in rows],
    )


def _state(added: dict[Stage, Sequence[str]], title: str, stage: Stage) -> str:
    if title in added[stage]:
        return "new"
    return "kept" if any(title in added[s] for s in HOSTED_STAGES if s < stage) else ""


def _drawn(added: dict[Stage, Sequence[str]], rows: Sequence[str], finding: str, width: int) -> str:
    column = 110 if width > 500 else 66
    first = width - column * (len(HOSTED_STAGES) - 1) - (52 if width > 500 else 48)
    letters = svg.fits(first - (52 if width > 500 else 26))
    parts = []
    for number, stage in enumerate(HOSTED_STAGES):
        x = first + column * number
        ink = (f"stage-{stage}-ink", "currentColor")
        # Three heads have no room side by side on a telephone.
        down = 0 if width > 500 or number % 2 == 0 else -16
        name = stage.capitalize()
        parts.append(svg.text(x, TOP - 14 + down, name, anchor="middle", bold=True, colour=ink))
    y = float(TOP)
    for title in rows:
        parts.append(svg.line(0, y - 6, width, y - 6, faint=True))
        height = svg.height_of(title, letters)
        parts.append(svg.lines(0, y + 12, title, letters))
        for number, stage in enumerate(HOSTED_STAGES):
            x, middle = first + column * number, y + height / 2 + 1
            state = _state(added, title, stage)
            if state:
                parts.append((svg.dot if state == "new" else svg.ring)(x, middle))
        y += height + GAP
    return svg.document(width, int(y), finding, _in_words(added), parts)


def _titles(view: View, stage: Stage) -> Sequence[str]:
    given = view.values(group="benefit", stage=stage)
    return [view.policy[value.rule].title for value in given]


def _newest(view: View) -> str:
    days = (
        value.start
        for stage in HOSTED_STAGES
        for value in view.values(group="benefit", stage=stage)
    )
    return day_in_words(max(days))


def _in_words(added: dict[Stage, Sequence[str]]) -> str:
    return " ".join(
        f"{stage.capitalize()} {'adds' if stage > Stage.SANDBOX else 'gives'}: {'; '.join(titles)}."
        for stage, titles in added.items()
    )
