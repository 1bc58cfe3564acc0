"""The dues calculator for JupyterLab: labelled controls, and one answer below them."""

from datetime import date

import ipywidgets as widgets

from lfai_nb.errors import HandbookError
from lfai_nb.faces.dues import options_html, quote_html
from lfai_nb.faces.dues_figure import dues_figure
from lfai_nb.faces.text import escape
from lfai_nb.membership import ORGANIZATIONS, compare, quote
from lfai_nb.policy import load

NAMES = {
    "corporate": "a company",
    "academic": "an academic institution",
    "nonprofit": "a non-profit",
}


def dues_widget(on: date, *, employees: int = 1999, lf_member: bool = False) -> widgets.VBox:
    """Controls for one organisation; the last child shows the answer as they change."""
    wide = {"description_width": "13em"}
    layout = widgets.Layout(width="auto", max_width="32em")
    kind = widgets.Dropdown(
        options=[(NAMES[name], name) for name in ORGANIZATIONS],
        description="We are",
        style=wide,
        layout=layout,
    )
    size = widgets.IntText(value=employees, description="Employees", style=wide, layout=layout)
    lf = widgets.Checkbox(
        value=lf_member,
        description="We are a Linux Foundation member",
        indent=False,
        layout=layout,
    )
    level = widgets.Dropdown(
        options=[("General", "general"), ("Premier", "premier"), ("Associate", "associate")],
        description="Level",
        style=wide,
        layout=layout,
    )
    answer = widgets.HTML()

    def show(_change: object = None) -> None:
        answer.value = answer_html(
            size.value, lf_member=lf.value, level=level.value, organization=kind.value, on=on
        )

    for control in (kind, size, lf, level):
        control.observe(show, names="value")
    show()
    return widgets.VBox([kind, size, lf, level, answer])


def answer_html(employees: int, *, lf_member: bool, level: str, organization: str, on: date) -> str:
    """What the calculator shows for these values: an answer, or what would be one."""
    try:
        offer = quote(employees, lf_member=lf_member, level=level, organization=organization, on=on)
        options = compare(employees, lf_member=lf_member, organization=organization, on=on)
    except HandbookError as error:
        return f'<p role="alert">{escape(str(error))}</p>'
    view = load(("dues", "membership")).at(on)
    figure = dues_figure(view, offer).html() if level == "general" else ""
    return quote_html(offer) + figure + options_html(options)
