"""Markdown that shows text from outside as it is: no markup, HTML, link or mention comes of it."""

import re
from collections.abc import Iterable, Sequence

from lfai_nb.errors import one_line


def escaped(text: str) -> str:
    plain = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain = re.sub(r"([\\`*_{}\[\]()#|~!^$])", r"\\\1", plain)
    plain = re.sub(r"^(\s*\d*)([-+=.])", r"\1\\\2", plain)
    # After the signs above: a backslash within an entity would show it instead of its sign.
    plain = plain.replace("@", "&#64;").replace("://", "&#58;//")
    return re.sub(r"\b(www)\.", r"\1&#46;", plain, flags=re.IGNORECASE)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([escaped(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
