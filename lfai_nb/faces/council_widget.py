"""The council's desk for JupyterLab: a motion, a season, and the readings that are left open."""

from collections.abc import Iterable
from datetime import date

import ipywidgets as widgets

from lfai_nb.council import SHARES, decisions, next_day, outcome, read, season, seats_on
from lfai_nb.council.readings import WAYS
from lfai_nb.council.votes import DECIDES, share_of
from lfai_nb.errors import HandbookError
from lfai_nb.faces.council import SHARE_NAMES, by_rule_line, seats_lines, vote_html
from lfai_nb.faces.season import season_html
from lfai_nb.faces.text import escape
from lfai_nb.policy import load

OPEN = ""  # a reading that nobody has decided


def council_widget(
    on: date, *, share: str = "two-thirds", yes: int = 8, present: int = 8
) -> widgets.VBox:
    """Controls for one motion; the last child shows what becomes of it as they change."""
    style = {"description_width": "16em"}
    layout = widgets.Layout(width="auto", max_width="40em")

    def number(label: str, value: int) -> widgets.IntText:
        return widgets.IntText(value=value, description=label, style=style, layout=layout)

    def choice(label: str, options: Iterable[tuple[str, str]]) -> widgets.Dropdown:
        return widgets.Dropdown(
            options=list(options), description=label, style=style, layout=layout
        )

    view = load(DECIDES).at(on)
    seats, known = view.number("TAC-SEATS"), _stated(on)
    votes = [
        (f"{view.policy[rule].decides} ({SHARE_NAMES[takes]})", rule)
        for rule, takes in known.items()
    ]
    needs = choice(
        "It takes", [*((SHARE_NAMES[share_name], share_name) for share_name in SHARES), *votes]
    )
    needs.value = share
    counts = {
        "yes": number("Votes in favour", yes),
        "present": number("Seats present, with a vote", present),
        "voters": number("All seats", seats),
        "suspended": number("Seats that lost their vote", 0),
    }
    readings = {
        point: choice(
            f"{label}:", [("left open", OPEN), *((words, way) for way, words in WAYS[at].items())]
        )
        for point, at, label in (
            ("half", "half", "Quorum"),
            ("denominator", "denominator", "Seats without a vote"),
            ("of", "majority-of", "The share"),
        )
    }
    answer = widgets.HTML()

    def show(_change: object = None) -> None:
        ways = {point: field.value for point, field in readings.items() if field.value != OPEN}
        if "of" in ways:
            ways[share_of(known.get(needs.value, needs.value))] = ways.pop("of")
        answer.value = answer_html(
            needs.value, {name: field.value for name, field in counts.items()}, ways, on
        )

    controls = [needs, *counts.values(), *readings.values()]
    for control in controls:
        control.observe(show, names="value")
    show()
    return widgets.VBox([*controls, answer])


def _stated(on: date) -> dict[str, str]:
    """The votes that the rules know of and whose share they state."""
    known = decisions(load(DECIDES).at(on))
    return {rule: share for rule, share in known.items() if share != "unstated"}


def answer_html(what: str, counts: dict[str, int], ways: dict[str, str], on: date) -> str:
    """What becomes of a motion by its share or its rule, or what would be one."""
    view = load(DECIDES).at(on)
    try:
        share = _stated(on).get(what, what)
        vote = outcome(share, counts.pop("yes"), view=view, ways=ways, **counts)
    except HandbookError as error:
        return f'<p role="alert">{escape(str(error))}</p>'
    return vote_html(vote, view, what if share != what else "")


def season_widget(on: date, *, table: str) -> widgets.VBox:
    """A table of attendance, or minutes with check boxes; the last child shows who may vote."""
    layout = widgets.Layout(width="auto", max_width="40em")
    text = widgets.Textarea(
        value=table,
        description="Who came",
        rows=8,
        continuous_update=False,
        style={"description_width": "6em"},
        layout=layout,
    )
    answer = widgets.HTML()

    def show(_change: object = None) -> None:
        answer.value = season_answer(text.value, on)

    text.observe(show, names="value")
    show()
    return widgets.VBox([text, answer])


def season_answer(table: str, on: date) -> str:
    """Who may vote at each meeting and at the next, or what is wrong with the table."""
    try:
        record = read(table, "the table")
        judged = season(record, view=load(("council",)).at(on), next_on=next_day(record))
    except HandbookError as error:
        lines = "<br>".join(escape(line) for line in str(error).splitlines())
        return f'<p role="alert">{lines}</p>'
    return season_html(judged)


def seats_widget(on: date) -> widgets.VBox:
    """A day; the last child shows the seats of that day."""
    day = widgets.DatePicker(value=on, description="The seats on")
    answer = widgets.HTML()

    def show(_change: object = None) -> None:
        answer.value = seats_answer(day.value or on)

    day.observe(show, names="value")
    show()
    return widgets.VBox([day, answer])


def seats_answer(on: date) -> str:
    """The seats with a vote, or why that is not known."""
    try:
        seats = seats_on(on)
    except HandbookError as error:
        return f'<p role="alert">{escape(str(error))}</p>'
    head, *rest = seats_lines(seats)
    parts = filter(None, (head, " ".join(rest), by_rule_line(seats)))
    return "".join(f"<p>{escape(part)}</p>" for part in parts)
