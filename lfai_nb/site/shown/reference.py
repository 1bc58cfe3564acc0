"""Tables of the reference: the rules by topic, every rule at once, what changed."""

from collections.abc import Callable, Iterable
from datetime import date
from html import escape
from itertools import pairwise

from lfai_nb.policy import GROUPS, Change, Rule, load
from lfai_nb.policy.words import day_in_words, say_value

LONGEST = 160  # characters of a value in a table of all rules; the rule's own place has the whole


def rule_topics(on: date) -> str:
    """Each topic with its rules, as links."""
    by_topic: dict[str, list[Rule]] = {}
    for rule in load().rules.values():
        by_topic.setdefault(rule.topic, []).append(rule)
    return "".join(
        f"<details><summary>{escape(topic_name(topic))}: {len(rules)} rules</summary><ul>"
        + "".join(
            f'<li><a href="rule:{rule.id}"><code>{rule.id}</code></a> {escape(rule.title)}</li>'
            for rule in rules
        )
        + "</ul></details>"
        for topic, rules in by_topic.items()
    )


def every_rule(on: date) -> str:
    """One row for each rule, with the value that is known for the day."""
    return (
        '<table class="searchable"><caption>Every rule that is known here, with its newest value'
        '</caption><thead><tr><th scope="col">Rule</th><th scope="col">What it is about</th>'
        '<th scope="col">Value</th><th scope="col">From</th><th scope="col">Values</th>'
        f'<th scope="col">Source</th></tr></thead><tbody>{"".join(_rows(on))}</tbody></table>'
    )


def _rows(on: date) -> Iterable[str]:
    for rule in load().rules.values():
        newest = rule.values[-1]
        about = f"{escape(rule.title)}<br><small>{GROUPS[rule.group]}</small>"
        yield (
            f'<tr><th scope="row"><a href="rule:{rule.id}"><code>{rule.id}</code></a></th>'
            f"<td>{about}</td><td>{escape(_short(say_value(rule, newest)))}</td>"
            f'<td><span data-sort="{newest.start}">{day_in_words(newest.start)}</span></td>'
            f"<td>{len(rule.values)}</td>"
            f'<td><a href="source:{newest.source.id}">{escape(newest.source.title)}</a></td></tr>'
        )


def versions_of_lifecycle() -> list[date]:
    """The days on which a lifecycle document took effect."""
    sources = load().sources.values()
    return sorted(s.dated for s in sources if s.id.startswith("lifecycle-"))


def lifecycle_changes(on: date) -> str:
    """What each lifecycle document changed, newest first."""
    policy = load()
    topics = ("stages", "sandbox", "incubation", "graduation", "emeritus", "review")
    days = [day for day in versions_of_lifecycle() if day <= on]
    parts = []
    for earlier, later in reversed(list(pairwise(days))):
        changes = [c for c in policy.diff(earlier, later) if c.rule.topic in topics]
        rows = "".join(_change(change) for change in changes)
        parts.append(
            f"<table><caption>From the document of {day_in_words(earlier)} to that of "
            f'{day_in_words(later)}: {len(changes)} changes</caption><thead><tr><th scope="col">'
            f'Rule</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )
    return "".join(parts)


def _change(change: Change) -> str:
    before = _short(say_value(change.rule, change.before)) if change.before_known else "not known"
    after = _short(say_value(change.rule, change.after))
    return (
        f'<tr><th scope="row"><a href="rule:{change.rule.id}">{escape(change.rule.title)}</a>'
        f"{f', {change.rule.stage}' if change.rule.stage else ''}</th>"
        f"<td>{escape(before)}</td><td>{escape(after)}</td></tr>"
    )


def _short(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0] + " …"


def topic_name(topic: str) -> str:
    return topic.replace("_", " ").capitalize()


SHOWN: dict[str, Callable[[date], str]] = {
    "rule-topics": rule_topics,
    "every-rule": every_rule,
    "lifecycle-changes": lifecycle_changes,
}
