"""The record itself as pages: every rule through time, every contradiction, every source.

    ```{rules} incubation       the rules of one topic, a section for each, under its id
    ```{contradictions}         where the documents disagree
    ```{documents}              the documents

Each entry is a section with its id as its place in the page, so that a number anywhere in the book,
or the answer of a tool, can point at it.
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from handbook import citations, ingredients
from handbook.documents import KINDS, Document, documents
from handbook.links import RULES, link, page_of_rule
from handbook.parts import Content, bullets, el, joined, line_break, table
from lfai_nb.policy import GROUPS, Contradiction, Item, Policy, Rule, Value, load
from lfai_nb.policy.words import BY_HANDBOOK, day_in_words, say_value

HEADS = ("From", "Value", "Source")
READINGS = ("One says", "Where", "Followed here")
LAST_WORD = "The Technical Advisory Council has the last word on it."
CERTAINTIES = {
    "settled": "Settled: the documents decide it.",
    "inferred": "Inferred: a deduction of this handbook, not a statement of the sources.",
    "open": "Open: the sources do not decide it.",
}


class Rules(SphinxDirective):
    """Every value that each rule of a topic ever had."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        policy = load()
        rules = [r for r in policy.rules.values() if r.topic == self.arguments[0]]
        if not rules:
            topics = sorted({r.topic for r in policy.rules.values()})
            raise self.error(f"no topic {self.arguments[0]!r}; there are {', '.join(topics)}")
        ingredients.note(self.env, "record", self.arguments[0])
        return [_rule(rule, policy) for rule in rules]


class Contradictions(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        ingredients.note(self.env, "record", ingredients.WHOLE_RECORD)
        return [_contradiction(c) for c in load().contradictions.values()]


class Documents(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        ingredients.note(self.env, "record", ingredients.WHOLE_RECORD)
        policy = load()
        return [
            _section(
                kind,
                heading,
                *(_document(source, policy) for source in _by_date(kind)),
            )
            for kind, heading in KINDS.items()
        ]


# One rule.


def _rule(rule: Rule, policy: Policy) -> nodes.section:
    about = [GROUPS[rule.group]]
    if rule.stage:
        about.append(f"{rule.stage.capitalize()} stage")
    values = [_row(rule, value) for value in rule.values]
    section = _section(
        rule.id,
        rule.title,
        el("p", el("code", rule.id), *(f" · {words}" for words in about), classes="rule-about"),
        *([el("p", rule.about)] if rule.about else []),
        el("div", table("", HEADS, values, classes="rule-values"), classes="shown"),
    )
    touching = [c for c in policy.contradictions.values() if rule.id in c.rules]
    if touching:
        section += _disagreements(touching)
    section += UsedOn("", rule=rule.id)
    return section


def _row(rule: Rule, value: Value) -> Sequence[Content]:
    until = [line_break(), f"until {day_in_words(value.until)}"] if value.until else []
    source = link("source", value.source.id, value.source.title)
    parts: list[Content] = [f"{BY_HANDBOOK} " if value.by_handbook else "", source]
    parts.append(f", {value.where}")
    if value.quote:
        parts += [line_break(), el("q", value.quote)]
    if value.note:
        parts += [line_break(), el("small", value.note)]
    if value.judgment:
        parts += [line_break(), el("small", LAST_WORD)]
    return [day_in_words(value.start), until], _content(rule, value), parts


def _content(rule: Rule, value: Value) -> Content:
    if not isinstance(value.content, tuple):
        return say_value(rule, value)
    return bullets(
        [part.text, _aside(part)] if isinstance(part, Item) else _part(part)
        for part in value.content
    )


def _part(part: object) -> str:
    usd = getattr(part, "usd", None)
    return f"{part}: ${usd:,}" if usd is not None else str(part)


def _aside(item: Item) -> Content:
    quote = [" ", el("q", item.quote)] if item.quote else []
    return [quote, [" ", el("small", item.note)] if item.note else []]


def _disagreements(touching: Iterable[Contradiction]) -> nodes.paragraph:
    paragraph = nodes.paragraph("", "The sources disagree about it: ", classes=["rule-links"])
    for n, contradiction in enumerate(touching):
        paragraph += nodes.Text("; " if n else "")
        paragraph += link(
            "contradiction", contradiction.id, f"{contradiction.id} {contradiction.title}"
        )
    return _ended(paragraph)


def _ended(paragraph: nodes.paragraph) -> nodes.paragraph:
    paragraph += nodes.Text(".")
    return paragraph


class UsedOn(nodes.General, nodes.Element):
    """Stands for the pages that cite a rule, until all of them have been read."""


class FillUsedOn(SphinxPostTransform):
    default_priority = 5  # before links are resolved

    def run(self, **kwargs: Any) -> None:
        uses = citations.uses(self.env)
        for node in list(self.document.findall(UsedOn)):
            pages = sorted(name for name, rules in uses.items() if node["rule"] in rules)
            pages = [name for name in pages if not name.startswith(RULES)]
            node.replace_self(self._paragraph(pages) if pages else [])

    def _paragraph(self, pages: list[str]) -> nodes.paragraph:
        paragraph = nodes.paragraph("", "Explained on: ", classes=["rule-links"])
        for n, name in enumerate(pages):
            paragraph += nodes.Text("; " if n else "")
            link = nodes.reference("", self.env.titles[name].astext(), internal=True)
            link["refuri"] = self.app.builder.get_relative_uri(self.env.docname, name)
            paragraph += link
        return _ended(paragraph)


def rewrite_used(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages of the rules that are now cited by other pages than when they were written."""
    before: dict[str, set[str]] = getattr(env, "handbook_uses_written", {})
    now = {name: set(rules) for name, rules in citations.uses(env).items()}
    env.handbook_uses_written = now  # type: ignore[attr-defined]
    changed = {
        rule
        for name in before.keys() | now.keys()
        for rule in before.get(name, set()) ^ now.get(name, set())
    }
    known = load().rules
    pages = {page_of_rule(rule)[0] for rule in changed if rule in known}
    return sorted(pages & env.found_docs)


# One contradiction, one document.


def _contradiction(contradiction: Contradiction) -> nodes.section:
    sources = load().sources
    rows = [
        (
            reading.says,
            [
                link("source", reading.source, sources[reading.source].title),
                f", {reading.where}" if reading.where else "",
            ],
            "yes" if reading.followed else "",
        )
        for reading in contradiction.readings
    ]
    certainty = el("em", CERTAINTIES[contradiction.certainty])
    section = _section(
        contradiction.id,
        f"{contradiction.id}: {contradiction.title}",
        el("div", table("", READINGS, rows), classes="shown"),
        el("p", el("strong", "Followed here:"), f" {contradiction.follow}"),
        el("p", el("strong", "Why:"), f" {contradiction.why} ", certainty),
    )
    if contradiction.rules:
        rules = joined((link("rule", rule, rule) for rule in contradiction.rules), ", ")
        section += el("p", "Rules that it touches: ", rules, ".", classes="rule-links")
    return section


def _by_date(kind: str) -> list[Document]:
    of_kind = (document for document in documents().values() if document.kind == kind)
    return sorted(of_kind, key=lambda d: (d.dated, d.id))


def _document(source: Document, policy: Policy) -> nodes.section:
    rules = [
        rule.id
        for rule in policy.rules.values()
        if any(value.source.id == source.id for value in rule.values)
    ]
    disagreements = [
        contradiction.id
        for contradiction in policy.contradictions.values()
        if any(reading.source == source.id for reading in contradiction.readings)
    ]
    published = f"{source.publisher}, " if source.publisher else ""
    about: list[nodes.Node] = [
        el("p", f"{published}{day_in_words(source.dated)}. ", el("code", source.id))
    ]
    if source.note:
        about.append(el("p", source.note))
    if source.url:
        about.append(el("p", el("a", source.url, classes="external", href=source.url)))
    for words, ids, kind in (
        ("Rules", rules, "rule"),
        ("Disagreements", disagreements, "contradiction"),
    ):
        if ids:
            summary = el("summary", f"{words} that it is a source of: {len(ids)}")
            links = joined((link(kind, name, name) for name in ids), ", ")
            about.append(el("details", summary, el("p", links)))
    return _section(source.id, source.title, *about)


def _section(place: str, title: str, *children: nodes.Node) -> nodes.section:
    section = nodes.section("", nodes.title("", title), ids=[place])
    section += list(children)
    return section


def setup(app: Sphinx) -> None:
    app.add_node(UsedOn)
    app.add_directive("rules", Rules)
    app.add_directive("contradictions", Contradictions)
    app.add_directive("documents", Documents)
    app.add_post_transform(FillUsedOn)
    app.connect("env-updated", rewrite_used)
