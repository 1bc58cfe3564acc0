"""A model's openness for JupyterLab: a licence for each part, and the class that comes of them."""

from collections.abc import Mapping
from datetime import date

import ipywidgets as widgets

from lfai_nb.errors import HandbookError
from lfai_nb.faces.openness import FIRST, NOTHING_YET, judgment_html
from lfai_nb.faces.text import escape
from lfai_nb.openness import components, judge
from lfai_nb.policy import load

NOT_RELEASED = "not released"


def openness_widget(
    on: date, *, released: Mapping[str, str | bool] | None = None, strict: bool = False
) -> widgets.VBox:
    """A field for each part; the last child shows the judgment as they change.

    An empty field is unknown, and rules no class out; "not released" is known.
    """
    style = {"description_width": "14em"}
    layout = widgets.Layout(width="auto", max_width="36em")
    given = released or {}
    view = load(("openness",)).at(on)
    names = dict.fromkeys(item.id for items in components(view).values() for item in items)
    fields = {
        name: widgets.Text(
            value=_written(given.get(name, "")),
            description=name,
            placeholder="unknown, a licence such as Apache-2.0, not open, or: not released",
            continuous_update=False,
            style=style,
            layout=layout,
        )
        for name in names
    }
    reading = widgets.Checkbox(
        value=strict,
        description="Strictly: a licence has to be made for the type of the part",
        indent=False,
        layout=layout,
    )
    answer = widgets.HTML()

    def show(_change: object = None) -> None:
        texts = {name: field.value for name, field in fields.items()}
        answer.value = answer_html(texts, strict=reading.value, on=on)

    for control in (*fields.values(), reading):
        control.observe(show, names="value")
    show()
    return widgets.VBox([*fields.values(), reading, answer])


def _written(value: str | bool) -> str:
    return NOT_RELEASED if value is False else "" if value is True else value


def answer_html(texts: Mapping[str, str], *, strict: bool, on: date) -> str:
    """The judgment of what is in the fields, or what would be one."""
    if not any(map(str.strip, texts.values())):
        return (
            f"<p><strong>{escape(NOTHING_YET)}</strong> {escape(FIRST.format(no=NOT_RELEASED))}</p>"
        )
    view = load(("openness",)).at(on)
    parts = {
        name: False if text.strip().casefold() == NOT_RELEASED else text.strip()
        for name, text in texts.items()
        if text.strip()
    }
    try:
        return judgment_html(judge(parts, view=view, strict=strict), "This model", view)
    except HandbookError as error:
        return f'<p role="alert">{escape(str(error))}</p>'
