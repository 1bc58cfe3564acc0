"""The steps of the workflow with their projects: only what a heading says, and the gaps."""

from dataclasses import replace
from datetime import date

from lfai_nb.catalog import load as load_catalog
from lfai_nb.hosting.workflow import HEADINGS, workflow
from lfai_nb.policy import load

TODAY = date(2026, 11, 27)
FLOW = workflow(on=TODAY)
EVERY = (*FLOW.steps, *FLOW.across)


def test_every_step_of_the_slide_is_there_in_its_order() -> None:
    view = load().at(TODAY)
    assert [step.item for step in FLOW.steps] == list(view.items("FLOW-STEPS"))
    assert [step.item for step in FLOW.across] == list(view.items("FLOW-ACROSS"))


def test_each_heading_is_one_of_the_landscape_and_belongs_to_one_step() -> None:
    known = {(topic.topic, topic.part) for topic in load_catalog().topics}
    used = [heading for headings in HEADINGS.values() for heading in headings]
    assert set(used) <= known
    assert len(used) == len(set(used))
    assert HEADINGS.keys() <= {step.item.id for step in EVERY}


def test_every_hosted_project_is_in_one_place_and_none_is_lost() -> None:
    placed = [project.id for step in EVERY for project in step.projects]
    elsewhere = [project.id for project in FLOW.elsewhere]
    hosted = [project.id for project in load_catalog().hosted_on(TODAY)]
    assert sorted([*placed, *elsewhere]) == sorted(hosted)


def test_a_project_that_the_landscape_lists_under_nothing_is_not_lost() -> None:
    catalog = load_catalog()
    placed = next(project for step in EVERY for project in step.projects)
    topics = tuple(topic for topic in catalog.topics if topic.project != placed.id)
    flow = workflow(on=TODAY, catalog=replace(catalog, topics=topics))
    assert placed in flow.elsewhere
    assert placed not in FLOW.elsewhere


def test_a_step_without_a_project_is_a_gap() -> None:
    gaps = {step.item.id for step in FLOW.gaps}
    assert {"cleansing", "splitting", "rollout", "security"} <= gaps
    assert "serving" not in gaps
