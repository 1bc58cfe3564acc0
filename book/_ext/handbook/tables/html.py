"""The few pieces of HTML that the tables of the book are made of.

Cells are HTML already; whatever comes from the data goes through ``escape`` or ``said`` first.
"""

from collections.abc import Iterable, Sequence
from html import escape

from handbook.documents import known
from lfai_nb.policy import Item, Rule, Value, View, load
from lfai_nb.policy.absence import say_on
from lfai_nb.policy.words import BY_HANDBOOK, day_in_words, say_value

NONE = "–"  # a cell without a rule; never 0


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, classes: str = ""
) -> str:
    """The first cell of a row is its heading. On a narrow screen each cell names its column."""
    body = "".join(_row(head, row) for row in rows)
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    return (
        f'<table class="{f"stackable {classes}".rstrip()}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(head: Sequence[str], row: Sequence[str]) -> str:
    first, *others = row
    cells = "".join(
        f'<td data-label="{escape(label)}">{cell}</td>'
        for label, cell in zip(head[1:], others, strict=True)
    )
    return f'<tr><th scope="row">{first}</th>{cells}</tr>'


def said(value: Value | None) -> str:
    """The value of a rule, linked to its place in the book."""
    if value is None:
        return NONE
    words = escape(say_value(load()[value.rule], value))
    return rule_link(value, words)


def said_on(view: View, rule: Rule) -> str:
    """The same for a day; what stands in the place of a rule that is not there is said too."""
    value = rule.at(view.day) if view.day >= rule.values[0].start else None
    return said(value) if value else escape(say_on(view, rule))


def rule_link(value: Value, words: str) -> str:
    return f'<a href="rule:{value.rule}@{value.start}">{words}</a>'


def bullets(items: Iterable[Item | str]) -> str:
    entries = (one if isinstance(one, str) else one.text for one in items)
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in entries)}</ul>"


def written_by(value: Value) -> str:
    """Below a list: whose words it has, and where they stand or what was read before."""
    link = rule_link(value, escape(value.source.title))
    place = f"{link}, “{escape(value.where)}”."
    return f'<p class="origin">{f"{BY_HANDBOOK} " if value.by_handbook else ""}{place}</p>'


def origin(*values: Value) -> str:
    """Below a table: which documents it was made from, and since when each is known to hold."""
    by_source = {value.source.id: value.source for value in values}
    links = "; ".join(
        f'<a href="source:{one.id}">{escape(one.title)}</a> ({day_in_words(one.dated)})'
        for one in sorted(by_source.values(), key=lambda s: s.dated)
    )
    return f'<p class="origin">Made from: {links}.</p>'


def made_from(*values: Value) -> str:
    """The same, with the rules themselves, so that each leads to its place and back."""
    by_source: dict[str, list[Value]] = {}
    for value in sorted(values, key=lambda one: one.source.dated):
        by_source.setdefault(value.source.id, []).append(value)
    parts = (
        f'<a href="source:{of[0].source.id}">{escape(of[0].source.title)}</a> '
        f"({day_in_words(of[0].source.dated)}): "
        + ", ".join(rule_link(one, escape(load()[one.rule].title)) for one in of)
        for of in by_source.values()
    )
    return f'<p class="origin">Made from: {"; ".join(parts)}.</p>'


def recorded(*sources: str) -> str:
    """Below what was made from the catalogue: the documents that its rows come from."""
    titles = {one: known(one).title for one in sources}
    links = "; ".join(
        f'<a href="source:{one}">{escape(title)}</a>' for one, title in titles.items()
    )
    return f'<p class="origin">Made from: {links}.</p>'
