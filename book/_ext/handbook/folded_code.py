"""A cell whose code is folded away, by its tag `hide-input`: a summary that says what is below it.

MyST-NB's own has two texts, of which a style sheet hides one, and a third for those who listen.
"""

from typing import Any

from docutils import nodes
from myst_nb.sphinx_ext import HideCodeCellNode  # type: ignore[import-untyped]
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

OPENING = '<details class="cell-code">\n<summary>The code of this cell</summary>\n'


def visit(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(OPENING)


def depart(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</details>\n")


def setup(app: Sphinx) -> None:
    html: Any = (visit, depart)
    app.add_node(HideCodeCellNode, override=True, html=html)
