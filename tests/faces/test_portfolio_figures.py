"""Figures of many projects: the same to the byte each time, and described for who cannot see."""

from xml.etree import ElementTree

import pytest

from lfai_nb.faces.heat_map import heat_map
from lfai_nb.faces.portfolio_figures import intervals
from lfai_nb.faces.table import Table
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


def test_the_intervals_are_drawn_the_same_each_time_and_counted_in_words() -> None:
    known = {"Anvil": Interval(2, 4), HOSTILE: Interval(0, 90), "Bellows": Interval(3, None)}
    first, second = (intervals(known, {"Incubation": 3}, "Organisations") for _ in range(2))
    assert first == second
    root = ElementTree.fromstring(first)
    assert "3 projects" in root.attrib["aria-label"]
    assert "1 certainly reach the lowest threshold" in root.attrib["aria-label"]
    assert not [element for element in root.iter() if element.tag.endswith("script")]


def test_a_table_is_markup_and_text_and_escapes_both() -> None:
    table = Table(("Project", "Stars"), [(HOSTILE, 3), ("Anvil", 120)], "By <stars>")
    root = ElementTree.fromstring(table._repr_html_())
    assert [head.text for head in root.iterfind("tbody/tr/th")] == [HOSTILE, "Anvil"]
    assert root.findtext("caption") == "By <stars>"
    assert repr(table).splitlines()[-1].split() == ["Anvil", "120"]


def test_a_table_hands_its_rows_to_pandas_where_it_is_installed() -> None:
    pytest.importorskip("pandas")
    frame = Table(("Project", "Stars"), [("Anvil", 120)]).frame()
    assert frame.to_dict("records") == [{"Project": "Anvil", "Stars": 120}]
