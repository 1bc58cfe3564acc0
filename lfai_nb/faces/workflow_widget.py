"""The workflow map for JupyterLab: a step or a project, and what goes with it."""

from datetime import date

import ipywidgets as widgets

from lfai_nb import catalog
from lfai_nb.errors import HandbookError
from lfai_nb.faces.text import escape
from lfai_nb.faces.workflow import served_html
from lfai_nb.hosting.served import served
from lfai_nb.hosting.workflow import workflow

WHOLE = "The whole map"


def workflow_widget(on: date, *, at: str = "") -> widgets.VBox:
    """One control; the last child shows the part of the map as it changes."""
    steps = [(step.name, step.item.id) for step in workflow(on=on).every]
    hosted = sorted(catalog.load().hosted_on(on), key=lambda one: one.name.casefold())
    projects = [(project.name, project.id) for project in hosted]
    field = widgets.Dropdown(
        options=[(WHOLE, ""), *steps, *projects],
        value=at,
        description="Step or project",
        style={"description_width": "9em"},
        layout=widgets.Layout(width="auto", max_width="32em"),
    )
    answer = widgets.HTML()

    def show(_change: object = None) -> None:
        answer.value = answer_html(field.value, on)

    field.observe(show, names="value")
    show()
    return widgets.VBox([field, answer])


def answer_html(at: str, on: date) -> str:
    """That part of the map, or what would be one."""
    try:
        return served_html(served(at, on=on))
    except HandbookError as error:
        return f'<p role="alert">{escape(str(error))}</p>'
