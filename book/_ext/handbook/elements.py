"""The one node that this book adds for what docutils has no node for."""

from docutils import nodes


class Element(nodes.General, nodes.Special, nodes.TextElement):
    """An element of HTML with its attributes: tables with the heads of their columns in each cell,
    what is inserted, quoted or small, for which docutils has no node or writes another element.

    `Special`, so that quotation marks stay as the sources have them.
    """

    child_text_separator = " "
