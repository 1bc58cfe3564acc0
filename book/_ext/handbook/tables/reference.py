"""Tables of the reference: the rules by topic, every rule at once, what changed."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise

from handbook.links import RULES
from handbook.parts import (
    Content,
    el,
    id_link,
    page_link,
    rule_link_on,
    source_link,
    table,
)
from lfai_nb.domain import Stage
from lfai_nb.policy import GROUPS, Rule, View, load
from lfai_nb.policy.absence import say_on
from lfai_nb.policy.words import counted, day_in_words

LONGEST = 120  # characters of a value in a table of all rules; the rule's own place has the whole


def rule_topics(on: date) -> Content:
    """Each topic with its rules, as links."""
    by_topic: dict[str, list[Rule]] = {}
    for rule in load().rules.values():
        by_topic.setdefault(rule.topic, []).append(rule)
    return [
        el(
            "details",
            el("summary", f"{topic_name(topic)}: {counted(len(rules), 'rules')}"),
            el("p", page_link(f"{RULES}/{topic}", "All of them, with every value")),
            el("ul", [el("li", id_link(rule.id), f" {rule.title}") for rule in rules]),
        )
        for topic, rules in by_topic.items()
    ]


def every_rule(on: date) -> Content:
    """One row for each rule, with its newest value."""
    head = ["Rule", "What it is about", "Newest value", "From"]
    caption = "Every rule we know, with its newest value"
    return table(caption, head, _rows(), classes="searchable")


def _rows() -> Iterable[tuple[Content, ...]]:
    for rule in load().rules.values():
        newest = rule.values[-1]
        about = [GROUPS[rule.group], *([f"{rule.stage} stage"] if rule.stage else [])]
        yield (
            id_link(rule.id),
            f"{rule.title} ({', '.join(about)})",
            _short(say_on(load().at(newest.start), rule)),
            [f"{day_in_words(newest.start)}, ", source_link(newest.source.id)],
        )


def versions_of_lifecycle() -> list[date]:
    """The days from which the lifecycle documents hold."""
    return [document.start for document in load().documents]


def lifecycle_changes(on: date) -> Content:
    """What each lifecycle document changed, newest first."""
    policy = load()
    topics = ("stages", *map(str, Stage), "review")
    days = [day for day in versions_of_lifecycle() if day <= on]
    parts = []
    for earlier, later in reversed(list(pairwise(days))):
        changes = [c for c in policy.diff(earlier, later) if c.rule.topic in topics]
        caption = (
            f"From the document of {day_in_words(earlier)} to that of {day_in_words(later)}: "
            f"{counted(len(changes), 'changes')}"
        )
        views = policy.at(earlier), policy.at(later)
        rows = [_change(change.rule, *views, on) for change in changes]
        parts.append(table(caption, ["Rule", "Before", "After"], rows))
    return parts


def _change(rule: Rule, before: View, after: View, on: date) -> tuple[Content, ...]:
    stage = f", {rule.stage}" if rule.stage else ""
    return (
        [rule_link_on(rule, on, rule.title), stage],
        _short(say_on(before, rule)),
        _short(say_on(after, rule)),
    )


def _short(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0] + " …"


def topic_name(topic: str) -> str:
    return topic.replace("_", " ").capitalize()


SHOWN: dict[str, Callable[[date], Content]] = {
    "rule-topics": rule_topics,
    "every-rule": every_rule,
    "lifecycle-changes": lifecycle_changes,
}
