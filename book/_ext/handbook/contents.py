"""The book's contents beside each page, and the way from the first page down to it.

Read from Sphinx's own contents when all pages are known; ``templates/sidebar/navigation.html`` and
``templates/page.html`` write them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from handbook.links import PROJECTS


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page in the contents, and those that belong to it."""

    name: str
    title: str
    below: tuple["PageEntry", ...]

    def holds(self, name: str) -> bool:
        return self.name == name or any(entry.holds(name) for entry in self.below)


@dataclass(frozen=True, slots=True)
class Part:
    caption: str
    entries: tuple[PageEntry, ...]


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """An entry as the contents beside one page have it."""

    name: str
    title: str
    here: bool  # it is this page
    above: bool  # this page belongs to it
    below: tuple["ContentsLine", ...]
    number: int  # of those that unfold, which need a name on their page


class Crumb(NamedTuple):
    name: str
    words: str


@lru_cache(maxsize=1)
def parts(env: BuildEnvironment) -> tuple[Part, ...]:
    """The whole contents, the same for every page."""
    tree = env.get_doctree(env.config.root_doc).findall(addnodes.toctree)
    return tuple(Part(part["caption"] or "", tuple(_entries(env, part))) for part in tree)


def _entries(env: BuildEnvironment, tree: addnodes.toctree) -> Iterator[PageEntry]:
    for title, name in tree["entries"]:
        # Only of a page that has some are the contents looked into: each is a file to be read.
        has = env.toctree_includes.get(name)
        deeper = env.get_doctree(name).findall(addnodes.toctree) if has else ()
        below = tuple(entry for part in deeper for entry in _entries(env, part))
        yield PageEntry(name, title or env.titles[name].astext(), below)


def lines(part: Part, page: str, numbers: Iterator[int]) -> tuple[ContentsLine, ...]:
    """A part of the contents as it stands beside a page."""
    return tuple(_line(entry, page, numbers) for entry in part.entries)


def _line(entry: PageEntry, page: str, numbers: Iterator[int]) -> ContentsLine:
    # The list of the projects is named beside every page, and none of its pages but beside itself.
    kept = [e for e in entry.below if not e.name.startswith(f"{PROJECTS}/") or e.name == page]
    number = next(numbers) if kept else 0
    below = tuple(_line(child, page, numbers) for child in kept)
    here = entry.name == page
    return ContentsLine(
        entry.name, entry.title, here, not here and entry.holds(page), below, number
    )


def crumbs(whole: tuple[Part, ...], page: str, root: str) -> list[Crumb]:
    """Above a page: the first page, the part of the contents, and the pages that it belongs to.

    The page itself is left out: its title stands right below.
    """
    for part in whole:
        above = next((entry for entry in part.entries if entry.holds(page)), None)
        if above is not None:
            # A part has no page of its own: it begins with its first.
            way = [Crumb(root, "The handbook"), Crumb(part.entries[0].name, part.caption)]
            while above.name != page:
                way.append(Crumb(above.name, above.title))
                above = next(entry for entry in above.below if entry.holds(page))
            return way
    return []


def add(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    whole, numbers = parts(app.env), count(1)
    # The theme would write every page's contents out and read them back.
    context["toctree"] = lambda **options: ""
    context["handbook_contents"] = [(p.caption, lines(p, pagename, numbers)) for p in whole]
    context["handbook_crumbs"] = crumbs(whole, pagename, app.config.root_doc)


def setup(app: Sphinx) -> None:
    # Before the theme asks for the contents.
    app.connect("html-page-context", add, priority=100)
