"""The rules as a person or a program reads them."""

from collections.abc import Sequence
from datetime import date

from lfai_nb.faces.text import paragraph
from lfai_nb.policy import GROUPS, Ballot, Band, Change, Item, Policy, Range, Rule, Value
from lfai_nb.policy.absence import say_on
from lfai_nb.policy.words import BY_HANDBOOK, age_in_words, day_in_words, say_value


def rules_text(policy: Policy, values: Sequence[Value], on: date) -> str:
    head = f"The rules as known for {day_in_words(on)}"
    if on > policy.known_until:
        head = f"The newest rules we know, for {day_in_words(on)}"
    parts = [head, "", *_caveat_lines(policy, values)]
    heading = ""
    for value in sorted(values, key=lambda v: _place(policy[v.rule])):
        rule = policy[value.rule]
        if (group := _heading(rule)) != heading:
            parts += [group, "=" * len(group)]
            heading = group
        parts += [
            paragraph(f"{rule.id}  {rule.title}", "    ", ""),
            paragraph(say_value(rule, value), "    "),
        ]
        if value.quote:
            parts.append(paragraph(f"“{value.quote}”", "    "))
        parts += [
            paragraph(
                f"{BY_HANDBOOK + ' ' if value.by_handbook else ''}"
                f"{value.source.title}, {value.where}; "
                f"{age_in_words(value.start, on)} old on that day",
                "    ",
            ),
            "",
        ]
    return "\n".join(parts).rstrip()


def caveats(policy: Policy, values: Sequence[Value]) -> list[str]:
    """What has to be said of the documents that these values are of."""
    of = {value.source.id for value in values}
    return [
        document.caveat
        for document in policy.documents
        if document.caveat and document.source.id in of
    ]


def _caveat_lines(policy: Policy, values: Sequence[Value]) -> list[str]:
    return [line for caveat in caveats(policy, values) for line in (paragraph(caveat), "")]


def diff_text(policy: Policy, changes: Sequence[Change], earlier: date, later: date) -> str:
    head = f"What changed from {day_in_words(earlier)} to {day_in_words(later)}"
    if not changes:
        return f"{head}: nothing that we know of."
    values = [value for change in changes for value in (change.before, change.after) if value]
    parts = [head, "", *_caveat_lines(policy, values)]
    for change in changes:
        parts.append(paragraph(f"{change.rule.id}  {change.rule.title}", "    ", ""))
        for sign, value, day in (("-", change.before, earlier), ("+", change.after, later)):
            words = say_on(policy.at(day), change.rule)
            place = f"  [{value.source.title}, {value.where}]" if value else ""
            parts.append(paragraph(words + place, "      ", f"    {sign} "))
        parts.append("")
    return "\n".join(parts).rstrip()


def value_json(rule: Rule, value: Value) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "kind": rule.kind,
        "group": rule.group,
        "stage": rule.stage,
        "unit": rule.unit or None,
        "value": _content_json(value),
        "in_words": say_value(rule, value),
        "from": value.start.isoformat(),
        "judgment": value.judgment,
        "quote": value.quote or None,
        "source": {"id": value.source.id, "title": value.source.title, "where": value.where},
    }


def change_json(change: Change) -> dict[str, object]:
    def side(value: Value | None, known: bool) -> dict[str, object] | str | None:
        if not known:
            return "unknown"
        return value_json(change.rule, value) if value else None

    return {
        "id": change.rule.id,
        "before": side(change.before, change.before_known),
        "after": side(change.after, change.after_known),
    }


def _content_json(value: Value) -> object:
    content = value.content
    if isinstance(content, tuple):
        return [_part_json(part) for part in content]
    if isinstance(content, Range):
        return [content.low, content.high]
    return content


def _part_json(part: Item | Band | Ballot) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(part, name) for name in part.__match_args__}
    # An item has many fields that are mostly empty; a band's open end is told by its null.
    return {k: v for k, v in values.items() if v} if isinstance(part, Item) else values


def _heading(rule: Rule) -> str:
    return f"{GROUPS[rule.group]}, {rule.stage} stage" if rule.stage else GROUPS[rule.group]


def _place(rule: Rule) -> tuple[int, int]:
    return list(GROUPS).index(rule.group), -1 if rule.stage is None else rule.stage.rank
