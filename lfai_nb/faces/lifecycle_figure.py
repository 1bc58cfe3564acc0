"""The way through the stages: where a project may enter, and who votes on each step."""

from collections.abc import Sequence

from lfai_nb.domain import Stage
from lfai_nb.faces import svg
from lfai_nb.policy import Ballot, View
from lfai_nb.policy.words import day_in_words

WIDTH = 430
LEFT, BOX_WIDTH, BOX_HEIGHT = 90, 150, 42
TOP, STEP = 46, 106  # of the first box, and from one box to the next
MIDDLE = LEFT + BOX_WIDTH / 2
DIRECT, RETIRE = 62, 402  # the lines that pass by a stage: direct entry, and the end

#: The rule that says who votes a project into a stage.
VOTES: dict[str, str] = {
    Stage.SANDBOX: "SBX-VOTE",
    Stage.INCUBATION: "INC-VOTE",
    Stage.GRADUATION: "GRD-VOTE",
}
LAST = Stage.EMERITUS
_SHORT = {"tac": "TAC", "board": "Governing Board", "owner": "project owner"}
_SHARES = {"unstated": "", "majority": "majority", "two-thirds": "two thirds", "half": "half"}


def lifecycle_figure(view: View) -> str:
    """The stages of the day from top to bottom, with the votes between them."""
    stages = [(item.id, item.text) for item in view.items("STG-NAMES")]
    entries = [item.id for item in view.items("STG-ENTRY")]
    since = day_in_words(view.in_force("STG-NAMES").start)
    parts = [svg.text(0, 16, f"The stages and their votes, since {since}", bold=True)]
    parts.append(_box(0, "a proposal", dashed=True))
    for row, (stage, name) in enumerate(stages, start=1):
        parts.append(_box(row, name))
        if stage == LAST:
            continue
        parts.append(svg.arrow((MIDDLE, _bottom(row - 1)), (MIDDLE, _top(row))))
        note = _vote(view, VOTES[stage])
        if row == 1 and view["SBX-TAC-SPONSOR"] is not None:
            note += ", and a sponsor on the TAC"
        parts.append(svg.lines(MIDDLE + 14, _bottom(row - 1) + 24, note, 30))
        parts.append(svg.line(LEFT + BOX_WIDTH, _centre(row), RETIRE, _centre(row)))
    last = len(stages)
    parts += _direct(stages, entries)
    parts.append(
        svg.arrow((RETIRE, _centre(1)), (RETIRE, _centre(last)), (LEFT + BOX_WIDTH, _centre(last)))
    )
    parts.append(
        svg.lines(RETIRE - 10, _bottom(last - 1) + 24, _vote(view, "EMR-VOTE"), 26, anchor="end")
    )
    height = int(_bottom(last)) + 8
    return svg.document(
        WIDTH, height, "The stages of a hosted project", _said(view, stages, entries), parts
    )


def _direct(stages: Sequence[tuple[str, str]], entries: Sequence[str]) -> list[str]:
    """A line past the stages that may be skipped."""
    rows = [row for row, (stage, _) in enumerate(stages, start=1) if stage in entries and row > 1]
    if not rows:
        return []
    parts = [
        svg.arrow(
            (LEFT, _centre(0)), (DIRECT, _centre(0)), (DIRECT, _centre(row)), (LEFT, _centre(row))
        )
        for row in rows
    ]
    return [*parts, svg.text(DIRECT - 8, _centre(1) + 4, "directly", anchor="end")]


def _said(view: View, stages: Sequence[tuple[str, str]], entries: Sequence[str]) -> str:
    names = dict(stages)
    said = [
        f"Into {name}: {_vote(view, VOTES[stage])}." for stage, name in stages if stage in VOTES
    ]
    said.append(f"Into {names[LAST]}, from any other stage: {_vote(view, 'EMR-VOTE')}.")
    first = " or ".join(names[stage] for stage in entries)
    return f"A proposal may ask for {first}. {' '.join(said)}"


def _vote(view: View, rule_id: str) -> str:
    return " and ".join(_ballot(one) for one in view.ballots(rule_id))


def _ballot(one: Ballot) -> str:
    return f"{_SHORT.get(one.body, one.body)} {_SHARES[one.share]}".rstrip()


def _box(row: int, name: str, *, dashed: bool = False) -> str:
    return svg.box(LEFT, _top(row), BOX_WIDTH, BOX_HEIGHT, dashed=dashed) + svg.text(
        MIDDLE, _centre(row) + 5, name, anchor="middle", bold=not dashed
    )


def _top(row: int) -> float:
    return TOP - 14 + STEP * row


def _centre(row: int) -> float:
    return _top(row) + BOX_HEIGHT / 2


def _bottom(row: int) -> float:
    return _top(row) + BOX_HEIGHT
