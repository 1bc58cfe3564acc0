"""The papers of a proposal and of a review for JupyterLab, from the text of a facts file."""

from datetime import date

import ipywidgets as widgets

from lfai_nb import catalog
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.errors import HandbookError
from lfai_nb.faces.packet import packet_html
from lfai_nb.faces.review import review_html
from lfai_nb.faces.text import escape
from lfai_nb.hosting.packet import FIELDS, packet, words_of
from lfai_nb.hosting.review import DECK, brief, review
from lfai_nb.lifecycle.facts_file import loads

STYLE = {"description_width": "9em"}
LAYOUT = widgets.Layout(width="auto", max_width="48em")


def packet_widget(on: date, *, facts: str = "", stage: str = "sandbox") -> widgets.VBox:
    """A facts file and a stage; the last child shows the form as they change."""
    text = _facts("Facts file", facts)
    level = widgets.Dropdown(
        options=[(stage.capitalize(), str(stage)) for stage in HOSTED_STAGES],
        value=stage,
        description="We ask for",
        style=STYLE,
        layout=LAYOUT,
    )
    answer = widgets.HTML()

    def show(_change: object = None) -> None:
        answer.value = packet_answer(text.value, level.value, on)

    for control in (text, level):
        control.observe(show, names="value")
    show()
    return widgets.VBox([text, level, answer])


def review_widget(
    on: date, *, project: str = "flyte", facts: str = "", last: str = ""
) -> widgets.VBox:
    """A hosted project, and its facts files of this year and of last year, which may be empty."""
    hosted = sorted(catalog.load().hosted_on(on), key=lambda project: project.name.casefold())
    which = widgets.Dropdown(
        options=[(project.name, project.id) for project in hosted],
        value=project,
        description="Project",
        style=STYLE,
        layout=LAYOUT,
    )
    now, before = _facts("Facts this year", facts), _facts("Facts last year", last)
    answer = widgets.HTML()

    def show(_change: object = None) -> None:
        answer.value = review_answer(which.value, now.value, before.value, on)

    for control in (which, now, before):
        control.observe(show, names="value")
    show()
    return widgets.VBox([which, now, before, answer])


def _facts(label: str, text: str) -> widgets.Textarea:
    return widgets.Textarea(
        value=text,
        description=label,
        placeholder='name = "Anvil" …',
        rows=6,
        continuous_update=False,
        style=STYLE,
        layout=LAYOUT,
    )


def packet_answer(text: str, stage: str, on: date) -> str:
    """The form as far as the file fills it, or what is wrong with the file."""
    try:
        return packet_html(
            packet(loads(text), words_of(text, "proposal", FIELDS), Stage(stage), on=on)
        )
    except HandbookError as error:
        return _refused(error)


def review_answer(project: str, text: str, last: str, on: date) -> str:
    """The outline of the review, or what is wrong with a file."""
    try:
        files = [
            (loads(file), words_of(file, "review", DECK)) for file in (text, last) if file.strip()
        ]
        facts, words = files[0] if text.strip() else (None, {})
        before = files[-1] if text.strip() and last.strip() else None
        due = review(project, on=on)
        return review_html(due, brief(due, facts, words, before))
    except HandbookError as error:
        return _refused(error)


def _refused(error: HandbookError) -> str:
    lines = "<br>".join(escape(line) for line in str(error).splitlines())
    return f'<p role="alert">{lines}</p>'
