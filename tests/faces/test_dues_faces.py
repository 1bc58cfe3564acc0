"""Dues as people see them: the widget's answers, the figure, and what a screen reader hears."""

import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lfai_nb.faces.dues import (
    options_html,
    options_text,
    quote_html,
    quote_text,
    scenarios_html,
    scenarios_text,
)
from lfai_nb.faces.dues_figure import dues_figure
from lfai_nb.membership import compare, quote, scenarios
from lfai_nb.policy import load
from lfai_nb.policy.words import day_in_words
from tests.membership.newer_premier import in_place_of_the_data

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
    quotation = quote(employees, lf_member=False, on=DAY)
    figure = dues_figure(load().at(DAY), quotation).draw(720)
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
    quotation = quote(5000, lf_member=True, on=DAY)
    for face in (quote_html(quotation), options_text(compare(5000, lf_member=True, on=DAY))):
        plain = " ".join(face.split())
        assert "LF AI &amp; Data Annual Dues" in plain or "LF AI & Data Annual Dues" in plain
        assert "not stated" in plain
    ElementTree.fromstring(quote_html(quotation))


def test_the_years_to_come_say_that_later_dues_are_not_known() -> None:
    rows = scenarios(400, lf_member=False, on=DAY)
    assert "not known" in scenarios_text(rows)
    assert scenarios_html(rows).count("band changes") == 1


def test_the_years_to_come_have_every_level_side_by_side() -> None:
    rows = scenarios(400, lf_member=False, level="premier", on=DAY)
    for face in (scenarios_text(rows), scenarios_html(rows)):
        assert {"General", "Premier", "$10,000", "$25,000", "$120,000"} <= {
            *re.findall(r"[$]?[\w,]+", face)
        }
        assert face.count("band changes") == 1


# The source of each amount is its own.

LATER = date(2027, 6, 30)
OLD = (
    "LF AI & Data Foundation overview, February 2024, “LF AI & Data Annual Dues”. The newest "
    "figures we know, those of 27 February 2024: 3 years and 4 months old on 30 June 2027."
)
NEW = (
    "A price list of 1 January 2027, “Prices”. The newest figures we know, those of "
    "1 January 2027: 5 months old on 30 June 2027."
)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_each_amount_has_its_own_source_and_age_in_text_and_html(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_place_of_the_data(tmp_path, monkeypatch):
        general, premier = options = compare(9, lf_member=False, on=LATER)
        for face in (options_text(options), words(options_html(options))):
            plain = " ".join(face.split())
            assert f"Source of General: {OLD}" in plain
            assert f"Source of Premier: {NEW}" in plain
        assert premier.quote.headline == "$130,000 a year"
        assert f"Source: {NEW}" in words(quote_html(premier.quote))
        assert f"Source: {OLD}" in " ".join(quote_text(general.quote).split())
        three = compare(9, lf_member=False, organization="academic", on=LATER)
        assert f"Source of Associate and General: {OLD}" in " ".join(options_text(three).split())


def test_each_amount_has_its_own_source_in_the_widget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lfai_nb.faces.dues_widget import dues_widget

    with in_place_of_the_data(tmp_path, monkeypatch):
        *_, level, answer = dues_widget(LATER, employees=9).children
        assert f"Source: {OLD}" in words(answer.value)
        assert f"Source of Premier: {NEW}" in words(answer.value)
        level.value = "premier"
        assert f"Source: {NEW}" in words(answer.value)


def test_each_amount_has_its_own_source_on_the_command_line_and_in_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from lfai_nb.cli import main

    command = ["dues", "--employees", "9", "--compare", "--on", LATER.isoformat()]
    with in_place_of_the_data(tmp_path, monkeypatch):
        assert main(command) == 0
        assert f"Source of Premier: {NEW}" in " ".join(capsys.readouterr().out.split())
        assert main([*command, "--json"]) == 0
        general, premier = json.loads(capsys.readouterr().out)
    assert (general["source"]["id"], general["as_of"]) == ("overview-2024", "2024-02-27")
    assert (premier["source"]["id"], premier["as_of"]) == ("made-up-prices", "2027-01-01")
    assert (premier["amount_usd"], premier["newest_known"]) == (130_000, True)
    assert OLD.endswith(general["figures"])
    assert NEW.endswith(premier["figures"])


def test_where_all_amounts_are_from_one_document_it_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_place_of_the_data(tmp_path, monkeypatch, newer=False):
        text = " ".join(options_text(compare(9, lf_member=False, on=DAY)).split())
    assert text.count("overview, February 2024") == 1
    assert "Source: LF AI & Data Foundation overview" in text


@pytest.mark.parametrize("day", [date(2098, 1, 1), date(2099, 1, 1)])
def test_a_day_to_come_is_answered_from_the_newest_figures_and_says_so(day: date) -> None:
    from lfai_nb.faces.dues_widget import dues_widget

    options = compare(9, lf_member=False, on=day)
    quotation = options[0].quote
    as_of = date.fromisoformat(str(quotation.as_json()["as_of"]))
    newest = f"The newest figures we know, those of {day_in_words(as_of)}:"
    *_, answer = dues_widget(day, employees=9).children
    faces = (
        quote_text(quotation),
        quote_html(quotation),
        options_text(options),
        options_html(options),
    )
    for face in (*faces, answer.value, scenarios_text(scenarios(9, lf_member=False, on=day))):
        assert newest in words(face)
    assert str(quotation.as_json()["figures"]).startswith(newest)
    assert quotation.as_json()["newest_known"] is True


def test_figures_that_others_follow_are_not_called_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_place_of_the_data(tmp_path, monkeypatch):
        quotation = quote(9, lf_member=False, level="premier", on=DAY)
        assert quotation.figures == (
            "Figures of 27 February 2024: less than a month old on 27 February 2024. "
            "Newer ones are known, from 1 January 2027 on."
        )
        assert quotation.as_json()["newest_known"] is False
        assert quotation.as_json()["newer_from"] == "2027-01-01"
