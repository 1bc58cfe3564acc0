"""Dues as people see them: the widget's answers, the figure, and what a screen reader hears."""

from datetime import date
from xml.etree import ElementTree

import pytest

from lfai_nb.faces.dues import (
    options_html,
    options_text,
    quote_html,
    scenarios_html,
    scenarios_text,
)
from lfai_nb.faces.dues_figure import dues_figure
from lfai_nb.membership import compare, quote, scenarios
from lfai_nb.policy import load

DAY = date(2024, 2, 27)
widgets = pytest.importorskip("ipywidgets")


def test_the_widget_answers_at_once_and_again_after_every_change() -> None:
    from lfai_nb.faces.dues_widget import dues_widget

    kind, size, lf, level, answer = dues_widget(DAY, employees=1999).children
    assert "$25,000 a year" in answer.value
    lf.value = True
    assert "$10,000 a year" in answer.value
    size.value = 5000
    assert "General membership: $25,000 a year" in answer.value
    level.value = "premier"
    assert "Premier membership: $100,000 a year" in answer.value
    kind.value, level.value = "academic", "associate"
    assert "Free, subject to approval by the Governing Board" in answer.value


@pytest.mark.parametrize("employees", [0, -1])
def test_the_widget_says_what_a_head_count_would_be(employees: int) -> None:
    from lfai_nb.faces.dues_widget import dues_widget

    _, size, _, _, answer = dues_widget(DAY).children
    size.value = employees
    assert 'role="alert"' in answer.value
    assert "a whole number of 1 or more" in answer.value


def test_the_widget_refuses_a_company_the_free_level() -> None:
    from lfai_nb.faces.dues_widget import dues_widget

    _, _, _, level, answer = dues_widget(DAY).children
    level.value = "associate"
    assert 'role="alert"' in answer.value
    assert "limited to academic" in answer.value


def test_every_control_of_the_widget_has_a_label() -> None:
    from lfai_nb.faces.dues_widget import dues_widget

    *controls, answer = dues_widget(DAY).children
    assert all(control.description for control in controls)
    assert type(answer) is widgets.HTML


@pytest.mark.parametrize("employees", [1, 499, 500, 5000, 10**6, 10**15])
def test_the_figure_is_a_document_that_says_what_it_shows(employees: int) -> None:
    one = quote(employees, lf_member=False, on=DAY)
    figure = dues_figure(load().at(DAY), one)
    root = ElementTree.fromstring(figure)
    described = root.find("{http://www.w3.org/2000/svg}desc")
    assert described is not None
    assert f"{employees:,} employees" in (described.text or "")
    assert "$45,000 with 5,000 or more employees" in (described.text or "")


def test_levels_side_by_side_mark_each_benefit_for_eye_and_ear() -> None:
    html = options_html(compare(5000, lf_member=True, on=DAY))
    assert html.count('aria-label="yes"') > html.count('aria-label="no"') > 0
    assert "+$75,000" in html
    ElementTree.fromstring(html)


def test_every_face_of_a_quote_carries_its_caveats_and_its_source() -> None:
    one = quote(5000, lf_member=True, on=DAY)
    for face in (quote_html(one), options_text(compare(5000, lf_member=True, on=DAY))):
        plain = " ".join(face.split())
        assert "LF AI &amp; Data Annual Dues" in plain or "LF AI & Data Annual Dues" in plain
        assert "not stated" in plain
    ElementTree.fromstring(quote_html(one))


def test_the_years_to_come_say_that_later_dues_are_not_known() -> None:
    rows = scenarios(400, lf_member=False, on=DAY)
    assert "not known" in scenarios_text(rows)
    assert scenarios_html(rows).count("band changes") == 1
