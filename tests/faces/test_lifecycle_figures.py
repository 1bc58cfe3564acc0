"""The figures on stages, steps and durations say what the rules and the record say."""

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from itertools import pairwise

import pytest

from handbook.tables.hosting import versions
from lfai_nb.catalog import load as load_catalog
from lfai_nb.chart import WIDE
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.faces import svg
from lfai_nb.faces.benefits_figure import benefits_figure
from lfai_nb.faces.durations_figure import durations_figure
from lfai_nb.faces.lifecycle_figure import lifecycle_figure
from lfai_nb.faces.over_time_figure import Series, over_time_figure
from lfai_nb.faces.process_figure import process_figure
from lfai_nb.policy import Range, load

SVG = "{http://www.w3.org/2000/svg}"
NEWEST = date(2024, 2, 27)
COLOUR = ("stage-sandbox", "#d9a441")


def described(figure: str) -> str:
    """What a reader is told who does not see it; fails where the figure is not well formed."""
    element = ET.fromstring(figure).find(f"{SVG}desc")
    assert element is not None
    return element.text or ""


def words(figure: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(figure).iter(f"{SVG}text")]


@pytest.mark.parametrize("day", versions())
def test_every_version_of_the_rules_has_a_lifecycle(day: date) -> None:
    drawn = words(lifecycle_figure(load().at(day)).draw(WIDE))
    for stage in load().at(day).items("STG-NAMES"):
        assert stage.text in drawn


def test_the_votes_change_on_the_day_of_the_document() -> None:
    new = date(2023, 6, 1)  # of the document that did so
    before = described(lifecycle_figure(load().at(new - timedelta(days=1))).draw(WIDE))
    after = described(lifecycle_figure(load().at(new)).draw(WIDE))
    assert "Into Incubation: TAC and Governing Board." in before
    assert "Into Incubation: TAC majority." in after
    assert "Into Graduation: TAC two thirds and Governing Board majority." in after


def test_direct_entry_is_drawn_and_told_with_its_stages() -> None:
    assert "directly" in words(lifecycle_figure(load().at(NEWEST)).draw(WIDE))
    assert described(lifecycle_figure(load().at(NEWEST)).draw(WIDE)).startswith(
        "A proposal may ask for Sandbox or Incubation."
    )


def test_each_step_is_on_the_line_once_and_the_vote_is_the_largest_dot() -> None:
    view = load().at(NEWEST)
    figure = process_figure(view).draw(WIDE)
    dots = [float(circle.get("r", 0)) for circle in ET.fromstring(figure).iter(f"{SVG}circle")]
    steps = view.items("HST-STEPS")
    assert len(dots) == len(steps)
    assert steps[dots.index(max(dots))].id == "present"


def test_a_dot_for_each_benefit_of_a_stage_and_a_ring_where_it_is_kept() -> None:
    view = load().at(NEWEST)
    given = [
        view.policy[v.rule].title
        for s in HOSTED_STAGES
        for v in view.values(group="benefit", stage=s)
    ]
    figure = benefits_figure(view).draw(WIDE)
    marks = [circle.get("fill") for circle in ET.fromstring(figure).iter(f"{SVG}circle")]
    assert marks.count("currentColor") == len(given)
    # Whatever came first at a stage is there, new or kept, at each stage after it.
    first = {
        title: HOSTED_STAGES.index(view.policy[v.rule].stage)
        for s in reversed(HOSTED_STAGES)
        for v in view.values(group="benefit", stage=s)
        for title in [view.policy[v.rule].title]
    }
    assert len(marks) == sum(len(HOSTED_STAGES) - stage for stage in first.values())
    for title in given:
        assert title in described(figure)


def test_the_benefits_of_an_earlier_day_are_those_of_its_document() -> None:
    before = described(benefits_figure(load().at(date(2021, 2, 2))).draw(WIDE))
    assert "Incubation adds: A sponsor on the TAC" in before
    assert "Sandbox gives: Neutral hosting; A sponsor on the TAC" in described(
        benefits_figure(load().at(NEWEST)).draw(WIDE)
    )


def test_a_bar_for_each_project_and_the_late_ones_are_paler() -> None:
    durations = load_catalog().durations(Stage.INCUBATION, Stage.GRADUATION)
    expected = Range(12, 18)
    figure = durations_figure(durations, expected).draw(WIDE)
    bars = [bar for bar in ET.fromstring(figure).iter(f"{SVG}rect") if not bar.get("class")]
    shades = [float(bar.get("fill-opacity", 1)) for bar in bars]
    late = [p.months_since_joining > expected.high for p in durations.passages]
    assert [shade < 0.5 for shade in shades] == late
    for passage in durations.passages:
        assert f"{passage.project.name} {passage.months_since_joining:.0f}" in described(figure)


def test_counts_over_time_name_the_peak_and_the_last_day() -> None:
    days = [date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)]
    series = [Series("Premier", [1, 5, 2], COLOUR), Series("General", [2, 30, 4], COLOUR)]
    figure = over_time_figure("Fewer than before", "Members", days, series)
    assert described(figure) == (
        "1 January 2020: Premier 1, General 2. 1 January 2022: Premier 2, General 4. "
        "The most together: 35, on 1 January 2021."
    )


def test_the_last_count_over_time_has_a_width_of_its_own() -> None:
    days = [date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)]
    figure = over_time_figure("Less", "Things", days, [Series("A", [10, 20, 5], COLOUR)])
    (area,) = ET.fromstring(figure).iter(f"{SVG}polygon")
    corners = [tuple(map(float, corner.split(","))) for corner in area.get("points", "").split()]
    right = max(x for x, _ in corners)
    low = max(y for _, y in corners)
    last_day = sorted({x for x, _ in corners})[-2]
    assert right - last_day >= 10
    above = min(y for x, y in corners if x == right)
    top = min(y for _, y in corners)
    assert (low - above) / (low - top) == pytest.approx(5 / 20, abs=0.01)


def test_markup_in_the_data_stays_text() -> None:
    hostile = '<script>alert("1")</script>&'
    days = [NEWEST, date(2025, 1, 1)]
    figure = over_time_figure(hostile, hostile, days, [Series(hostile, [1, 2], COLOUR)])
    assert "<script" not in figure
    assert f"2 {hostile}" in words(figure)


@pytest.mark.parametrize("width", [360, 720])
def test_the_years_and_the_names_of_counts_over_time_keep_apart(width: int) -> None:
    days = [date(year, 12, 31) for year in range(2018, 2027)]
    series = [Series(name, range(1, 10), COLOUR) for name in "ABCD"]
    drawn = ET.fromstring(over_time_figure("More", "Things", days, series, width=width))
    texts = [
        (element.text or "", float(element.get("x", 0)), float(element.get("y", 0)))
        for element in drawn.iter(f"{SVG}text")
    ]
    years = [x for words, x, _ in texts if words.startswith("20") and len(words) == 4]
    assert all(right - left >= 46 for left, right in pairwise(years))
    names = [y for words, _, y in texts if words[-1:].isalpha()]
    assert all(below - above >= 18 for below, above in pairwise(names))


def test_long_words_are_broken_into_lines_and_take_that_height() -> None:
    text = "one two three four five six"
    assert svg.height_of(text, 10) == svg.LINE * len(re.findall("<text", svg.lines(0, 0, text, 10)))
