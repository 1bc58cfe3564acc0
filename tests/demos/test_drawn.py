"""What a demo measured is drawn for the page: its text is text, its colours are the page's."""

import re
from xml.etree import ElementTree

import pytest

pytest.importorskip("matplotlib")

from matplotlib.figure import Figure

from lfai_nb.chart import NARROW, WIDE, Chart
from lfai_nb.demos.drawn import INCH, bars, dots, measured, note, panels

HOSTILE = '"><script>alert(1)</script>'


def draw(figure: Figure) -> None:
    left, right = panels(figure, 2)
    left.plot([1, 2, 3], [1, 4, 2], "o-")
    note(left, HOSTILE, 2, 4)
    dots(right, ["one", "other"], [0.71234, 0.6], [0.01, 0.02], {"ceiling": 0.8})


@pytest.fixture(scope="module")
def chart() -> Chart:
    return measured(draw, f"{HOSTILE} is best", "AUC", ("table", "AUC"), [("one", 0.71234)])


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_words_are_text_and_colours_the_pages(chart: Chart, width: int) -> None:
    svg = chart.draw(width)
    root = ElementTree.fromstring(svg)
    words = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"0.7123", "ceiling", HOSTILE} <= words
    assert root.attrib["viewBox"].split()[2] == str(width)
    assert not [element for element in root.iter() if element.tag.endswith(("script", "style"))]
    # No ink of its own: a hex colour is only what stands in where there is no page.
    assert not re.search(r"(?<!,)#(?:1a2230|000000|ffffff)", svg)
    assert "font-family: " not in svg


def test_it_is_the_same_each_time_and_no_two_drawings_share_a_name(chart: Chart) -> None:
    assert chart.html() == chart.html()
    names = re.findall(r' id="([^"]+)"', chart.html())
    assert len(names) == len(set(names))


def test_what_another_machine_measures_otherwise_is_marked(chart: Chart) -> None:
    assert chart.html().startswith('<figure class="chart measured">')
    assert repr(chart) == "A figure", "nbval compares it, and the finding has a number of a machine"


@pytest.mark.filterwarnings("error")  # a notebook would print the warning
@pytest.mark.parametrize("values", [[90, 100], [0, 0]], ids=["some", "none"])
def test_bars_begin_at_zero(values: list[float]) -> None:
    axes = Figure().subplots()
    bars(axes, ["one", "other"], values, "{:.0f}")
    assert axes.get_xlim()[0] == 0 < axes.get_xlim()[1]


@pytest.mark.parametrize(("width", "rows"), [(WIDE, 2), (NARROW, 3)])
def test_many_panels_stand_in_rows_and_keep_their_height(width: int, rows: int) -> None:
    figure = Figure(figsize=(width / INCH, 1))
    grid = panels(figure, 6, wide=3, narrow=2)
    assert len(grid) == 6
    assert len({axes.get_position().y0 for axes in grid}) == rows
    assert figure.get_figheight() == pytest.approx(0.8 * rows)
