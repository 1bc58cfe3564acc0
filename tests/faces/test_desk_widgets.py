"""The widgets of the plan and of model openness: labelled controls, and the answer of the desk."""

from datetime import date

import pytest

pytest.importorskip("ipywidgets")

from lfai_nb.faces.openness import judgment_html
from lfai_nb.faces.openness_widget import openness_widget
from lfai_nb.faces.plan import plan_html
from lfai_nb.faces.plan_widget import plan_widget
from lfai_nb.hosting import schedule
from lfai_nb.openness import judge
from lfai_nb.policy import load

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
    one = next(field for field in fields if field.description == "architecture")
    one.value = "not released"
    kept_back = judge(released | {"architecture": False}, view=view, strict=True)
    assert answer.value == judgment_html(kept_back, "This model", view)


@pytest.mark.parametrize("widget", [plan_widget(ON), openness_widget(ON)])
def test_each_control_has_a_label(widget) -> None:  # type: ignore[no-untyped-def]
    *controls, answer = widget.children
    assert all(control.description for control in controls)
    assert answer.value
