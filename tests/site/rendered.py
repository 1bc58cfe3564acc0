"""What a table of the book comes to, as HTML, before its references have found their pages."""

import re
from html import escape

from docutils import nodes
from sphinx import addnodes

from handbook.parts import Content, Element, flat, start_tag

#: A link as it is written here: its kind, what it names, and the day of a value.
LINK = re.compile(r'href="(rule|source|contradiction|page):([^"@]+)(?:@(\d{4}-\d\d-\d\d))?"')


def html_of(content: Content) -> str:
    """A reference is a link to ``rule:ID@DAY``, ``source:ID``, ``contradiction:ID``, ``page:…``."""
    return "".join(map(_html, flat(content)))


def _html(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return escape(str(node))
    if isinstance(node, nodes.raw):
        return node.astext()
    within = "".join(map(_html, node.children))
    if isinstance(node, addnodes.pending_xref):
        kind = node["reftype"].removeprefix("handbook-")
        day = f"@{node['since']}" if node.get("since") else ""
        return f'<a href="{kind}:{node["reftarget"]}{day}">{within}</a>'
    assert isinstance(node, Element)
    end = "" if node["tag"] == "br" else f"</{node['tag']}>"
    return f"{start_tag(node['tag'], node['attributes'])}{within}{end}"
