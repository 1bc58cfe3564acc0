"""Tables and figures on joining."""

from collections.abc import Callable, Sequence
from datetime import date
from html import escape

from handbook.tables.html import bullets, made_from, origin, rule_link, said, table, written_by
from lfai_nb.faces.dues import options_html
from lfai_nb.faces.dues_figure import dues_figure
from lfai_nb.membership import compare
from lfai_nb.membership.dues import bands_for
from lfai_nb.policy import Range, Value, load
from lfai_nb.policy.words import day_in_words, usd


def dues_table(on: date) -> str:
    """All amounts, in both columns of the source."""
    view = load().at(on)
    rows = [("Premier, any size", "DUES-PREMIER-NEW", "DUES-PREMIER-LF")]
    body = "".join(
        f'<tr><th scope="row">{label}</th><td>{usd(view.number(new))}</td>'
        f"<td>{usd(view.number(lf))}</td></tr>"
        for label, new, lf in rows
    )
    pairs = zip(bands_for(view, False), bands_for(view, True), strict=True)
    body += "".join(
        f'<tr><th scope="row">General, {new}</th><td>{usd(new.usd)}</td><td>{usd(lf.usd)}</td></tr>'
        for new, lf in pairs
    )
    free_for = " and ".join(item.text for item in view.items("MEM-ASSOCIATE-WHO"))
    body += (
        f'<tr><th scope="row">Associate: {escape(free_for)}, if the Governing Board approves</th>'
        "<td>the source leaves this cell empty</td><td>free</td></tr>"
    )
    values = [view.in_force(rule) for rule in AMOUNTS]
    return (
        "<table><caption>Dues a year in US dollars</caption><thead><tr>"
        '<th scope="col">Level</th><th scope="col">Not yet a Linux Foundation member</th>'
        '<th scope="col">Existing Linux Foundation member</th>'
        f"</tr></thead><tbody>{body}</tbody></table>"
    ) + _figures_of(values)


def _figures_of(values: Sequence[Value]) -> str:
    """Of when each amount is; what all have in common is said once."""
    by_day: dict[date, list[str]] = {}
    for value in values:
        by_day.setdefault(value.start, []).append(escape(load()[value.rule].title))
    if len(by_day) == 1:
        said_of = f"<p>These are the figures of {day_in_words(values[0].start)}.</p>"
    else:
        lines = (f"Of {day_in_words(day)}: {'; '.join(of)}." for day, of in by_day.items())
        said_of = f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
    return said_of + made_from(*values)


#: Every rule that an amount in the tables comes from.
AMOUNTS = (
    *("DUES-PREMIER-NEW", "DUES-PREMIER-LF"),
    *("DUES-GENERAL-NEW", "DUES-GENERAL-LF", "DUES-ASSOCIATE-LF"),
)


def dues_columns(on: date) -> str:
    """By how much the two columns differ, and what that says about the membership in between."""
    view = load().at(on)
    pairs = {"Premier, any size": (view.number("DUES-PREMIER-NEW"), view.number("DUES-PREMIER-LF"))}
    for new, lf in zip(bands_for(view, False), bands_for(view, True), strict=True):
        pairs[f"General, {new}"] = (new.usd, lf.usd)
    rows = [
        (escape(level), usd(new), usd(lf), usd(new - lf), f"{100 * (new - lf) / new:.0f} %")
        for level, (new, lf) in pairs.items()
    ]
    head = ("Level", "Not yet a member", "Existing member", "Difference", "Of the first")
    return (
        table("What a Linux Foundation member pays less a year", head, rows)
        + f"<p>{_what_the_difference_says([new - lf for new, lf in pairs.values()], on)}</p>"
        + made_from(*map(view.in_force, ("DUES-LF-SILVER", "DUES-LF-FIRST")))
    )


def _what_the_difference_says(differences: list[int], on: date) -> str:
    silver = load().at(on).in_force("DUES-LF-SILVER")
    assert isinstance(silver.content, Range)
    if (min(differences), max(differences)) == (silver.content.low, silver.content.high):
        fits = "the smallest and the largest difference are the two ends of what that costs"
    else:
        fits = "the differences do not agree with what that costs"
    return (
        f"The lowest paid membership of the Linux Foundation itself cost {said(silver)} a year on "
        f"{day_in_words(silver.start)}: {fits}. That is our arithmetic, not a statement "
        "of the foundation."
    )


def dues_steps(on: date) -> str:
    return dues_figure(load().at(on))


def dues_gaps(on: date) -> str:
    view = load().at(on)
    return bullets(view.items("DUES-UNSTATED")) + written_by(view.in_force("DUES-UNSTATED"))


def membership_benefits(on: date) -> str:
    """The levels side by side, for an organisation that may choose all three."""
    options = compare(1, lf_member=True, organization="academic", on=on)
    rules = (
        *("MEM-ASSOCIATE-BENEFITS", "MEM-GENERAL-BENEFITS", "MEM-PREMIER-BENEFITS"),
        *("MEM-PREMIER-INCLUDES-GENERAL", "MEM-PREMIER-GB-ALTERNATES"),
    )
    return options_html(options, dues=False) + made_from(*map(load().at(on).in_force, rules))


def levels(on: date) -> str:
    """The three levels in a few lines each: who, and what it is."""
    view = load().at(on)
    rows = []
    for item in view.items("MEM-LEVELS"):
        what = view.in_force(f"MEM-{item.text.upper()}")
        rows.append((escape(item.text), rule_link(what, escape(str(what.content)))))
    return table("The levels", ("Level", "Who and what for"), rows)


def premier_names(on: date) -> str:
    """Who was at the highest level on the days for which a list is kept here."""
    values = [value for value in load()["MEM-PREMIER-NAMES"].values if value.start <= on]
    rows = []
    for value in values:
        items = load().at(value.start).items(value.rule)
        names = rule_link(value, escape(", ".join(item.text for item in items)))
        rows.append((day_in_words(value.start), str(len(items)), names))
    return table("Premier members", ("On", "How many", "Who"), rows) + origin(*values)


SHOWN: dict[str, Callable[[date], str]] = {
    "dues-table": dues_table,
    "dues-steps": dues_steps,
    "dues-columns": dues_columns,
    "dues-gaps": dues_gaps,
    "premier-names": premier_names,
    "membership-benefits": membership_benefits,
    "membership-levels": levels,
}
