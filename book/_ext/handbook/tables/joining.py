"""Tables and figures on joining."""

from collections.abc import Callable, Sequence
from datetime import date

from docutils import nodes

from handbook.parts import (
    Content,
    bullets,
    chart,
    el,
    made_from,
    origin,
    rule_link,
    table,
    value_link,
    written_by,
)
from lfai_nb.faces.dues import options_html
from lfai_nb.faces.dues_figure import dues_figure
from lfai_nb.membership import compare
from lfai_nb.membership.dues import bands_for
from lfai_nb.policy import Range, Value, load
from lfai_nb.policy.words import day_in_words, usd


def dues_table(on: date) -> Content:
    """All amounts, in both columns of the source."""
    view = load().at(on)
    rows = [("Premier, any size", *(usd(view.number(rule)) for rule in AMOUNTS[:2]))]
    pairs = zip(bands_for(view, False), bands_for(view, True), strict=True)
    rows += [(f"General, {new}", usd(new.usd), usd(lf.usd)) for new, lf in pairs]
    free_for = " and ".join(item.text for item in view.items("MEM-ASSOCIATE-WHO"))
    associate = f"Associate: {free_for}, if the Governing Board approves"
    rows.append((associate, "the source leaves this cell empty", "free"))
    head = ("Level", "Not yet a Linux Foundation member", "Existing Linux Foundation member")
    values = [view.in_force(rule) for rule in AMOUNTS]
    return [table("Dues a year in US dollars", head, rows), _figures_of(values)]


def _figures_of(values: Sequence[Value]) -> Content:
    """Of when each amount is; what all have in common is said once."""
    by_day: dict[date, list[str]] = {}
    for value in values:
        by_day.setdefault(value.start, []).append(load()[value.rule].title)
    if len(by_day) == 1:
        days = el("p", f"These are the figures of {day_in_words(values[0].start)}.")
    else:
        days = bullets(f"Of {day_in_words(day)}: {'; '.join(of)}." for day, of in by_day.items())
    return [days, made_from(*values)]


#: Every rule that an amount in the tables comes from.
AMOUNTS = (
    *("DUES-PREMIER-NEW", "DUES-PREMIER-LF"),
    *("DUES-GENERAL-NEW", "DUES-GENERAL-LF", "DUES-ASSOCIATE-LF"),
)


def dues_columns(on: date) -> Content:
    """By how much the two columns differ, and what that says about the membership in between."""
    view = load().at(on)
    pairs = {"Premier, any size": (view.number("DUES-PREMIER-NEW"), view.number("DUES-PREMIER-LF"))}
    for new, lf in zip(bands_for(view, False), bands_for(view, True), strict=True):
        pairs[f"General, {new}"] = (new.usd, lf.usd)
    rows = [
        (level, usd(new), usd(lf), usd(new - lf), f"{100 * (new - lf) / new:.0f} %")
        for level, (new, lf) in pairs.items()
    ]
    head = ("Level", "Not yet a member", "Existing member", "Difference", "Of the first")
    return [
        table("What a Linux Foundation member pays less a year", head, rows),
        el("p", _what_the_difference_says([new - lf for new, lf in pairs.values()], on)),
        made_from(*map(view.in_force, ("DUES-LF-SILVER", "DUES-LF-FIRST"))),
    ]


def _what_the_difference_says(differences: list[int], on: date) -> Content:
    silver = load().at(on).in_force("DUES-LF-SILVER")
    assert isinstance(silver.content, Range)
    if (min(differences), max(differences)) == (silver.content.low, silver.content.high):
        fits = "the smallest and the largest difference are the two ends of what that costs"
    else:
        fits = "the differences do not agree with what that costs"
    return [
        "The lowest paid membership of the Linux Foundation itself cost ",
        value_link(silver),
        f" a year on {day_in_words(silver.start)}: {fits}.",
        " That is our arithmetic, not a statement of the foundation.",
    ]


def dues_steps(on: date) -> Content:
    view = load().at(on)
    values = [view.in_force(rule) for rule in ("DUES-GENERAL-NEW", "DUES-GENERAL-LF")]
    return chart(dues_figure(view), origin(*values))


def dues_gaps(on: date) -> Content:
    view = load().at(on)
    return [bullets(view.items("DUES-UNSTATED")), written_by(view.in_force("DUES-UNSTATED"))]


def membership_benefits(on: date) -> Content:
    """The levels side by side, for an organisation that may choose all three."""
    options = compare(1, lf_member=True, organization="academic", on=on)
    rules = (
        *("MEM-ASSOCIATE-BENEFITS", "MEM-GENERAL-BENEFITS", "MEM-PREMIER-BENEFITS"),
        *("MEM-PREMIER-INCLUDES-GENERAL", "MEM-PREMIER-GB-ALTERNATES"),
    )
    # The table of the notebook and the command line, which is made without docutils.
    benefits = nodes.raw("", options_html(options, dues=False), format="html")
    return [benefits, made_from(*map(load().at(on).in_force, rules))]


def levels(on: date) -> Content:
    """The three levels in a few lines each: who, and what it is."""
    view = load().at(on)
    rows = []
    for item in view.items("MEM-LEVELS"):
        what = view.in_force(f"MEM-{item.text.upper()}")
        rows.append((item.text, rule_link(what, str(what.content))))
    return table("The levels", ("Level", "Who and what for"), rows)


def premier_names(on: date) -> Content:
    """Who was at the highest level on the days for which a list is kept here."""
    values = [value for value in load()["MEM-PREMIER-NAMES"].values if value.start <= on]
    rows = []
    for value in values:
        items = load().at(value.start).items(value.rule)
        names = rule_link(value, ", ".join(item.text for item in items))
        rows.append((day_in_words(value.start), str(len(items)), names))
    return [table("Premier members", ("On", "How many", "Who"), rows), origin(*values)]


SHOWN: dict[str, Callable[[date], Content]] = {
    "dues-table": dues_table,
    "dues-steps": dues_steps,
    "dues-columns": dues_columns,
    "dues-gaps": dues_gaps,
    "premier-names": premier_names,
    "membership-benefits": membership_benefits,
    "membership-levels": levels,
}
