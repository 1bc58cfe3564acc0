"""The widgets of the desks: labelled controls, and the answer of the desk."""

from datetime import date

import pytest

pytest.importorskip("ipywidgets")

from lfai_nb.council import next_day, read, season
from lfai_nb.faces.council import not_alone
from lfai_nb.faces.council_widget import council_widget, season_widget, seats_widget
from lfai_nb.faces.openness import judgment_html
from lfai_nb.faces.openness_widget import openness_widget
from lfai_nb.faces.papers_widget import packet_widget, review_widget
from lfai_nb.faces.plan import plan_html
from lfai_nb.faces.plan_widget import plan_widget
from lfai_nb.faces.season import season_html
from lfai_nb.faces.workflow import served_html
from lfai_nb.faces.workflow_widget import workflow_widget
from lfai_nb.hosting import schedule
from lfai_nb.hosting.served import served
from lfai_nb.openness import judge
from lfai_nb.policy import load
from tests.faces import anvil

ON = date(2026, 11, 27)


def test_the_plan_changes_with_its_controls() -> None:
    stage, soon, day, answer = plan_widget(ON).children
    assert answer.value == plan_html(schedule(None, "sandbox", on=ON))
    assert day.disabled
    stage.value = "graduation"
    soon.value = False
    day.value = date(2026, 12, 17)
    assert not day.disabled
    assert answer.value == plan_html(schedule(date(2026, 12, 17), "graduation", on=ON))
    day.value = date(2020, 1, 1)
    assert 'role="alert"' in answer.value
    assert "is past" in answer.value


def test_the_openness_changes_with_its_controls() -> None:
    released = {"architecture": "Apache-2.0", "parameters-final": "Apache-2.0"}
    released |= {"model-card": "CC-BY-4.0", "data-card": "CC-BY-4.0"}
    released |= {"evaluation-results": "CC-BY-4.0"}
    *fields, strict, answer = openness_widget(ON, released=released).children
    view = load(("openness",)).at(ON)
    assert answer.value == judgment_html(judge(released, view=view), "This model", view)
    strict.value = True
    strictly = judge(released, view=view, strict=True)
    assert answer.value == judgment_html(strictly, "This model", view)
    architecture = next(field for field in fields if field.description == "architecture")
    architecture.value = "not released"
    kept_back = judge(released | {"architecture": False}, view=view, strict=True)
    assert answer.value == judgment_html(kept_back, "This model", view)


FACTS = f'{anvil.FACTS}[proposal]\ndescription = "Anvil shapes tensors."\n'
LAST = FACTS.replace("900", "812").replace("2026-11-20", "2025-11-20")
TABLE = "meeting,Ada,Ben\n2024-01-11,x,-\n2024-01-25,x,-\n"


def test_the_form_of_a_proposal_changes_with_the_facts_file() -> None:
    facts, stage, answer = packet_widget(ON, facts=FACTS).children
    assert "Anvil shapes tensors." in answer.value
    assert "Apache-2.0" in answer.value
    facts.value = FACTS.replace("shapes", "<b>")
    assert "&lt;b&gt;" in answer.value
    stage.value = "graduation"
    assert "Graduation" in answer.value
    facts.value = 'name = "Anvil"\n[facts]\nstars = "many"'
    assert answer.value.count("<br>") >= 1  # every fault at once
    assert 'role="alert"' in answer.value


def test_the_outline_of_a_review_changes_with_project_and_files() -> None:
    which, now, before, answer = review_widget(ON).children
    assert "Flyte joined on 25 February 2021" in answer.value
    now.value = f'{FACTS.partition("[proposal]")[0]}[review]\nroadmpa = "Version 2."'
    assert "did you mean" in answer.value  # a slide that there is not
    now.value, before.value = (text.partition("[proposal]")[0] for text in (FACTS, LAST))
    assert "Last year: 812. Now: 900." in answer.value
    which.value = "docling"
    assert "Docling joined" in answer.value


def test_who_may_vote_changes_with_the_table() -> None:
    table, answer = season_widget(ON, table=TABLE).children
    record = read(TABLE, "the table")
    view = load(("council",)).at(ON)
    assert answer.value == season_html(season(record, view=view, next_on=next_day(record)))
    table.value = "meeting,Ada\n2024-01-11,=1+1"
    assert 'role="alert"' in answer.value


def test_a_motion_by_a_rule_says_who_else_decides() -> None:
    needs, *_, answer = council_widget(ON).children
    more = not_alone("GRD-VOTE", load().at(ON))
    assert more not in answer.value
    needs.value = "GRD-VOTE"
    assert more in answer.value
    needs.value = "SBX-VOTE"
    assert "alone" not in answer.value


def test_the_seats_change_with_the_day() -> None:
    day, answer = seats_widget(ON).children
    assert "Seats with a vote" in answer.value
    day.value = date(2018, 1, 1)
    assert "Seats with a vote" not in answer.value


def test_the_part_of_the_map_changes_with_the_step() -> None:
    field, answer = workflow_widget(ON).children
    assert answer.value == served_html(served(on=ON))
    field.value = "serving"
    assert answer.value == served_html(served("serving", on=ON))


@pytest.mark.parametrize(
    "widget",
    [
        plan_widget(ON),
        openness_widget(ON),
        packet_widget(ON),
        review_widget(ON),
        season_widget(ON, table=TABLE),
        seats_widget(ON),
        workflow_widget(ON),
    ],
)
def test_each_control_has_a_label(widget) -> None:  # type: ignore[no-untyped-def]
    *controls, answer = widget.children
    assert all(control.description for control in controls)
    assert answer.value


def test_a_reading_of_the_share_settles_a_motion_and_a_wrong_count_is_said() -> None:
    needs, yes, _, _, _, *readings, answer = council_widget(ON).children
    assert "It depends on the reading" in answer.value
    for reading in readings:
        reading.value = reading.options[-1][1]
    assert "It depends on the reading" not in answer.value
    needs.value = "GRD-VOTE"
    yes.value = -1
    assert 'role="alert"' in answer.value


def test_what_a_widget_cannot_answer_is_a_sentence_in_its_place() -> None:
    from lfai_nb.domain import Stage
    from lfai_nb.faces import openness_widget, readiness_widget, workflow_widget
    from lfai_nb.lifecycle.facts import ProjectFacts

    before = date(2019, 1, 1)  # there was no Sandbox yet
    anvil = ProjectFacts.of("Anvil", "acme/anvil")
    assert readiness_widget.open_questions(anvil, Stage.SANDBOX, before) == []
    for html in (
        readiness_widget.answer_html(anvil, Stage.SANDBOX, before, {}, False),
        openness_widget.answer_html({"trained": "MIT"}, strict=False, on=ON),
        workflow_widget.answer_html("nowhere at all", ON),
    ):
        assert html.startswith('<p role="alert">')
