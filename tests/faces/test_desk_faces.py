"""The desks' answers as people read them, where a part of an answer is missing or unusual."""

from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest

import lfai_nb.faces
from lfai_nb.chart import NARROW, WIDE
from lfai_nb.council import Outcome, next_day, outcome, read, season, seats_on
from lfai_nb.domain import Stage
from lfai_nb.faces.council import gitvote_text, seats_text, vote_headline, vote_html
from lfai_nb.faces.dues_figure import dues_figure
from lfai_nb.faces.heat_map import heat_map
from lfai_nb.faces.openness import class_title, headline
from lfai_nb.faces.packet import LONGEST_ADDRESS, links_markdown, new_file, packet_html, slug
from lfai_nb.faces.packet_figure import fields_filled
from lfai_nb.faces.plan import plan_html, plan_markdown, plan_text
from lfai_nb.faces.readiness import forecast_lines, readiness_json, readiness_text
from lfai_nb.faces.review import about, reviews_text
from lfai_nb.faces.rules import change_json
from lfai_nb.faces.season import RISK, quorum_lines
from lfai_nb.faces.stages_figure import StageSpan, stages_chart
from lfai_nb.faces.table import Table
from lfai_nb.frozen import replace
from lfai_nb.hosting import schedule
from lfai_nb.hosting.packet import Packet, packet
from lfai_nb.hosting.review import review, reviews
from lfai_nb.lifecycle import assess, loads
from lfai_nb.lifecycle.facts import Fact, ProjectFacts
from lfai_nb.lifecycle.planning import Forecast
from lfai_nb.lifecycle.readiness import State
from lfai_nb.membership import quote
from lfai_nb.openness import components, judge
from lfai_nb.policy import load
from tests.faces.anvil import FACTS

ON = date(2026, 11, 27)


def papers(words: dict[str, str] | None = None) -> Packet:
    return packet(loads(FACTS), words or {}, Stage.SANDBOX, on=ON)


# ---------------------------------------------------------------- plan, packet, review


@pytest.mark.parametrize("face", [plan_text, plan_markdown, plan_html])
def test_a_day_without_a_meeting_has_no_steps(face: Any) -> None:
    text = face(schedule(date(2026, 12, 10), "sandbox", on=ON))
    assert "The nearest meetings are those of" in text
    assert "After the vote" not in text
    assert "Who" not in text


def test_a_name_without_a_letter_is_still_a_file() -> None:
    assert [slug(name) for name in ("Anvil 2", "鉄床", "../..", "-")] == [
        "Anvil-2",
        "project",
        "project",
        "project",
    ]


def test_a_form_that_is_too_long_for_an_address_is_pasted() -> None:
    short, long = papers(), papers({"description": "Tensors. " * LONGEST_ADDRESS})
    assert "with the text filled in" in links_markdown(short)
    assert "so paste it from the file" in links_markdown(long)
    assert len(new_file(short)) <= LONGEST_ADDRESS
    assert "value=" in new_file(short)
    assert "value=" not in new_file(long)


def test_a_notebook_shows_each_field_of_the_form() -> None:
    root = ElementTree.fromstring(packet_html(papers({"description": "<b>Tensors</b>"})))
    assert len(root.findall(".//tbody/tr")) == len(papers().answers)
    assert root.find(".//b") is None


def test_how_much_facts_answer_is_counted_field_by_field() -> None:
    bare = packet(ProjectFacts.of("Bellows", "acme/bellows"), {}, Stage.SANDBOX, on=ON)
    chart = fields_filled([papers(), papers(), bare])
    (licence,) = (row for row in chart.rows if row[0] == "license")
    assert tuple(licence[1:]) == (0, 2, 1)  # something is to be added to the licence's name
    for width in (WIDE, NARROW):
        root = ElementTree.fromstring(chart.draw(width))
        assert chart.finding in root.attrib["aria-label"]


def test_every_hosted_project_has_a_line_among_the_reviews_and_its_own_sentences() -> None:
    every = reviews(on=ON)
    text = reviews_text(every)
    for row in every:
        assert row.project.name in text
        words = " ".join(about(row))
        assert f"{row.project.name} joined on" in words
        assert str(row.last.year if row.last else "none") in words
    assert {bool(row.last) for row in every} == {True, False}


def test_a_project_that_is_in_time_is_not_said_to_be_over() -> None:
    graduated = review("flyte", on=ON)  # of which nothing is expected
    late = next(each for each in reviews(on=ON) if each.over >= 1)
    assert "over by" in reviews_text([late])
    assert "over by" not in reviews_text([replace(late, joined=ON)])
    assert "over by" not in reviews_text([graduated])


# ---------------------------------------------------------------- council and openness


def test_a_threshold_asks_for_some_votes_or_for_more_than_there_are() -> None:
    assert "exactly a majority" in " ".join(gitvote_text("majority", 9, 16, 56.0).split())
    assert "not 9 votes" in " ".join(gitvote_text("majority", 9, 16, 50.0).split())
    assert "more votes than there are" in " ".join(gitvote_text("majority", 9, 16, 101.0).split())


def test_the_seats_name_what_the_document_itself_writes_only_where_it_differs() -> None:
    seats = seats_on(ON)
    alike = replace(seats, stated=seats.number, by_rule=None)
    other = replace(seats, stated=seats.number + 1)
    assert "The document itself writes" not in seats_text(alike)
    assert "No table says so." not in seats_text(alike)
    assert f"The document itself writes {other.stated} voting" in seats_text(other)


VIEW = load().at(ON)
EACH = {
    Outcome.CARRIED: (16, 16),
    Outcome.NOT_CARRIED: (0, 16),
    Outcome.NO_QUORUM: (1, 1),
    Outcome.DEPENDS: (8, 8),
}


@pytest.mark.parametrize("result", Outcome)
def test_each_outcome_has_its_headline(result: Outcome) -> None:
    yes, present = EACH[result]
    vote = outcome("two-thirds", yes, present=present, voters=16, view=VIEW)
    assert vote.outcome is result
    assert vote_headline(vote) in vote_html(vote, VIEW)
    assert ("<ul>" in vote_html(vote, VIEW)) is bool(vote.depends_on)
    alone = replace(vote, rulings=vote.rulings[:1])
    assert vote_headline(alone) == result.capitalize()


def test_a_council_that_can_reach_no_quorum_is_told_so() -> None:
    record = read("meeting,Ada,Ben\n2024-01-11,x,-\n2024-01-25,x,-\n", "the table")
    judged = season(record, view=load(("council",)).at(ON), next_on=next_day(record))
    (never,) = {line for line in quorum_lines(judged) if line in RISK.values()} or {""}
    following = judged.following
    none = replace(following, can_be_quorate=replace(following.can_be_quorate, value="no"))
    assert RISK["none"] in quorum_lines(replace(judged, following=none))
    assert never != RISK["none"]


def test_a_class_is_called_by_its_name_where_the_day_knows_it() -> None:
    view = load(("openness",)).at(date(2026, 5, 11))
    assert class_title("III", view) == "Class III, Open Model"
    assert class_title("III", load(("openness",)).at(date(2024, 12, 1))) == "class III"
    # What was wrong: "reaches no class; class I is possible" reads as a contradiction.
    assert headline(judge({}, view=view), " ", view) == (
        "The model has no class yet, as the foundation's tool judges: 14 parts are unknown; if all "
        "of them are released and open, class I is possible"
    )
    every = {item.id: True for items in components(view).values() for item in items}
    last = {**every, "architecture": None}
    assert "yet, as the foundation's tool judges: one part is unknown; if it is" in headline(
        judge(last, view=view), "Anvil", view
    )
    none = headline(judge({"architecture": False}, view=view), "Anvil", view)
    assert none == "Anvil reaches no class, as the foundation's tool judges"


# ---------------------------------------------------------------- readiness and rules


def test_a_forecast_says_only_what_can_be_told() -> None:
    soon, late = date(2027, 1, 1), date(2028, 1, 1)
    lines = forecast_lines(
        {
            "A": Forecast(None, None, "cannot tell"),
            "B": Forecast(soon, None, "at 2 a day"),
            "C": Forecast(soon, late, "at 3 a day"),
        },
        ON,
    )
    assert lines == [
        "B: not before 1 January 2027, at 2 a day.",
        "C: between 1 January 2027 and 1 January 2028, at 3 a day.",
    ]
    judged = assess(loads(FACTS), "incubation", on=ON)
    ahead = {"A": Forecast(None, None, "cannot tell")}
    assert "At the present rate" not in readiness_text(judged, ahead)
    assert readiness_json(judged, ahead)["forecasts"] == {
        "A": {"earliest": None, "latest": None, "reason": "cannot tell"}
    }


def test_a_vote_that_was_taken_is_said_with_its_source() -> None:
    vote = Fact(
        key="tac_vote",
        value=True,
        source="minutes",
        url="https://example.org/minutes",
        retrieved=datetime(2026, 1, 1, tzinfo=UTC),
        method="11 of 16 in favour",
    )
    facts = ProjectFacts.of("Anvil", "https://github.com/acme/anvil", vote)
    words = " ".join(readiness_text(assess(facts, "incubation", on=ON)).split())
    assert "The council has voted: 11 of 16 in favour (minutes)." in words


def test_a_change_says_unknown_of_a_day_before_the_first_document() -> None:
    policy = load()
    changes = policy.diff(date(2017, 1, 1), date(2018, 6, 1))
    sides = [change_json(change) for change in changes]
    assert any(side["before"] == "unknown" for side in sides)
    assert any(isinstance(side["after"], dict) for side in sides)


def test_a_name_that_the_faces_do_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'quote_pdf'"):
        lfai_nb.faces.quote_pdf  # noqa: B018


# ---------------------------------------------------------------- tables and figures


def test_a_table_without_rows_or_caption_is_still_one() -> None:
    bare = Table(("Stage", "Entries"), [])
    assert repr(bare).splitlines()[0] == "Stage  Entries"
    assert "<caption>" not in bare._repr_html_()


def test_a_table_is_handed_over_to_pandas() -> None:
    pytest.importorskip("pandas")
    frame = Table(("Stage", "Entries"), [("sandbox", 34)]).frame()
    assert frame.to_dict("list") == {"Stage": ["sandbox"], "Entries": [34]}


def test_where_nothing_is_missed_no_rule_is_missed_most() -> None:
    chart = heat_map({"Anvil": {"INC-STARS": State.MET, "INC-ORGS": State.MET}})
    assert chart.finding == "2 of 2 requirements of 1 projects are met; 0 cannot be told"


def test_the_figure_of_dues_for_another_level_keeps_its_general_finding() -> None:
    premier = quote(5000, lf_member=False, level="premier", on=ON)
    chart = dues_figure(load().at(ON), premier)
    assert chart.finding == dues_figure(load().at(ON)).finding
    assert "Your organisation: 5,000 employees" in chart.draw(WIDE)


FIRST, LAST = date(2018, 1, 1), date(2026, 11, 27)
STAYS = {
    "has had no stage yet": [],
    "entered Sandbox in 2022, where it is": [StageSpan(Stage.SANDBOX, date(2022, 1, 1), None)],
    "entered Sandbox in 2020 and moved to Incubation in 2022, where it still is": [
        StageSpan(Stage.SANDBOX, date(2020, 1, 1), date(2022, 1, 1)),
        StageSpan(Stage.INCUBATION, date(2022, 1, 1), None),
    ],
    "entered Sandbox in 2020 and was archived in 2022": [
        StageSpan(Stage.SANDBOX, date(2020, 1, 1), date(2022, 1, 1)),
        StageSpan(Stage.EMERITUS, date(2022, 1, 1), None),
    ],
    "entered Incubation in 2020 and left in 2021": [
        StageSpan(Stage.INCUBATION, date(2020, 1, 1), date(2021, 1, 1))
    ],
}


@pytest.mark.parametrize("finding", STAYS)
def test_the_stages_of_a_project_are_a_sentence(finding: str) -> None:
    chart = stages_chart("Anvil", STAYS[finding], FIRST, LAST)
    assert chart.finding == f"Anvil {finding}"
    assert len(chart.rows) == len(STAYS[finding])
    ElementTree.fromstring(chart.draw(WIDE))
