"""The card that opens at a value of a rule, or at a word of the glossary.

Each page brings, once for each value that it tells, what the card says: the value, since when it is
known, the quotation, the document. ``js/fact_cards.js`` shows it. Without scripts the value is a
plain link to the place of its rule.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from bs4 import BeautifulSoup, Tag
from docutils import nodes
from sphinx.application import Sphinx

from handbook import page_tools
from handbook.documents import known
from handbook.links import page_of_source
from handbook.tool_data import as_script_data
from lfai_nb.policy import Rule, Value, load
from lfai_nb.policy.words import BY_HANDBOOK, day_in_words, say_value

GLOSSARY = "book/reference/glossary"
# Pages whose every row is a rule: the way to its place is short, and the cards would be the page.
RECORD = ("book/reference/data", "book/reference/rules/")


def add(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Mark what has a card, and give the page what the cards say."""
    body = context.get("body", "")
    if "data-since=" not in body and "std-term" not in body:
        return
    soup = BeautifulSoup(body, "html.parser")
    if pagename.startswith(RECORD):
        for link in soup.select("a[data-since]"):
            del link["data-since"]
    elif cards := _cards(app, pagename, soup):
        data = as_script_data(cards)
        context["handbook_cards"] = (
            f'<script type="application/json" id="fact-cards">{data}</script>\n'
            f'<script type="module">{page_tools.script("fact_cards")}</script>'
        )
    context["body"] = str(soup)


def _cards(app: Sphinx, pagename: str, soup: BeautifulSoup) -> dict[str, Any]:
    cards: dict[str, Any] = {}
    sources: dict[str, list[str]] = {}
    for link in soup.select("a[data-since]"):
        rule = load()[str(link["href"]).partition("#")[2]]
        start = link.attrs.pop("data-since")
        if link.get_text() == rule.id:
            continue  # in a long list of rules, to be followed
        value = next(one for one in rule.values if one.start.isoformat() == start)
        key = f"{rule.id} {start}"
        link["data-card"] = key
        if key not in cards:
            cards[key] = _of_value(rule, value)
            page, place = page_of_source(value.source.id)
            address = app.builder.get_relative_uri(pagename, page)
            document = known(value.source.id)
            sources[document.id] = [document.title, document.url or f"{address}#{place}"]
    if pagename != GLOSSARY:
        for link in _terms(soup):
            term = str(link["href"]).partition("#")[2]
            if term in definitions(app):
                link["data-card"] = term
                cards[term] = definitions(app)[term]
    return {"cards": cards, "sources": sources} if cards else {}


def _terms(soup: BeautifulSoup) -> list[Tag]:
    return [one.parent for one in soup.select("a > .std-term") if isinstance(one.parent, Tag)]


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
    found = {}
    for item in app.env.get_doctree(GLOSSARY).findall(nodes.definition_list_item):
        meaning = " ".join(item.children[-1].astext().split())
        for term in item.findall(nodes.term):
            for place in term["ids"]:
                all_of_it = "In the glossary"
                found[place] = {"title": term.astext(), "value": meaning, "all": all_of_it}
    return found


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", add, priority=940)  # when the body is finished
