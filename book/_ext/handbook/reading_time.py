"""How long pages take to read, counted from their words when the book is built.

    {reading-time}`foundation/council, joining`    a page, and all the pages of a folder

Tables and figures that the data becomes are looked at rather than read, and are not counted. Nor is
code: whoever tries it takes longer anyway.
"""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

#: Words a minute of an adult who reads a text of this kind with attention.
WORDS_A_MINUTE = 220
STEP = 5  # minutes; the count is no more exact than that

BLOCKS = re.compile(r"^(`{3,}|:{3,})[^\n]*\n.*?^\1\s*$", re.MULTILINE | re.DOTALL)
ROLE = re.compile(r"\{[a-z-]+\}`([^`<]*)[^`]*`")
TARGET = re.compile(r"\]\([^)]*\)")


def pages(book: Path, names: str) -> list[Path]:
    """The pages that are meant; a name that is neither a page nor a folder is an error."""
    found: list[Path] = []
    for name in (part.strip() for part in names.split(",")):
        page, folder = book / f"{name}.md", book / name
        if page.is_file():
            found.append(page)
        elif name and folder.is_dir():
            found.extend(sorted(folder.glob("*.md")))
        else:
            raise LookupError(f"there is no page and no folder {name!r} in book/")
    return found


def words(markdown: str) -> int:
    """
    >>> words("# A title\\n\\nTwo [more](a/b) of {term}`hosted projects`.\\n\\n```{shown} x\\n```")
    7
    """
    text = TARGET.sub("]", ROLE.sub(r"\1", BLOCKS.sub("", markdown)))
    return len(re.findall(r"[^\W_][\w’'.,-]*", text))


def minutes(count: int) -> int:
    """
    >>> minutes(100), minutes(1320), minutes(3300)
    (5, 5, 15)
    """
    return max(STEP, STEP * round(count / WORDS_A_MINUTE / STEP))


def reading_time_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: Any
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    env: BuildEnvironment = inliner.document.settings.env
    try:
        read = pages(Path(env.srcdir) / "book", text)
    except LookupError as error:
        note = inliner.reporter.error(f"{{{name}}}`{text}`: {error}", line=lineno)
        return [inliner.problematic(rawtext, rawtext, note)], [note]
    for page in read:
        env.note_dependency(str(page))
    count = sum(words(page.read_text("utf-8")) for page in read)
    return [nodes.Text(f"{minutes(count)} minutes")], []


def setup(app: Sphinx) -> None:
    app.add_role("reading-time", reading_time_role)
