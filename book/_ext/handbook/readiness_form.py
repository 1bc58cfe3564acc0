"""The form of the readiness tool: for each fact a field or a question, and where to look."""

import re
from collections.abc import Iterable
from html import escape

from handbook.tool_data import BY_MACHINE, place
from lfai_nb import catalog
from lfai_nb.evidence import request_table
from lfai_nb.lifecycle.fact_keys import FACTS, BadgeLevel, FactKey, Interval
from lfai_nb.lifecycle.readiness import rules


def form(template: str) -> str:
    return (
        template.replace("@questions@", questions())
        .replace("@measured@", measured())
        .replace("@projects@", str(len(catalog.load().projects)))
        .replace("@hosts@", " ".join(host.base for host in request_table.table().hosts.values()))
    )


def measured() -> str:
    """A field for each fact that a machine can find out, in its group; empty, it is unknown."""
    return _groups(key for key in FACTS.values() if key.key in BY_MACHINE)


def questions() -> str:
    """A question for each fact that only people know."""
    return _groups(key for key in FACTS.values() if key.key not in BY_MACHINE)


def _groups(keys: Iterable[FactKey]) -> str:
    groups: dict[str, list[str]] = {}
    for key in keys:
        groups.setdefault(key.group, []).append(_question(key) if key.type is bool else _field(key))
    return "".join(
        f'<section class="facts" aria-label="{escape(group)}"><h4>{escape(group)}</h4>'
        f"{''.join(fields)}{_all_so(fields)}</section>"
        for group, fields in groups.items()
    )


def _all_so(fields: list[str]) -> str:
    """One press where what is left of a group is all so."""
    questions = sum(field.startswith("<fieldset") for field in fields)
    if questions < 2:
        return ""
    return '<p class="all-so"><button type="button">Yes to all that are left</button></p>'


def _look(key: FactKey) -> str:
    """Where to look, and the rules that ask."""
    links = " ".join(
        f'<a href="{place(rule)}">{rule.id}</a>'
        for rule in rules().rules.values()
        if rule.fact == key.key
    )
    look = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(key.look))
    return f'<span class="look">{look}</span> {links}'


def _question(key: FactKey) -> str:
    """Yes, no or unknown, at one press each."""
    choices = "".join(
        f'<label><input type="radio" name="{key.key}" value="{value}"'
        f"{'' if value else ' checked'}><span>{words}</span></label>"
        for value, words in (("yes", "yes"), ("no", "no"), ("", "unknown"))
    )
    return (
        f'<fieldset data-fact="{key.key}" aria-describedby="{key.key}-help">'
        f'<legend>{escape(key.sentence)}</legend><span class="three">{choices}</span>'
        f'<div class="help" id="{key.key}-help"><details><summary>Where to look</summary>'
        f'{_look(key)}</details><small class="from"></small></div></fieldset>'
    )


def _field(key: FactKey) -> str:
    named = f'id="{key.key}" name="{key.key}" aria-describedby="{key.key}-help"'
    if key.type is BadgeLevel:
        exact_or_from_below = (
            value for level in BadgeLevel for value in (level, Interval(level, None))
        )
        levels = [str(value) for value in exact_or_from_below if not key.check(value)]
        options = "".join(f'<option value="{level}">{level}</option>' for level in levels)
        field = f'<select {named}><option value="">unknown</option>{options}</select>'
    else:
        example = {int: "", str: "Apache-2.0", Interval: "3 or 3-5"}[key.type]
        more = {int: ' inputmode="numeric"', str: ' list="licences"', Interval: ""}[key.type]
        field = f'<input {named} maxlength="100" autocomplete="off" placeholder="{example}"{more}>'
    label = f'<label for="{key.key}">{escape(key.sentence)}</label>'
    about = f'<small id="{key.key}-help">{_look(key)} <span class="from"></span></small>'
    return f'<p data-fact="{key.key}">{label} {field}{about}</p>'
