"""From what a page says to the document that says so, and the list of a page's sources.

    {rule}`INC-STARS`               the value of a rule, linked to its place in the book
    {rule}`INC-STARS@2022-01-01`    as it was on a date
    {rule}`words <SBX-SPDX>`        words of the page that say what a rule says, linked to its place
    {short}`STG-NAMES`              the same inside a sentence: no capital, no full stop, a list
                                    with "and"
    {as-of}`INC-STARS`              the date since which the value is known
    {count}`HALLMARKS`              how many entries a list has, in words
    {source}`overview-2024|Members` a document, and the place in it
    {disagree}`C-02`                where the documents disagree
    ```{items} HALLMARKS            the entries of a list

A value that begins a sentence begins with a capital.

Whatever a page cites in one of these ways is in the list of sources at its end, which nobody
writes and which is folded into one line. What cites nothing is not sourced, so the list also shows
what a page leaves without.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from handbook import documents, ingredients, links, parts
from handbook.elements import Element
from handbook.links import (
    CONTRADICTIONS,
    RULES,
    SOURCES,
    Citation,
    link,
    page_of_contradiction,
    value_of,
)
from lfai_nb.policy import Item, Value, load
from lfai_nb.policy.words import (
    BY_HANDBOOK,
    SMALL_NUMBERS,
    capital,
    day_in_words,
    in_a_sentence,
    say_value,
)

# Words that a page says itself, and the rule that they stand for.
IN_WORDS = re.compile(r"(.*\S)\s*<([^<>]+)>", re.DOTALL)

RoleResult = tuple[list[nodes.Node], list[nodes.system_message]]

# The pages that show the record itself cite all of it; a list of sources would repeat it.
RECORD = (RULES, SOURCES, CONTRADICTIONS, "book/reference/data", "book/reference/changes")
SOURCES_OF_PAGE = "sources-of-this-page"  # the place of the list in its page


# Roles.


def rule_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: Any
) -> RoleResult:
    named = IN_WORDS.fullmatch(text)

    def words_of(value: Value) -> str:
        if named:
            if re.search(r"\d", named[1]):
                raise ValueError(f"a number comes from the rule: {{rule}}`{named[2]}`")
            return named[1]
        return say_value(load()[value.rule], value)

    return _cited(name, rawtext, named[2] if named else text, lineno, inliner, words_of)


def short_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: Any
) -> RoleResult:
    def words_of(value: Value) -> str:
        return in_a_sentence(load()[value.rule], value)

    return _cited(name, rawtext, text, lineno, inliner, words_of)


def count_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: Any
) -> RoleResult:
    def words_of(value: Value) -> str:
        if not isinstance(value.content, tuple):
            raise ValueError(f"{value.rule} is not a list")
        number = len(value.content)
        return SMALL_NUMBERS[number] if number < len(SMALL_NUMBERS) else str(number)

    return _cited(name, rawtext, text, lineno, inliner, words_of)


def as_of_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: Any
) -> RoleResult:
    try:
        value = value_of(text, _today(inliner))
    except (LookupError, ValueError) as error:
        return _fault(inliner, lineno, rawtext, f"{{{name}}}`{text}`: {error}")
    words = nodes.inline(rawtext, day_in_words(value.start), classes=["as-of"])
    words["cites"] = [Citation(value.source.id, value.where, value.rule)]
    return [words], []


def source_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: Any
) -> RoleResult:
    source_id, _bar, where = (part.strip() for part in text.partition("|"))
    try:
        source = documents.known(source_id)
    except LookupError as error:
        return _fault(inliner, lineno, rawtext, f"{{{name}}}`{text}`: {error}")
    made = link("source", source_id, source.title, [Citation(source_id, where)])
    return [made, *([nodes.Text(f", “{where}”")] if where else [])], []


def disagree_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: Any
) -> RoleResult:
    try:
        page_of_contradiction(text)
    except LookupError as error:
        return _fault(inliner, lineno, rawtext, f"{{{name}}}`{text}`: {error}")
    return [link("contradiction", text, text, title=load().contradictions[text].title)], []


def _cited(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Inliner,
    words_of: Callable[[Value], str],
) -> RoleResult:
    try:
        value = value_of(text, _today(inliner))
        words = words_of(value)
    except (LookupError, ValueError) as error:
        return _fault(inliner, lineno, rawtext, f"{{{name}}}`{text}`: {error}")
    cites = [Citation(value.source.id, value.where, value.rule)]
    return [link("rule", value.rule, words, cites, since=value.start)], []


def _today(inliner: Inliner) -> date:
    env: BuildEnvironment = inliner.document.settings.env
    day: date = env.config.handbook_day
    return day


def _fault(inliner: Inliner, lineno: int, rawtext: str, message: str) -> RoleResult:
    note = inliner.reporter.error(message, line=lineno)
    return [inliner.problematic(rawtext, rawtext, note)], [note]


class Items(SphinxDirective):
    """The entries of a list, with the words of the document on pointing at one."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        try:
            value = value_of(self.arguments[0], self.config.handbook_day)
        except (LookupError, ValueError) as error:
            raise self.error(str(error)) from None
        if not isinstance(value.content, tuple):
            raise self.error(f"{value.rule} is not a list")
        listed = nodes.bullet_list(classes=["items"])
        for item in value.content:
            entry = nodes.paragraph("", item.text if isinstance(item, Item) else str(item))
            listed += nodes.list_item("", entry)
        cites = [Citation(value.source.id, value.where, value.rule)]
        origin_link = link("rule", value.rule, value.source.title, cites, since=value.start)
        whose = [nodes.Text(f"{BY_HANDBOOK} ")] if value.by_handbook else []
        origin = nodes.paragraph("", "", *whose, origin_link, nodes.Text(f", “{value.where}”."))
        origin["classes"].append("origin")
        return [listed, origin]


# Sentences begin with a capital, also where they begin with a value.


class CapitalizeSentences(SphinxTransform):
    default_priority = 890  # before the links are resolved, when all of the page's text is there

    def apply(self, **kwargs: Any) -> None:
        for value in list(self.document.findall(addnodes.pending_xref)):
            if value["reftype"] == "handbook-rule" and _begins_a_sentence(value):
                words = value.astext()
                # "mission" but not "info@…" and not "iPhone": only a plain word is given a capital.
                if re.match(r"[a-z]+\b(?![@.])", words):
                    value.children[0] = nodes.Text(capital(words))


def _begins_a_sentence(value: nodes.Element) -> bool:
    place, parent = value, value.parent
    before = ""
    while isinstance(parent, nodes.TextElement) and not isinstance(parent, Element):
        before = "".join(c.astext() for c in parent.children[: parent.index(place)]) + before
        if isinstance(parent, nodes.paragraph):
            break
        place, parent = parent, parent.parent
    if not before.strip():
        # The entry of a list, or a cell, is often no sentence.
        return isinstance(parent, nodes.paragraph) and isinstance(parent.parent, nodes.section)
    return re.search(r"[.?!][”)]*\s+$", before) is not None


# What a page cites, collected from it when it is read.


class CollectCitations(SphinxTransform):
    default_priority = 900  # when everything that roles and directives make is there

    def apply(self, **kwargs: Any) -> None:
        if not isinstance(getattr(self.document.settings, "env", None), BuildEnvironment):
            return
        docname = self.env.docname
        cited = list(dict.fromkeys(self._citations()))
        for kind, name in sorted(set(self._ingredients(cited))):
            if kind != "page":
                ingredients.note(self.env, kind, name)
        if docname.startswith(RECORD):
            return
        uses(self.env)[docname] = {citation.rule for citation in cited if citation.rule}
        if cited:
            top = next(iter(self.document.findall(nodes.section)), self.document)
            top += source_list(cited)

    def _ingredients(self, cited: Iterable[Citation]) -> Iterable[tuple[str, str]]:
        """The rules, documents and disagreements that the page names or leads to, its tools and its
        cells."""
        for citation in cited:
            yield "source", citation.source
            if citation.rule:
                yield "rule", citation.rule
        for node in self.document.findall(nodes.Element):
            for kind in ("tool", "start", "cell"):
                if kind in node:
                    yield kind, node[kind]
            if node.get("reftype", "").startswith("handbook-"):
                yield node["reftype"].removeprefix("handbook-"), node["reftarget"]

    def _citations(self) -> Iterable[Citation]:
        for node in self.document.findall(nodes.Element):
            yield from node.get("cites", ())


def source_list(cited: Iterable[Citation]) -> Element:
    """One line that opens: the documents, oldest first, each with the places that the page draws
    on."""
    places: dict[str, list[str]] = {}
    for citation in cited:
        known = places.setdefault(citation.source, [])
        if citation.where and citation.where not in known:
            known.append(citation.where)
    listed = nodes.bullet_list()
    for source in sorted((documents.known(s) for s in places), key=lambda s: (s.dated, s.id)):
        to_source = link("source", source.id, source.title)
        where = "; ".join(places[source.id])
        after = nodes.Text(f": {where}" if where else "")
        listed += nodes.list_item("", nodes.paragraph("", "", to_source, after))
    summary = parts.el("summary", f"Sources ({len(places)})")
    return parts.el("details", summary, listed, classes="page-sources", id=SOURCES_OF_PAGE)


def uses(env: BuildEnvironment) -> dict[str, set[str]]:
    """For each page the rules that it cites."""
    if not hasattr(env, "handbook_uses"):
        env.handbook_uses = {}  # type: ignore[attr-defined]
    known: dict[str, set[str]] = env.handbook_uses  # type: ignore[attr-defined]
    return known


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    uses(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    uses(env).update({name: uses(other)[name] for name in docnames & uses(other).keys()})


def setup(app: Sphinx) -> None:
    app.add_role("rule", rule_role)
    app.add_role("as-of", as_of_role)
    app.add_role("short", short_role)
    app.add_role("count", count_role)
    app.add_role("source", source_role)
    app.add_role("disagree", disagree_role)
    app.add_directive("items", Items)
    app.add_transform(CapitalizeSentences)
    app.add_transform(CollectCitations)
    links.setup(app)
    parts.setup(app)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
