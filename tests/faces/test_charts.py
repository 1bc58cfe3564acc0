"""Every figure has a finding that the data says, its measure, and its numbers as a file."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from lfai_nb.catalog import load as load_catalog
from lfai_nb.catalog.waiting import share_moved, stays
from lfai_nb.chart import NARROW, WIDE, Chart
from lfai_nb.domain import Stage
from lfai_nb.faces.benefits_figure import benefits_figure
from lfai_nb.faces.dues_figure import dues_figure
from lfai_nb.faces.durations_figure import durations_figure
from lfai_nb.faces.foundation_figures import names_figure, structure_figure, thresholds_figure
from lfai_nb.faces.labels import Place, box_of, boxes_along
from lfai_nb.faces.lifecycle_figure import lifecycle_figure
from lfai_nb.faces.process_figure import process_figure
from lfai_nb.faces.waiting_figure import waiting_figure
from lfai_nb.membership import quote
from lfai_nb.policy import Policy, Range, load

ON = date(2026, 11, 27)
WAY = (Stage.INCUBATION, Stage.GRADUATION)
EXPECTED = Range(12, 18)


def waited() -> Chart:
    known = stays(load_catalog(), *WAY, ON)
    return waiting_figure(known, share_moved(known), WAY[1], EXPECTED)


CHARTS: dict[str, Callable[[], Chart]] = {
    "benefits": lambda: benefits_figure(load().at(ON)),
    "dues": lambda: dues_figure(load().at(ON)),
    "dues of one": lambda: dues_figure(load().at(ON), quote(600, lf_member=False, on=ON)),
    "durations": lambda: durations_figure(load_catalog().durations(*WAY), EXPECTED),
    "lifecycle": lambda: lifecycle_figure(load().at(ON)),
    "names": lambda: names_figure(load(), ON),
    "process": lambda: process_figure(load().at(ON)),
    "structure": lambda: structure_figure(load().at(ON)),
    "thresholds": lambda: thresholds_figure(load(), ON),
    "waiting": waited,
}
BY_NAME = pytest.mark.parametrize("name", CHARTS)


@BY_NAME
def test_a_finding_is_a_sentence_and_the_measure_says_of_what(name: str) -> None:
    chart = CHARTS[name]()
    assert 20 < len(chart.finding) < 140, chart.finding
    assert chart.finding[0].isupper() or chart.finding[0].isdigit(), chart.finding
    assert not chart.finding.endswith(".")
    assert chart.measure
    assert "None" not in chart.finding + chart.measure


@BY_NAME
def test_both_drawings_are_svg_and_say_the_finding(name: str) -> None:
    chart = CHARTS[name]()
    for width in (WIDE, NARROW):
        root = ElementTree.fromstring(chart.draw(width))
        assert root.attrib["viewBox"].split()[2] == str(width)
        assert chart.finding in root.attrib["aria-label"]


@BY_NAME
def test_the_numbers_are_a_file_with_a_head_and_as_many_cells_a_row(name: str) -> None:
    chart = CHARTS[name]()
    file, address = chart.numbers
    assert file.endswith(".csv")
    head, *rows = csv.reader(io.StringIO(unquote(address.partition(",")[2])))
    assert head == list(chart.head)
    assert rows
    assert all(len(row) == len(head) for row in rows)


@BY_NAME
def test_a_notebook_shows_finding_measure_drawing_and_file(name: str) -> None:
    html = CHARTS[name]().html("A document of 2024")
    ElementTree.fromstring(html)
    for part in ("<strong>", "chart-wide", "download=", "Source: A document of 2024."):
        assert part in html


def test_a_chart_names_its_finding_and_gives_its_numbers() -> None:
    chart = Chart("A was first", "stars", lambda width: "", ("project", "stars"), [("A", None)])
    assert repr(chart) == "A figure: A was first"
    assert repr(replace(chart, kind="measured")) == "A figure"
    assert chart.csv() == "project,stars\nA,\n"


def test_another_number_is_another_finding() -> None:
    rules = dict(load().rules)
    stars = rules["GRD-STARS"]
    now = load().at(ON)["GRD-STARS"]
    values = tuple(replace(v, content=2500) if v == now else v for v in stars.values)
    rules["GRD-STARS"] = replace(stars, values=values)
    finding = thresholds_figure(Policy(rules, load().sources), ON).finding
    assert "2,500 GitHub stars" in finding
    assert f"{2500 - 1000:,} more" not in thresholds_figure(load(), ON).finding


@pytest.mark.parametrize("employees", [1, 20, 499, 500, 1999, 2000, 4999, 5000, 60_000, 10**6])
@pytest.mark.parametrize("lf_member", [True, False])
def test_the_words_at_the_dot_are_on_no_line(employees: int, lf_member: bool) -> None:
    """They were struck through by the other column's line."""
    chart = dues_figure(load().at(ON), quote(employees, lf_member=lf_member, on=ON))
    for width in (WIDE, NARROW):
        root = ElementTree.fromstring(chart.draw(width))
        svg = "{http://www.w3.org/2000/svg}"
        words = [t for t in root.iter(f"{svg}text") if (t.text or "").startswith("$")][-1]
        place = Place(
            float(words.attrib["x"]), float(words.attrib["y"]), words.get("text-anchor", "start")
        )
        box = box_of(place, words.text or "", bold=True)
        for path in root.iter(f"{svg}path"):
            steps = path.attrib["d"].removeprefix("M").split(" L")
            points = [(float(x), float(y)) for x, y in (step.split() for step in steps)]
            assert not any(box.meets(line) for line in boxes_along(points, 0.5))
