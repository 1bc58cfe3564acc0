"""The way through the stages: where a project may enter, and who votes on each step."""

from collections.abc import Collection, Sequence

from lfai_nb.chart import Chart
from lfai_nb.domain import Stage
from lfai_nb.faces import svg
from lfai_nb.frozen import dataclass
from lfai_nb.policy import Ballot, View
from lfai_nb.policy.words import capital, day_in_words

BOX_HEIGHT = 42
TOP, STEP = 22, 106  # of the first box, and from one box to the next

#: The rule that says who votes a project into a stage.
VOTES: dict[str, str] = {
    Stage.SANDBOX: "SBX-VOTE",
    Stage.INCUBATION: "INC-VOTE",
    Stage.GRADUATION: "GRD-VOTE",
}
LAST = Stage.EMERITUS
_SHORT = {"tac": "TAC", "board": "Governing Board", "owner": "project owner"}
_SHARES = {"unstated": "", "majority": "majority", "two-thirds": "two thirds", "half": "half"}


def lifecycle_figure(view: View) -> Chart:
    """The stages of the day from top to bottom, with the votes between them."""
    stages = [(item.id, item.text) for item in view.items("STG-NAMES")]
    entries = [item.id for item in view.items("STG-ENTRY")]
    steps = {stage: view.ballots(VOTES[stage]) for stage, _ in stages if stage in VOTES}
    every = set.intersection(*({ballot.body for ballot in ballots} for ballots in steps.values()))
    finding = f"{_who(every)} on each step up"
    for stage, name in stages:
        if more := {ballot.body for ballot in steps.get(stage, ())} - every:
            finding += f"; into {name} {_who(more)} as well"
    finding = capital(finding)
    since = day_in_words(view.in_force("STG-NAMES").start)
    drawing = _Drawing(view, stages, entries, finding)
    return Chart(
        finding=finding,
        measure=f"The stages of a hosted project and who votes on each step, since {since}",
        draw=drawing.at,
        head=("into", "who votes", "may be entered directly"),
        rows=[
            (name, _vote(view, VOTES[stage]), "yes" if stage in entries else "no")
            for stage, name in stages
            if stage in VOTES
        ]
        + [(dict(stages)[LAST], _vote(view, "EMR-VOTE"), "no")],
    )


def _who(bodies: Collection[str]) -> str:
    names = [f"the {_SHORT.get(body, body)}" for body in sorted(bodies)]
    return f"{' and '.join(names)} {'votes' if len(names) == 1 else 'vote'}"


@dataclass(frozen=True, slots=True)
class _Drawing:
    view: View
    stages: Sequence[tuple[str, str]]
    entries: Sequence[str]
    finding: str

    def at(self, width: int) -> str:
        view, stages, wide = self.view, self.stages, width > 500
        left, box_width = (150, 190) if wide else (84, 112)
        middle, retire = left + box_width / 2, width - (90 if wide else 10)
        note_letters = svg.fits(retire - middle - 26)

        def box(row: int, name: str, *, dashed: bool = False) -> str:
            words = svg.text(middle, _centre(row) + 5, name, anchor="middle", bold=not dashed)
            return svg.box(left, _top(row), box_width, BOX_HEIGHT, dashed=dashed) + words

        parts = [box(0, "a proposal", dashed=True)]
        for row, (stage, name) in enumerate(stages, start=1):
            parts.append(box(row, name))
            if stage == LAST:
                continue
            parts.append(svg.arrow((middle, _bottom(row - 1)), (middle, _top(row))))
            note = _vote(view, VOTES[stage])
            if row == 1 and view["SBX-TAC-SPONSOR"] is not None:
                note += ", and a sponsor on the TAC"
            parts.append(svg.lines(middle + 14, _bottom(row - 1) + 24, note, note_letters))
            parts.append(svg.line(left + box_width, _centre(row), retire, _centre(row)))
        last = len(stages)
        parts += self._direct(left, left - (40 if wide else 14))
        down = ((retire, _centre(1)), (retire, _centre(last)), (left + box_width, _centre(last)))
        parts.append(svg.arrow(*down))
        end = _vote(view, "EMR-VOTE")
        parts.append(
            svg.lines(
                retire - 10, _bottom(last - 1) + 24, end, svg.fits(retire - left), anchor="end"
            )
        )
        height = int(_bottom(last)) + 8
        described = _in_words(view, stages, self.entries)
        return svg.document(width, height, self.finding, described, parts)

    def _direct(self, left: float, past: float) -> list[str]:
        """A line past the stages that may be skipped."""
        stages = enumerate(self.stages, start=1)
        rows = [row for row, (stage, _) in stages if stage in self.entries and row > 1]
        if not rows:
            return []
        ways = [
            svg.arrow(
                (left, _centre(0)), (past, _centre(0)), (past, _centre(r)), (left, _centre(r))
            )
            for r in rows
        ]
        return [*ways, svg.text(past - 8, _centre(1) + 4, "directly", anchor="end")]


def _in_words(view: View, stages: Sequence[tuple[str, str]], entries: Sequence[str]) -> str:
    names = dict(stages)
    votes = [
        f"Into {name}: {_vote(view, VOTES[stage])}." for stage, name in stages if stage in VOTES
    ]
    votes.append(f"Into {names[LAST]}, from any other stage: {_vote(view, 'EMR-VOTE')}.")
    first = " or ".join(names[stage] for stage in entries)
    return f"A proposal may ask for {first}. {' '.join(votes)}"


def _vote(view: View, rule_id: str) -> str:
    return " and ".join(_ballot(ballot) for ballot in view.ballots(rule_id))


def _ballot(ballot: Ballot) -> str:
    return f"{_SHORT.get(ballot.body, ballot.body)} {_SHARES[ballot.share]}".rstrip()


def _top(row: int) -> float:
    return TOP - 14 + STEP * row


def _centre(row: int) -> float:
    return _top(row) + BOX_HEIGHT / 2


def _bottom(row: int) -> float:
    return _top(row) + BOX_HEIGHT
