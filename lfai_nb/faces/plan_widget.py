"""The hosting plan for JupyterLab: a stage and a day, and the steps counted back from it."""

from datetime import date

import ipywidgets as widgets

from lfai_nb.domain import HOSTED_STAGES
from lfai_nb.errors import HandbookError
from lfai_nb.faces.plan import plan_html
from lfai_nb.faces.text import escape
from lfai_nb.hosting import schedule


def plan_widget(on: date, *, stage: str = "sandbox", wish: date | None = None) -> widgets.VBox:
    """Controls for one presentation; the last child shows the plan as they change."""
    style = {"description_width": "8em"}
    layout = widgets.Layout(width="auto", max_width="32em")
    level = widgets.Dropdown(
        options=[(stage.capitalize(), str(stage)) for stage in HOSTED_STAGES],
        value=stage,
        description="We ask for",
        style=style,
        layout=layout,
    )
    soon = widgets.Checkbox(
        value=wish is None, description="As soon as possible", indent=False, layout=layout
    )
    day = widgets.DatePicker(value=wish or on, description="Present on", style=style, layout=layout)
    answer = widgets.HTML()

    def show(_change: object = None) -> None:
        day.disabled = soon.value
        answer.value = answer_html(None if soon.value else day.value, level.value, on)

    for control in (level, soon, day):
        control.observe(show, names="value")
    show()
    return widgets.VBox([level, soon, day, answer])


def answer_html(wish: date | None, stage: str, on: date) -> str:
    """The plan, or what would be one."""
    try:
        return plan_html(schedule(wish, stage, on=on))
    except HandbookError as error:
        return f'<p role="alert">{escape(str(error))}</p>'
