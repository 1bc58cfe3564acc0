"""The stages of a project over time, drawn so that two projects can be laid side by side."""

import re
from datetime import date

from lfai_nb.domain import Stage
from lfai_nb.faces.stages_figure import StageSpan, stages_figure

FIRST, LAST = date(2018, 1, 1), date(2026, 1, 1)
SPANS = [
    StageSpan(Stage.SANDBOX, date(2022, 1, 1), date(2024, 1, 1)),
    StageSpan(Stage.GRADUATION, date(2024, 1, 1), None),
]


def bars(svg: str) -> dict[str, tuple[float, float]]:
    rectangles = re.findall(r'class="stage-(\w+)" x="([\d.]+)%" y="[\d.]+" width="([\d.]+)%"', svg)
    return {stage: (float(x), float(width)) for stage, x, width in rectangles}


def test_lengths_along_the_axis_are_days() -> None:
    drawn = bars(stages_figure("Anvil", SPANS, FIRST, LAST))
    assert drawn["sandbox"] == (50.0, 24.98)
    assert drawn["graduation"] == (74.98, 25.02)


def test_who_cannot_see_it_is_told_every_stay() -> None:
    svg = stages_figure("Anvil & <co>", SPANS, FIRST, LAST)
    assert "Sandbox from 1 January 2022 to 1 January 2024" in svg
    assert "Graduation from 1 January 2024 on" in svg
    assert "Incubation: never" in svg
    assert "Anvil &amp; &lt;co&gt;" in svg
    assert "<co>" not in svg


def test_a_stay_of_a_day_can_be_seen() -> None:
    span = StageSpan(Stage.SANDBOX, date(2022, 1, 1), date(2022, 1, 2))
    _, width = bars(stages_figure("Anvil", [span], FIRST, LAST))["sandbox"]
    assert width >= 0.5


def test_a_name_ends_where_its_bar_ends_before_it_would_leave_a_narrow_page() -> None:
    early, late = date(2019, 1, 1), date(2025, 1, 1)
    for start, leans in ((early, False), (late, True)):
        svg = stages_figure("Anvil", [StageSpan(Stage.SANDBOX, start, None)], FIRST, LAST)
        label = re.search(r"<text[^>]*>Sandbox since", svg)
        assert label is not None
        assert ('text-anchor="end"' in label[0]) is leans
