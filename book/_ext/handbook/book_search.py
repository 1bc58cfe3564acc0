"""The index of the search: pages, sections, questions, terms of the glossary, rules by their id.

Written as a script that assigns one value, so that the search also works from a folder. An address
below the page before it is its place alone, and a kind its first letter: the script puts them back,
and the index is a fifth lighter. Ranking and matching are in ``js/search.js``.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from html import unescape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from handbook.elements import Element
from handbook.links import PROJECTS
from lfai_nb.policy import Policy, load
from lfai_nb.policy.words import say_value

INDEX = "search-index.js"
GLOSSARY = "book/reference/glossary.html"
SHOWN = 110  # characters of an entry's text: what a result shows, and enough to be found by
PASSED = ("Where to go next",)  # on every page, and about none
TAG = re.compile(r"<[^>]+>")

KINDS = ("page", "term", "question", "rule", "section")  # no two begin with the same letter

#: kind, title, address, text; the title of its page is that of the page at its address
Entry = tuple[str, str, str, str]


def write(app: Sphinx) -> None:
    policy, day = load(), app.config.handbook_day
    entries = [
        entry
        for name in sorted(app.env.found_docs)
        for entry in entries_of(app.env.get_doctree(name), f"{name}.html", policy, day)
    ]
    (Path(app.outdir) / INDEX).write_text(as_script(entries), encoding="utf-8")


def as_script(entries: Iterable[Entry]) -> str:
    """The entries as JavaScript; each page comes before what lies on it."""
    kinds = {kind[0]: kind for kind in KINDS}
    page, rows = "", []
    for kind, title, address, text in entries:
        if kind == "page":
            page = address
        rows.append((kind[0], title, address.removeprefix(page) if kind != "page" else page, text))

    def dump(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    whole = '[kinds[kind],title,at[0]==="#"?page+at:page=at,text]'
    return (
        f"globalThis.handbook=((kinds,page)=>{dump(rows)}"
        f'.map(([kind,title,at,text])=>{whole}))({dump(kinds)},"");\n'
    )


def entries_of(doctree: nodes.document, address: str, policy: Policy, day: date) -> Iterator[Entry]:
    """What one page gives to find."""
    page = ""
    for section in doctree.findall(nodes.section):
        title = _plain(section[0])
        if title in PASSED:
            continue
        # A target that a writer or a rule set comes last, and is the one that lasts.
        place = f"{address}#{section['ids'][-1]}"
        own = [node for node in section.children[1:] if not isinstance(node, nodes.section)]
        text = _short(" ".join(map(_plain, own)))
        rule = next((policy.rules[i] for i in section["ids"] if i in policy.rules), None)
        if not page:
            page = title
            yield "page", title, address, text
            if address.startswith(f"{PROJECTS}/"):
                return  # its sections have the same titles as those of every other project
        elif rule is not None:
            value = rule.at(day) if rule.values[0].start <= day else None
            said = _short(say_value(rule, value))
            yield "rule", f"{rule.id}: {rule.title}", place, said
        else:
            yield "question" if title.endswith("?") else "section", title, place, text
        for node in own:
            for bold in node.findall(nodes.strong):
                if _plain(bold).endswith("?"):
                    yield "question", _plain(bold), place, text
            for item in node.findall(nodes.definition_list_item):
                term = item[0]
                if isinstance(term, nodes.term) and term["ids"]:
                    meaning = _short(_plain(item[-1]))
                    # Of a public name of the package the term goes on with its value, at length.
                    name = _plain(term).partition(": ")[0]
                    # A word of the glossary is what a reader means before a name in Python is.
                    kind = "term" if address == GLOSSARY else "section"
                    yield kind, name, f"{address}#{term['ids'][0]}", meaning


def _plain(node: nodes.Node) -> str:
    """The words of a node; HTML that was made from the data is read as its words."""
    if isinstance(node, nodes.raw):
        return " ".join(unescape(TAG.sub(" ", node.astext())).split())
    if isinstance(node, nodes.Text):
        return str(node)
    if isinstance(node, nodes.literal_block):
        return ""
    # The cells of a table are elements too, and words of their own.
    within_words = isinstance(node, nodes.TextElement) and not isinstance(node, Element)
    between = "" if within_words else " "
    return between.join(map(_plain, node.children))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + " …"
