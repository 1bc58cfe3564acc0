"""Tables and figures on joining."""

from collections.abc import Callable
from datetime import date
from html import escape

from lfai_nb.faces.dues import options_html
from lfai_nb.faces.dues_figure import dues_figure
from lfai_nb.membership import compare
from lfai_nb.membership.dues import bands_for
from lfai_nb.policy import load
from lfai_nb.policy.words import usd
from lfai_nb.site.shown.html import bullets, origin, rule_link, table


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
    return (
        "<table><caption>Dues a year in US dollars</caption><thead><tr>"
        '<th scope="col">Level</th><th scope="col">Not yet a Linux Foundation member</th>'
        '<th scope="col">Existing Linux Foundation member</th>'
        f"</tr></thead><tbody>{body}</tbody></table>"
    )


def dues_steps(on: date) -> str:
    return dues_figure(load().at(on))


def dues_gaps(on: date) -> str:
    items = load().at(on).items("DUES-UNSTATED")
    return f"<ul>{''.join(f'<li>{escape(item.text)}</li>' for item in items)}</ul>"


def membership_benefits(on: date) -> str:
    """The levels side by side, for an organisation that may choose all three."""
    options = compare(1, lf_member=True, organization="academic", on=on)
    return options_html(options, dues=False)


VOTES = {
    "Governing Board": "ELECT-BOARD-VOTERS",
    "Technical Advisory Council": "TAC-WHO-VOTES",
    "Outreach Committee": "ELECT-OUTREACH-VOTERS",
    "Any other committee": "ELECT-OTHER-VOTERS",
}


def levels(on: date) -> str:
    """The three levels in a few lines each: who, and what it is."""
    view = load().at(on)
    rows = []
    for item in view.items("MEM-LEVELS"):
        what = view.in_force(f"MEM-{item.text.upper()}")
        rows.append((escape(item.text), rule_link(what, escape(str(what.content)))))
    return table("The levels", ("Level", "Who and what for"), rows)


def member_votes(on: date) -> str:
    """Who votes where, as the election rules and the council's page have it."""
    view = load().at(on)
    values = [view.in_force(rule_id) for rule_id in VOTES.values()]
    rows = [
        (rule_link(value, escape(body)), bullets(view.items(value.rule)))
        for body, value in zip(VOTES, values, strict=True)
    ]
    return table("Who votes where", ("Body", "Who votes there"), rows) + origin(*values)


SHOWN: dict[str, Callable[[date], str]] = {
    "dues-table": dues_table,
    "dues-steps": dues_steps,
    "dues-gaps": dues_gaps,
    "membership-benefits": membership_benefits,
    "membership-levels": levels,
    "member-votes": member_votes,
}
