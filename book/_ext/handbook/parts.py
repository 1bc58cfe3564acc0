"""The pieces that a page's tables and lists are made of, as nodes with real references.

    el("p", "See ", source_link("overview-2024"), ".", classes="origin")
    table(caption, head, rows)      the first cell of a row is its heading
    rule_link(value, "500 stars")   finds its page when all pages are known, and is cited
    value_link(value)               the same, with the value in words; a dash where there is none

Words are words: the writer escapes them. Where a piece holds several things it takes them one after
another, or as a list, which may hold lists.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any, TypeAlias

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from handbook.documents import known
from handbook.elements import Element
from handbook.links import Citation, link
from lfai_nb.chart import NARROW, NUMBERS, WIDE, Chart
from lfai_nb.policy import Item, Value, View, load
from lfai_nb.policy.absence import say_on
from lfai_nb.policy.model import Rule
from lfai_nb.policy.words import BY_HANDBOOK, day_in_words, say_value

#: Words, a node, or several of both.
Content: TypeAlias = "str | nodes.Node | Iterable[Content]"

NONE = "–"  # a cell without a rule; never 0


def el(tag: str, *content: Content, classes: str = "", **attributes: str) -> Element:
    if classes:
        attributes["class"] = classes
    return Element("", "", *flat(content), tag=tag, attributes=attributes)


def flat(content: Content) -> Iterator[nodes.Node]:
    """What is given one after another, as nodes."""
    if isinstance(content, str):
        yield nodes.Text(content)
    elif isinstance(content, nodes.Node):
        yield content
    else:
        for part in content:
            yield from flat(part)


def joined(parts: Iterable[Content], between: Content) -> list[Content]:
    """As ``str.join``; what stands between is made anew each time."""
    every: list[Content] = []
    for part in parts:
        if every:
            every.append(between.deepcopy() if isinstance(between, nodes.Node) else between)
        every.append(part)
    return every


def line_break() -> Element:
    return el("br")


# Tables and lists.


def table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Content]],
    *,
    classes: str = "",
    filters: Mapping[str, str] | None = None,
) -> Element:
    """The first cell of a row is its heading. How it fits a narrow screen is decided when the page
    is whole (``data_tables.py``), or here by the class ``comparison``.

    ``filters`` are the columns of a searchable table that a reader may choose by, each with what
    is chosen: the words of its cells, or what they name in ``data-filter``.
    """
    return el(
        "table",
        el("caption", caption) if caption else [],
        el("thead", el("tr", [_head(words, (filters or {}).get(words)) for words in head])),
        el("tbody", [_row(head, row) for row in rows]),
        classes=classes,
    )


def _head(words: str, chosen: str | None) -> Element:
    made = el("th", words, scope="col")
    if chosen:
        made["attributes"]["data-filter"] = chosen
    return made


def _row(head: Sequence[str], row: Sequence[Content]) -> Element:
    if len(row) != len(head):
        raise ValueError(f"a row of {len(row)} cells below {len(head)} heads: {head}")
    first, *others = row
    return el("tr", el("th", first, scope="row"), [el("td", cell) for cell in others])


def bullets(items: "Iterable[Item | Content]") -> Element:
    entries = (entry.text if isinstance(entry, Item) else entry for entry in items)
    return el("ul", [el("li", entry) for entry in entries])


def chart(what: Chart, *below: Content) -> Element:
    """A figure under its finding, over its sources and the file of its numbers.

    It is drawn twice: for the column, and for a screen on which the letters of the first would be
    too small. The page's style hides one of them from everybody.
    """
    wide, narrow = what.draw(WIDE), what.draw(NARROW)
    drawings = (
        drawing(wide)  # it takes any width as it is
        if wide == narrow
        else [
            el("div", drawing(wide), classes="chart-wide"),
            el("div", drawing(narrow), classes="chart-narrow"),
        ]
    )
    return el(
        "figure",
        el("figcaption", el("strong", what.finding), " ", el("span", what.measure)),
        drawings,
        *below,
        chart_foot(*what.numbers),
        classes="chart",
    )


def chart_foot(name: str, address: str) -> Element:
    """The file of a figure's numbers, which is its own address."""
    # Several of a page are told apart by whose numbers they are.
    label = f"{NUMBERS}: {name.removesuffix('.csv').replace('-', ' ')}"
    file = el("a", NUMBERS, href=address, download=name, **{"aria-label": label})
    return el("p", file, classes="chart-foot")


def drawing(svg: str) -> nodes.raw:
    return nodes.raw("", svg, format="html")


# Links.


def rule_link(value: Value, *words: Content) -> addnodes.pending_xref:
    """To a rule, on the day of a value of it."""
    cites = [Citation(value.source.id, value.where, value.rule)]
    whole = words[0] if len(words) == 1 and isinstance(words[0], str) else el("span", *words)
    return link("rule", value.rule, whole, cites, since=value.start)


def source_link(source: str, words: str = "", title: str = "") -> addnodes.pending_xref:
    return link("source", source, words or known(source).title, [Citation(source)], title)


def cited(source: str, where: str | None = "") -> Content:
    """A document, and the place in it."""
    made = link("source", source, known(source).title, [Citation(source, where or "")])
    return [made, f", {where}" if where else ""]


def contradiction_link(name: str, words: str = "") -> addnodes.pending_xref:
    return link("contradiction", name, words or name)


def with_contradictions(words: str) -> list[Content]:
    """A note that names a disagreement by its number leads there."""
    parts: list[Content] = []
    for n, piece in enumerate(words.split("(C-")):
        number, closing, rest = piece.partition(")")
        if n and closing and number.isdigit():
            parts += ["(", contradiction_link(f"C-{number}"), f"){rest}"]
        else:
            parts.append(f"(C-{piece}" if n else piece)
    return parts


def rule_link_on(rule: Rule, on: date, *words: Content) -> addnodes.pending_xref:
    """To a rule, cited with its value of a day, if it had one then."""
    value = rule.at(on)
    return rule_link(value, *words) if value else link("rule", rule.id, el("span", *words))


def id_link(rule_id: str) -> addnodes.pending_xref:
    """To a rule by its id, in a long list: not explained, since the way to each is short."""
    return link("rule", rule_id, el("code", rule_id))


def page_link(page: str, words: str) -> addnodes.pending_xref:
    return link("page", page, words)


def project_link(project_id: str, words: str) -> addnodes.pending_xref:
    """To the page of a project of the record."""
    return link("project", project_id, words)


def readiness_link(project_id: str, words: str) -> addnodes.pending_xref:
    """To the readiness tool, which then judges the project of the record."""
    return link("readiness", project_id, words)


def value_link(value: Value | None) -> Content:
    """The value of a rule, linked to its place in the book."""
    return rule_link(value, say_value(load()[value.rule], value)) if value else NONE


def value_link_on(view: View, rule: Rule) -> Content:
    """The same for a day; what stands in the place of a rule that is not there is said too."""
    value = rule.at(view.day) if view.day >= rule.values[0].start else None
    return value_link(value) if value else say_on(view, rule)


# Where it comes from.


def written_by(value: Value) -> Element:
    """Below a list: whose words it has, and where they stand or what was read before."""
    whose = f"{BY_HANDBOOK} " if value.by_handbook else ""
    place = [rule_link(value, value.source.title), f", “{value.where}”."]
    return el("p", whose, place, classes="origin")


def origin(*values: Value) -> Element:
    """Below a table: which documents it was made from, and since when each is known to hold."""
    sources = sorted({v.source.id: v.source for v in values}.values(), key=lambda s: s.dated)
    parts = [
        [source_link(source.id, source.title), f" ({day_in_words(source.dated)})"]
        for source in sources
    ]
    return el("p", "Made from: ", joined(parts, "; "), ".", classes="origin")


def made_from(*values: Value) -> Element:
    """The same, with the rules themselves, so that each leads to its place and back."""
    by_source: dict[str, list[Value]] = {}
    for value in sorted(values, key=lambda value: value.source.dated):
        by_source.setdefault(value.source.id, []).append(value)
    parts = []
    for source, of in by_source.items():
        rules = joined((rule_link(value, load()[value.rule].title) for value in of), ", ")
        title, dated = of[0].source.title, of[0].source.dated
        parts.append([source_link(source, title), f" ({day_in_words(dated)}): ", rules])
    return el("p", "Made from: ", joined(parts, "; "), ".", classes="origin")


def recorded(*sources: str) -> Element:
    """Below what was made from the catalogue: the documents that its rows come from."""
    links = (source_link(source) for source in dict.fromkeys(sources))
    return el("p", "Made from: ", joined(links, "; "), ".", classes="origin")


# Writing.


def start_tag(tag: str, attributes: Mapping[str, str]) -> str:
    named = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{named}>"


def visit(writer: Any, node: Element) -> None:
    writer.body.append(start_tag(node["tag"], node["attributes"]))


def depart(writer: Any, node: Element) -> None:
    if node["tag"] != "br":
        writer.body.append(f"</{node['tag']}>")


def setup(app: Sphinx) -> None:
    app.add_node(Element, html=(visit, depart))
