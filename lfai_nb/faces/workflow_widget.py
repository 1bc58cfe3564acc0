"""The workflow map for JupyterLab: a step or a project, and what goes with it."""

from datetime import date

import ipywidgets as widgets

from lfai_nb import catalog
from lfai_nb.errors import HandbookError
from lfai_nb.faces.text import escape
from lfai_nb.faces.workflow import served_html
from lfai_nb.hosting.served import served
from lfai_nb.hosting.workflow import heading_words, workflow

WHOLE = "The whole map"


def workflow_widget(on: date, *, at: str = "") -> widgets.VBox:
    """One control; the last child shows the part of the map as it changes."""
    every = workflow(on=on).every
    steps = [(step.name, step.item.id) for step in every]
    headings = [heading_words(heading) for step in every for heading in step.headings]
    hosted = sorted(catalog.load().hosted_on(on), key=lambda project: project.name.casefold())
    projects = [(project.name, project.id) for project in hosted]
    field = widgets.Dropdown(
        options=[(WHOLE, ""), *steps, *zip(headings, headings, strict=True), *projects],
        value=at,
        description="Step, heading or project",
        style={"description_width": "11em"},
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
