"""How long pages take to read, counted from the words that they show.

    {reading-time}`foundation/council, joining`    a page, and all the pages of a folder

A page shows more than its source has: rules become values, and lists come from the data. So the
first page, which promises the times, holds a place for each until every page has been read.

Tables and figures are looked at rather than read, and are not counted. Nor is code: whoever tries
it takes longer anyway.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from handbook.elements import Element

#: Words a minute of an adult who reads a text of this kind with attention.
WORDS_A_MINUTE = 220
STEP = 5  # minutes; the count is no more exact than that

LOOKED_AT = (nodes.raw, nodes.literal_block, nodes.figure, nodes.table, nodes.comment)
#: Elements of HTML that are looked at, or that stay closed until somebody opens them.
TAGS = ("table", "figure", "svg", "details", "form", "pre")
WORD = re.compile(r"[^\W_][\w’'.,-]*")
#: Where a time goes, with the pages that it is of.
PLACE = re.compile(r"⟦([^⟧]+)⟧")


def pages(book: Path, names: str) -> list[Path]:
    """The pages that are meant; a name that is neither a page nor a folder is an error."""
    files: list[Path] = []
    for name in (part.strip() for part in names.split(",")):
        page, folder = book / f"{name}.md", book / name
        if page.is_file():
            files.append(page)
        elif name and folder.is_dir():
            files.extend(sorted(folder.glob("*.md")))
        else:
            raise LookupError(f"there is no page and no folder {name!r} in book/")
    return files


def words(node: nodes.Node) -> int:
    """
    >>> page = nodes.section("", nodes.title("", "A title"), nodes.paragraph("", "Two more words."))
    >>> page += nodes.literal_block("", "lfai-nb dues")
    >>> words(page)
    5
    """
    return sum(len(WORD.findall(text)) for text in _prose(node))


def _prose(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Text):
        yield str(node)
    elif not isinstance(node, LOOKED_AT) and not _is_looked_at(node):
        for child in node.children:
            yield from _prose(child)


def _is_looked_at(node: nodes.Node) -> bool:
    return isinstance(node, Element) and node["tag"] in TAGS


def minutes(count: int) -> int:
    """Rounded up: who was promised fifteen minutes shall not need seventeen.

    >>> minutes(100), minutes(1100), minutes(1101)
    (5, 5, 10)
    """
    return max(STEP, STEP * -(-count // (WORDS_A_MINUTE * STEP)))


def place(names: Iterable[str]) -> str:
    """What stands for a time until the pages have been read; ``fill`` puts the time there."""
    return f"⟦{', '.join(names)}⟧ minutes"


def fill(env: BuildEnvironment, text: str) -> str:
    return PLACE.sub(lambda match: str(_times(env)[match[1]]), text)


def reading_time_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: Any
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    env: BuildEnvironment = inliner.document.settings.env
    try:
        pages(Path(env.srcdir) / "book", text)
        if env.docname != env.config.root_doc:
            raise LookupError("times are promised on the first page alone")
    except LookupError as error:
        note = inliner.reporter.error(f"{{{name}}}`{text}`: {error}", line=lineno)
        return [inliner.problematic(rawtext, rawtext, note)], [note]
    return [nodes.Text(place(part.strip() for part in text.split(",")))], []


# When all pages have been read.


def count(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The first page is written anew when what it lists takes another time to read."""
    first, book = env.config.root_doc, Path(env.srcdir) / "book"
    counts, before = _counts(env), _times(env)
    now: dict[str, int] = {}
    for names in PLACE.findall(env.get_doctree(first).astext()):
        total = 0
        for path in pages(book, names):
            page = path.relative_to(env.srcdir).with_suffix("").as_posix()
            if page not in counts:
                counts[page] = words(env.get_doctree(page))
            total += counts[page]
        now[names] = minutes(total)
    env.handbook_times = now  # type: ignore[attr-defined]
    return [first] if now != before else []


def _counts(env: BuildEnvironment) -> dict[str, int]:
    """The words of each page; kept, so that an untouched page need not be loaded for it."""
    if not hasattr(env, "handbook_word_counts"):
        env.handbook_word_counts = {}  # type: ignore[attr-defined]
    kept: dict[str, int] = env.handbook_word_counts  # type: ignore[attr-defined]
    return kept


def _times(env: BuildEnvironment) -> dict[str, int]:
    kept: dict[str, int] = getattr(env, "handbook_times", {})
    return kept


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    _counts(env).pop(docname, None)


def put(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if pagename == app.config.root_doc:
        context["body"] = fill(app.env, context["body"])


def setup(app: Sphinx) -> None:
    app.add_role("reading-time", reading_time_role)
    app.connect("env-purge-doc", forget)
    app.connect("env-updated", count)
    app.connect("html-page-context", put)
