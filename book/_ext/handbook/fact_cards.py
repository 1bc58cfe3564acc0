"""The card that opens at a value of a rule, or at a word of the glossary.

Each page brings, once for each value that it tells, what the card says: the value, since when it is
known, the quotation, the document. ``js/fact_cards.js`` shows it. Without scripts the value is a
plain link to the place of its rule.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from handbook import page_tools
from handbook.documents import known
from handbook.elements import Element, below
from handbook.links import page_of_source
from handbook.parts import el
from handbook.table_rows import plain
from handbook.tool_data import as_script_data
from lfai_nb.policy import Rule, Value, load
from lfai_nb.policy.words import BY_HANDBOOK, day_in_words, say_value

GLOSSARY = "book/reference/glossary"
# Pages whose every row is a rule: the way to its place is short, and the cards would be the page.
RECORD = ("book/reference/data", "book/reference/rules/")


def mark(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Mark what has a card, when its reference has found its place."""
    if app.builder.format != "html":
        return
    cards: dict[str, Any] = {}
    sources: dict[str, list[str]] = {}
    for link in below(doctree, "a"):
        start = link["attributes"].pop("data-since", "")
        rule = load().rules.get(link["attributes"].get("href", "").partition("#")[2])
        # In a long list of rules an id is there to be followed.
        if not start or rule is None or docname.startswith(RECORD) or plain(link) == rule.id:
            continue
        value = next(value for value in rule.values if value.start.isoformat() == start)
        key = f"{rule.id} {start}"
        link["attributes"]["data-card"] = key
        if key not in cards:
            cards[key] = _of_value(rule, value)
            page, place = page_of_source(value.source.id)
            address = app.builder.get_relative_uri(docname, page)
            document = known(value.source.id)
            sources[document.id] = [document.title, document.url or f"{address}#{place}"]
    if docname != GLOSSARY and not docname.startswith(RECORD):
        for link in _terms(doctree):
            term = link["refuri"].partition("#")[2]
            if term in definitions(app):
                cards[term] = definitions(app)[term]
                link.parent.replace(link, _with_card(link, term))
    doctree["cards"] = {"cards": cards, "sources": sources} if cards else {}


def add(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the page what its cards say."""
    if doctree is not None and (cards := doctree.get("cards")):
        data = as_script_data(cards)
        context["handbook_cards"] = (
            f'<script type="application/json" id="fact-cards">{data}</script>\n'
            f'<script type="module">{page_tools.script("fact_cards")}</script>'
        )


def _terms(doctree: nodes.document) -> list[nodes.reference]:
    words = [word for word in doctree.findall(nodes.inline) if "std-term" in word["classes"]]
    return [
        word.parent
        for word in words
        if isinstance(word.parent, nodes.reference) and "refuri" in word.parent
    ]


def _with_card(link: nodes.reference, term: str) -> Element:
    """As Sphinx writes a link within the book, which has no place for another attribute."""
    classes = " ".join(["reference", "internal", *link["classes"]])
    attributes = {"href": link["refuri"], "data-card": term}
    if "reftitle" in link:
        attributes["title"] = link["reftitle"]
    return el("a", link.children, classes=classes, **attributes)


def _of_value(rule: Rule, value: Value) -> dict[str, str | None]:
    until = f" until {day_in_words(value.until)}" if value.until else ""
    several = len(rule.values) > 1
    first = rule.values[0].start.year
    card = {
        "title": rule.title,
        "value": say_value(rule, value),
        "since": f"since {day_in_words(value.start)}{until}",
        "whose": BY_HANDBOOK if value.by_handbook else "",
        "quote": value.quote,
        "where": value.where,
        "source": value.source.id,
        "note": value.note,
        "all": f"All values since {first}" if several else "The rule on its page",
    }
    return {key: text for key, text in card.items() if text}


@cache
def definitions(app: Sphinx) -> Mapping[str, dict[str, str]]:
    """The words of the glossary by their place on its page."""
    if GLOSSARY not in app.env.found_docs:
        return {}
    definitions = {}
    for item in app.env.get_doctree(GLOSSARY).findall(nodes.definition_list_item):
        meaning = " ".join(item.children[-1].astext().split())
        for term in item.findall(nodes.term):
            for place in term["ids"]:
                all_of_it = "In the glossary"
                definitions[place] = {"title": term.astext(), "value": meaning, "all": all_of_it}
    return definitions


def setup(app: Sphinx) -> None:
    app.connect("doctree-resolved", mark, priority=810)
    app.connect("html-page-context", add)
