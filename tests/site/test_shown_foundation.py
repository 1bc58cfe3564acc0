"""What the pages on the foundation, and the reference, show from the data."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup

from handbook.links import PLACES
from handbook.tables import foundation, joining, numbers, projects, reference, status
from lfai_nb import catalog
from lfai_nb.policy import Policy, Range, load
from tests.membership.newer_premier import in_place_of_the_data
from tests.site.rendered import LINK, html_of

ON = date(2026, 11, 20)
ALL = {**foundation.SHOWN, **numbers.SHOWN, **reference.SHOWN, **status.SHOWN}
VOID = ("br", "input", "path", "line", "circle", "rect", "polygon")


class Balanced(HTMLParser):
    """Finds a tag that is not closed, which a browser would forgive and a page would not."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag


@pytest.mark.parametrize("name", [name for name in ALL if name != "commands"])
def test_each_is_whole_html_whose_links_lead_somewhere(name):
    html = html_of(ALL[name](ON))
    parser = Balanced()
    parser.feed(html)
    assert not parser.open
    for kind, target, _day in LINK.findall(html):
        PLACES[kind](target)  # raises for what is not there
    for table in BeautifulSoup(html, "html.parser").find_all("table"):
        assert table.caption.text
        assert all(th.get("scope") for th in table.find_all("th"))


def test_the_mission_without_what_is_marked_is_the_mission_of_before():
    html = BeautifulSoup(html_of(foundation.mission_words(ON)), "html.parser")
    assert html.blockquote.text.rstrip(".") == load().at(ON).text("MISSION")
    for added in html.find_all("ins"):
        added.decompose()
    kept, before = (
        [word.strip(",") for word in text.split() if word.strip(",") not in ("", "and")]
        for text in (html.blockquote.text.rstrip("."), load()["MISSION"].values[0].content)
    )
    assert kept == before


def test_on_a_day_before_the_newest_mission_nothing_is_marked():
    html = BeautifulSoup(html_of(foundation.mission_words(date(2023, 1, 1))), "html.parser")
    assert not html.find_all("ins")


def test_the_seats_are_counted_and_not_taken_over_from_the_slides():
    rows = BeautifulSoup(html_of(foundation.council_seats(ON)), "html.parser").tbody.find_all("tr")
    totals = {row.th.text: int(row.find_all("td")[-1].text) for row in rows}
    assert totals == {"15 July 2021": 19, "6 April 2023": 16}


def test_the_council_s_arithmetic_has_the_quorum_that_is_known():
    rows = BeautifulSoup(html_of(foundation.council_arithmetic(ON)), "html.parser").tbody.find_all(
        "tr"
    )
    by_seats = {row.th.text: [td.text for td in row.find_all("td")] for row in rows}
    assert by_seats["16"] == ["8", "5", "6", "11"]


def test_the_models_are_in_the_classes_that_the_foundation_s_tool_gives_them():
    html = BeautifulSoup(html_of(foundation.openness_models(ON)), "html.parser")
    rows = {r.th.text: [td.text for td in r.find_all("td")] for r in html.tbody.find_all("tr")}
    assert [(name, counted) for name, (counted, _) in rows.items()] == [
        ("Class III, Open Model", "16"),
        ("Class II, Open Tooling", "1"),
        ("Class I, Open Science", "14"),
    ]
    assert "GPT-NeoX-20B" in rows["Class III, Open Model"][1]  # a paper, and no report
    assert "273 models; the other 242 reach no class. All 31 that do have" in html.text


def test_a_number_of_the_slides_stands_beside_what_can_be_counted():
    html = BeautifulSoup(html_of(numbers.statistics("foundation", ON)), "html.parser")
    row = next(r for r in html.tbody.find_all("tr") if r.th.text == "sandbox projects")
    assert [td.text for td in row.find_all("td")][1:3] == ["23", "21"]
    assert "C-11" in row.text


def test_every_statistic_of_a_slide_is_shown_on_one_of_the_tables():
    slides = [entry for entry in catalog.load().statistics if entry.scope != "council"]
    # The council has its own page.
    assert {entry.scope for entry in slides} == set(numbers.CAPTIONS)
    html = BeautifulSoup(
        "".join(html_of(show(ON)) for show in numbers.SHOWN.values()), "html.parser"
    )
    rows = [(tr.th.text, tr.text) for tr in html.select("tbody tr")]
    for statistic in slides:
        assert any(
            statistic.measure == measure and statistic.as_stated in all_ for measure, all_ in rows
        ), statistic


def test_a_subject_that_comes_again_has_a_column_for_each_day():
    html = BeautifulSoup(html_of(numbers.over_time("landscape", ON)), "html.parser")
    assert [th.text for th in html.thead.find_all("th")][1:] == [
        *("8 September 2019", "15 July 2021", "27 February 2024")
    ]
    stars = next(tr for tr in html.tbody.find_all("tr") if tr.th.text == "stars")
    assert "965,901" in stars.find_all("td")[0].text
    assert "2,283,820" in stars.find_all("td")[1].text
    # The place of each number is printed too, not only told on pointing at it.
    assert "AI is dominated by open source software!" in html.find("ul").text


def test_two_slides_that_disagree_are_two_statements_and_none_is_called_a_count():
    html = BeautifulSoup(html_of(numbers.over_time("Linux Foundation", ON)), "html.parser")
    row = next(tr for tr in html.tbody.find_all("tr") if tr.th.text == "projects")
    assert "900" in row.text
    assert "1000+" in row.text
    assert "counted" not in row.text


def test_the_agenda_has_a_dash_where_a_document_gives_no_time():
    html = BeautifulSoup(html_of(foundation.council_times(ON)), "html.parser")
    rows = {tr.th.text: [td.text for td in tr.find_all("td")] for tr in html.tbody.find_all("tr")}
    assert rows["Discussing it"] == ["15 minutes", "–", "–", "–"]
    assert rows["Presenting a new project"][-1] == "40 minutes"


def test_the_premier_members_by_name_are_as_many_as_were_counted():
    """Names and counts were taken from the landscape apart from each other."""
    values = load()["MEM-PREMIER-NAMES"].values
    for value in values:
        # The count of 27 February 2024 is that of the landscape of the evening before.
        counted = catalog.load().members_on(value.start + timedelta(1))
        assert len(value.content) == counted.premier
    html = BeautifulSoup(html_of(joining.premier_names(ON)), "html.parser")
    assert [int(tr.td.text) for tr in html.select("tbody tr")] == [len(v.content) for v in values]


@pytest.mark.parametrize("day", [date(2021, 7, 15), date(2023, 4, 6)])
def test_the_premier_members_are_those_with_a_seat_on_the_council(day):
    view = load().at(day)
    with_a_seat = {item.text for item in view.items("TAC-PREMIER-SEATS")}
    assert {item.text for item in view.items("MEM-PREMIER-NAMES")} == with_a_seat


def test_the_columns_of_the_dues_are_compared_with_what_is_known_of_the_difference(monkeypatch):
    assert "are the two ends" in html_of(joining.dues_columns(ON))
    rules = dict(load().rules)
    silver = rules["DUES-LF-SILVER"]
    other = replace(silver.values[0], content=Range(5000, 25000))
    rules["DUES-LF-SILVER"] = replace(silver, values=(other,))
    changed = Policy(rules, load().sources)
    monkeypatch.setattr(joining, "load", lambda: changed)
    assert "do not agree" in html_of(joining.dues_columns(ON))


def test_a_project_that_is_gone_says_since_when():
    rows = BeautifulSoup(html_of(projects.card("tony", ON)), "html.parser").select("tbody tr")
    cells = {tr.th.text: tr.td.text for tr in rows}
    assert cells["Since 12 November 2025"] == "no longer listed"
    assert "Since 12 November 2025" not in html_of(projects.card("tony", date(2025, 11, 11)))


def test_the_table_of_all_rules_has_every_rule_once():
    rows = BeautifulSoup(html_of(reference.every_rule(ON)), "html.parser").tbody.find_all("tr")
    assert [row.th.text for row in rows] == list(load().rules)


def test_what_a_lifecycle_document_changed_is_what_diff_says():
    html = BeautifulSoup(html_of(reference.lifecycle_changes(ON)), "html.parser")
    newest = html.find("table")
    assert "From the document of 2 February 2021 to that of 1 June 2023" in newest.caption.text
    stars = next(r for r in newest.tbody.find_all("tr") if r.th.text == "GitHub stars, incubation")
    assert [td.text for td in stars.find_all("td")] == ["300 stars", "500 stars"]


def test_the_help_of_every_command_is_what_the_program_prints():
    html = BeautifulSoup(html_of(status.commands(ON)), "html.parser")
    listed = re.findall(r"^  ([a-z][a-z-]*)  ", html.pre.text, re.MULTILINE)
    assert "dues" in listed
    assert [h.text for h in html.find_all("h3")] == [f"lfai-nb {name}" for name in listed]
    assert all(p.text.startswith("usage: lfai-nb") for p in html.find_all("pre"))


@pytest.mark.parametrize(
    ("count", "outputs", "outcome"),
    [
        (1, [{"output_type": "error"}], "stopped with an error in 1 of them"),
        (1, [], "no error"),
        (None, [], "not all of it ran"),
    ],
)
def test_the_status_says_how_a_notebook_ran(tmp_path, count, outputs, outcome):
    cell = {"cell_type": "code", "source": ["1/0"], "execution_count": count, "outputs": outputs}
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"metadata": {"handbook": {"seconds": 7}}, "cells": [cell]}))
    assert status._notebook(path)[-2:] == (outcome, "7 s")
    path.write_text(json.dumps({"metadata": {}, "cells": [cell]}))
    assert status._notebook(path)[-2:] == (outcome, "not recorded")


def test_the_table_of_the_dues_says_of_when_each_amount_is(tmp_path, monkeypatch):
    day = date(2027, 6, 30)
    assert html_of(joining.dues_table(day)).count("These are the figures of 27 February 2024.") == 1
    with in_place_of_the_data(tmp_path, monkeypatch):
        html = html_of(joining.dues_table(day))
    assert "These are the figures of" not in html
    assert "<li>Of 1 January 2027: Premier dues, not yet a Linux Foundation member.</li>" in html
    assert "<li>Of 27 February 2024: Premier dues, existing Linux Foundation member; " in html
    assert "A price list of 1 January 2027" in html


def test_the_gaps_of_the_dues_are_said_to_be_the_handbooks_own_words() -> None:
    assert "Written by this handbook, after reading " in html_of(joining.dues_gaps(ON))


def test_every_challenge_of_data_is_in_one_group():
    html = BeautifulSoup(html_of(foundation.data_challenges(ON)), "html.parser")
    challenges = sorted(entry.text for entry in html.select("li"))
    assert challenges == sorted(item.text for item in load().at(ON).items("DATA-CHALLENGES"))


def test_who_is_named_in_an_office_stands_beside_whom_they_are_from() -> None:
    table = BeautifulSoup(html_of(foundation.people(ON)), "html.parser")
    cells = [[cell.get_text() for cell in row.select("th, td")] for row in table.select("tbody tr")]
    roles = [role for role in catalog.load().roles if role.seen_on <= ON]
    assert [(row[2], row[3]) for row in cells] == [(r.name, r.organisation or "–") for r in roles]
    assert any(role.organisation for role in roles)
