"""What the search knows: pages, sections, questions, terms, projects, rules, and what people say.

    search-index.js     every entry with the beginning of its text: loaded with the search page
    search-text.js      the rest of the texts, and the answers: loaded with the first question

Both are scripts, so that the search also works from a folder. An address below the page before it
is its place alone, and a kind one letter: the script puts them back. Ranking and matching are in
``js/search.js``; what is answered in place comes from the data and the code of the tools.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from handbook import dues_data, page_tools, reading_time
from handbook.elements import Element
from handbook.links import PROJECTS, page_of_rule
from lfai_nb import catalog
from lfai_nb.policy import Policy, load
from lfai_nb.policy.words import day_in_words, say_value

INDEX, TEXTS = "search-index.js", "search-text.js"
WORDS = Path(__file__).parent / "search_words.toml"
GLOSSARY = "book/reference/glossary.html"
BEGINNING = 110  # characters of a text that come with the index: what a result shows of it
LONGEST = 4000  # of one section; a longer one is a table of the record, whose rows are entries too
PASSED = ("Where to go next", "Sources of this page")  # on every page, and about none
TAG = re.compile(r"<[^>]+>")
#: The letter of each kind in the index.
KINDS = {
    "p": "page",
    "t": "term",
    "q": "question",
    "r": "rule",
    "o": "old rule",
    "j": "project",
    "s": "section",
}
LETTERS = {kind: letter for letter, kind in KINDS.items()}


class Findable(NamedTuple):
    """The title of its page is that of the page at its address."""

    kind: str
    title: str
    address: str
    text: str
    names: str = ""  # other names that it goes by


def write(app: Sphinx) -> None:
    policy, day = load(), app.config.handbook_day
    kept, entries = kept_in(app.env), list[Findable]()
    for name in sorted(app.env.found_docs):
        # The sections of a project have the same titles as those of every other project.
        is_project = name.startswith(f"{PROJECTS}/")
        entries += [of_project(Path(name).name, f"{name}.html")] if is_project else kept[name]
    entries = [entry._replace(text=reading_time.fill(app.env, entry.text)) for entry in entries]
    out = Path(app.outdir)
    (out / INDEX).write_text(as_script(entries), encoding="utf-8")
    (out / TEXTS).write_text(texts_as_script(entries, answers(policy, day)), encoding="utf-8")


def kept_in(env: BuildEnvironment) -> dict[str, list[Findable]]:
    """What each page gives to find; kept, so that an untouched page need not be loaded for it."""
    if not hasattr(env, "handbook_entries"):
        env.handbook_entries = {}  # type: ignore[attr-defined]
    kept: dict[str, list[Findable]] = env.handbook_entries  # type: ignore[attr-defined]
    return kept


def keep(app: Sphinx, env: BuildEnvironment) -> list[str]:
    policy, day, kept = load(), app.config.handbook_day, kept_in(env)
    for name in env.found_docs - kept.keys():
        if not name.startswith(f"{PROJECTS}/"):
            kept[name] = list(entries_of(env.get_doctree(name), f"{name}.html", policy, day))
    return []  # no page has to be written for it


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    kept_in(env).pop(docname, None)


def setup(app: Sphinx) -> None:
    app.connect("env-purge-doc", forget)
    app.connect("env-updated", keep)


def as_script(entries: Iterable[Findable]) -> str:
    """The entries as JavaScript; each page comes before what lies on it."""
    page, rows = "", []
    for entry in entries:
        at = entry.address
        if entry.kind in ("page", "project"):
            page = at
        elif at.startswith(f"{page}#"):
            at = at.removeprefix(page)
        row = [LETTERS[entry.kind], entry.title, at, beginning(entry.text)]
        rows.append([*row, entry.names] if entry.names else row)
    whole = '[kinds[kind],title,at[0]==="#"?page+at:page=at,text,names]'
    return (
        f"globalThis.handbook={{same:{_dump(words()['words'])},entries:((kinds,page)=>{_dump(rows)}"
        f'.map(([kind,title,at,text,names=""])=>{whole}))({_dump(KINDS)},"")}};\n'
    )


def texts_as_script(entries: Iterable[Findable], answered: list[dict[str, str]]) -> str:
    """How each text goes on, in the order of the index, and what is answered in place."""
    rest = [entry.text[len(beginning(entry.text)) : LONGEST] for entry in entries]
    data = {"dues": dues_data.dues(), "rules": answered}
    return (
        f"handbook.rest={_dump(rest)};\nhandbook.answers={_dump(data)};\n"
        f"{page_tools.at_once('search_answers')}\nhandbook.arrived?.();\n"
    )


def answers(policy: Policy, day: date) -> list[dict[str, str]]:
    """The values that are answered in place, each with what asks for it."""
    answered = []
    for answer in words()["answers"]:
        value = policy.at(day).in_force(answer["rule"])
        page, place = page_of_rule(value.rule)
        rule = policy[value.rule]
        answered.append(
            {
                "words": answer["words"],
                "title": rule.title,
                "stage": rule.stage.title() if rule.stage else "",
                "value": say_value(rule, value),
                "origin": f"{value.source.title}, since {day_in_words(value.start)}",
                "href": f"{page}.html#{place}",
            }
        )
    return answered


@cache
def words() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text("utf-8"))


def entries_of(
    doctree: nodes.document, address: str, policy: Policy, day: date
) -> Iterator[Findable]:
    """What one page gives to find."""
    page = ""
    for section in doctree.findall(nodes.section):
        title = _plain(section[0])
        if title in PASSED:
            continue
        # A target that a writer or a rule set comes last, and is the one that lasts.
        place = f"{address}#{section['ids'][-1]}"
        own = [node for node in section.children[1:] if not isinstance(node, nodes.section)]
        text = " ".join(" ".join(map(_plain, own)).split())
        rule = next((policy.rules[i] for i in section["ids"] if i in policy.rules), None)
        if not page:
            page = title
            yield Findable("page", title, address, text)
        elif rule is not None:
            value = rule.at(day) if rule.values[0].start <= day else None
            about = [say_value(rule, value), rule.about, value.quote if value else ""]
            kind = "rule" if value else "old rule"
            yield Findable(kind, f"{rule.id}: {rule.title}", place, " ".join(filter(None, about)))
        else:
            yield Findable("question" if title.endswith("?") else "section", title, place, text)
        for node in own:
            for bold in node.findall(nodes.strong):
                if _plain(bold).endswith("?"):
                    yield Findable("question", _plain(bold), place, text)
            for item in node.findall(nodes.definition_list_item):
                term = item[0]
                if isinstance(term, nodes.term) and term["ids"]:
                    name = term.get("called") or _plain(term)
                    # A word of the glossary is what a reader means before a name in Python is.
                    kind = "term" if address == GLOSSARY else "section"
                    meaning = " ".join(_plain(item[-1]).split())
                    yield Findable(kind, name, f"{address}#{term['ids'][0]}", meaning)


def of_project(project_id: str, address: str) -> Findable:
    record = catalog.load()
    project = record.find(project_id)
    purpose, topic = record.purpose_of(project), record.topic_of(project)
    left, stage = record.exit_of(project), record.stage_on(project, record.as_of)
    now = stage.title() if stage else "no longer listed"
    lines = [
        purpose.what if purpose else "",
        f"{now}{f', now at the {left.destination}' if left and left.destination else ''}.",
        f"From {project.contributed_by}." if project.contributed_by else "",
        f"{topic.topic}, {topic.part}." if topic else "",
    ]
    return Findable(
        "project",
        project.name,
        address,
        " ".join(filter(None, lines)),
        ", ".join(project.names[1:]),
    )


def _plain(node: nodes.Node) -> str:
    """The words of a node; HTML that was made from the data is read as its words."""
    if isinstance(node, nodes.raw):
        # A tool is its fields and its data: what it answers is found by the text around it.
        return "" if "tool" in node else " ".join(unescape(TAG.sub(" ", node.astext())).split())
    if isinstance(node, nodes.Text):
        return str(node)
    if isinstance(node, nodes.literal_block):
        return ""
    # The cells of a table are elements too, and words of their own.
    within_words = isinstance(node, nodes.TextElement) and not isinstance(node, Element)
    between = "" if within_words else " "
    return between.join(map(_plain, node.children))


def beginning(text: str) -> str:
    """As much as comes with the index, up to the end of a word."""
    return text if len(text) <= BEGINNING else text[:BEGINNING].rsplit(" ", 1)[0]


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
