"""Figures of many projects: their findings are counted, and they are described in words."""

from xml.etree import ElementTree

from lfai_nb.chart import NARROW, WIDE
from lfai_nb.faces.heat_map import heat_map
from lfai_nb.faces.portfolio_figures import intervals
from lfai_nb.lifecycle.facts import Interval
from lfai_nb.lifecycle.readiness import State

HOSTILE = '"><script>alert(1)</script>'


def test_the_heat_map_counts_its_cells_in_words() -> None:
    states = {
        "Anvil": {"INC-STARS": State.MET, "INC-ORGS": State.UNKNOWN},
        HOSTILE: {"INC-STARS": State.UNMET, "INC-ORGS": State.NOT_APPLICABLE},
    }
    chart = heat_map(states)
    assert chart.finding == (
        "1 of 3 requirements of 2 projects are met; 1 cannot be told, and INC-STARS is missed most "
        "often (1)"
    )
    ElementTree.fromstring(chart.draw(NARROW))
    root = ElementTree.fromstring(chart.draw(WIDE))
    described = root.attrib["aria-label"]
    assert "2 projects by 2 requirements" in described
    assert "1 met, 1 unmet, 1 cannot tell, 1 not applicable" in described
    assert not [element for element in root.iter() if element.tag.endswith("script")]


def test_the_intervals_count_who_certainly_and_who_possibly_has_enough() -> None:
    counts = {"Anvil": Interval(2, 4), HOSTILE: Interval(0, 90), "Bellows": Interval(5, 5)}
    chart = intervals(counts, {"Incubation": 2, "Graduation": 3})
    assert chart.finding == (
        "1 of 3 projects certainly have the 3 organisations that Graduation asks for, "
        "and 3 possibly"
    )
    for width in (WIDE, NARROW):
        root = ElementTree.fromstring(chart.draw(width))
        assert "3 projects" in root.attrib["aria-label"]
        assert not [element for element in root.iter() if element.tag.endswith("script")]
