"""Figures of many projects: the same to the byte each time, and described for who cannot see."""

from xml.etree import ElementTree

import pytest

from lfai_nb.faces.heat_map import heat_map
from lfai_nb.lifecycle.facts import Interval
from lfai_nb.lifecycle.readiness import State

HOSTILE = '"><script>alert(1)</script>'


def test_the_heat_map_counts_its_cells_in_words() -> None:
    states = {
        "Anvil": {"INC-STARS": State.MET, "INC-ORGS": State.UNKNOWN},
        HOSTILE: {"INC-STARS": State.UNMET, "INC-ORGS": State.NOT_APPLICABLE},
    }
    root = ElementTree.fromstring(heat_map(states, "Everything"))
    described = root.attrib["aria-label"]
    assert "2 projects by 2 requirements" in described
    assert "1 met, 1 unmet, 1 cannot tell, 1 not applicable" in described
    assert not [element for element in root.iter() if element.tag.endswith("script")]


def test_matplotlib_draws_the_same_file_each_time() -> None:
    pytest.importorskip("matplotlib")
    from lfai_nb.faces.portfolio_figures import intervals

    found = {"Anvil": Interval(2, 4), HOSTILE: Interval(0, 90)}
    first, second = (intervals(found, {"Incubation": 3}, "Organisations") for _ in range(2))
    assert first == second
    root = ElementTree.fromstring(first)
    assert "2 projects" in root.attrib["aria-label"]
    assert not [element for element in root.iter() if element.tag.endswith("script")]
