"""Links into the record: from a rule, a document or a disagreement to its place in the book.

link(kind, target, words)   a link that finds its page when all pages are known
PLACES                      what a link may name
resolve                     where links become addresses
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from handbook import documents
from handbook.elements import Element
from lfai_nb import catalog
from lfai_nb.policy import Value, load

RULES = "book/reference/rules"  # a page for each topic in this folder
SOURCES = "book/reference/sources"
CONTRADICTIONS = "book/reference/contradictions"
READINESS = "book/hosting/readiness"
PROJECTS = "book/hosting/projects"  # the list; a page for each project in the folder of this name


@dataclass(frozen=True)
class Citation:
    """A document and the place in it; of the rule, if it was a rule that was cited."""

    source: str
    where: str = ""
    rule: str = ""


# Where things of the record stand in the book.


def page_of_rule(rule_id: str) -> tuple[str, str]:
    """The page that holds every value of a rule, and its place there."""
    return f"{RULES}/{load()[rule_id].topic}", rule_id


def page_of_source(source_id: str) -> tuple[str, str]:
    documents.known(source_id)
    return SOURCES, source_id


def page_of_contradiction(contradiction_id: str) -> tuple[str, str]:
    if contradiction_id not in load().contradictions:
        raise LookupError(f"contradictions.toml has no {contradiction_id!r}")
    return CONTRADICTIONS, contradiction_id


def page_of_project(project_id: str) -> tuple[str, str]:
    return f"{PROJECTS}/{catalog.load().find(project_id).id}", ""


def page_of_page(name: str) -> tuple[str, str]:
    return name, ""


def readiness_of_project(project_id: str) -> tuple[str, str]:
    """The readiness tool, with the project's facts in its form."""
    return READINESS, f"?{urlencode({'project': catalog.load().find(project_id).name})}"


#: What a link may name, and how its page and its place there are found. A place that begins with
#: a question mark is what the page is asked.
PLACES = {
    "rule": page_of_rule,
    "source": page_of_source,
    "contradiction": page_of_contradiction,
    "page": page_of_page,
    "project": page_of_project,
    "readiness": readiness_of_project,
}


def value_of(text: str, today: date) -> Value:
    """``INC-STARS``, or ``INC-STARS@2022-01-01``."""
    rule_id, _, day = text.partition("@")
    return load().at(date.fromisoformat(day) if day else today).in_force(rule_id.strip())


def link(
    kind: str,
    target: str,
    words: str | nodes.Node,
    cites: Sequence[Citation] = (),
    title: str = "",
    since: date | None = None,
) -> addnodes.pending_xref:
    """A link into the record, which finds its page when all pages are known.

    ``since`` is the first day of the value that a link to a rule tells: its card shows that one.
    """
    made = addnodes.pending_xref(
        "",
        nodes.Text(words) if isinstance(words, str) else words,
        refdomain="",
        reftype=f"handbook-{kind}",
        reftarget=target,
    )
    made["explanation"], made["cites"], made["since"] = title, cites, since
    made["refexplicit"] = made["refwarn"] = True
    return made


# Links, when every page is known.


def resolve(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: nodes.Node
) -> nodes.Node | None:
    kind = node["reftype"].removeprefix("handbook-")
    if kind not in PLACES or kind == node["reftype"]:
        return None
    page, place = PLACES[kind](node["reftarget"])
    if page not in env.found_docs:
        # Sphinx then says that the link leads nowhere; a page may be left out of the contents.
        return contnode if kind in ("page", "project", "readiness") else None
    address = app.builder.get_relative_uri(node["refdoc"], page)
    address += place if place.startswith("?") else f"#{place}" if place else ""
    if isinstance(node.parent, Element) or node["since"]:
        # The long tables have a thousand links: a class for each, and not the theme's two besides.
        attributes = {"class": node["reftype"], "href": address}
        if node["since"]:
            attributes["data-since"] = node["since"].isoformat()
        if node["explanation"]:
            attributes["title"] = node["explanation"]
        return Element("", "", contnode, tag="a", attributes=attributes)
    made = nodes.reference("", "", contnode, internal=True, classes=[node["reftype"]])
    made["refuri"] = address
    if node["explanation"]:
        made["reftitle"] = node["explanation"]
    return made


def setup(app: Sphinx) -> None:
    app.connect("missing-reference", resolve)
