"""The whole book on one page, for whoever prints it: whole.html, put together from the built pages.

Each page becomes an article. Its ids get the page's name in front, so that none is there twice,
and links between pages lead to places of this one. Tools and scripts are left out: paper answers
nothing.

It takes the pages as they were written, and not their nodes. As a builder of its own it would write
each of them a second time, whenever one is edited; and half of what has to be found anew are places
in what no node describes: the forms of tools, drawings, and outputs that a notebook has stored.
"""

import posixpath
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from sphinx.application import Sphinx

from handbook.links import PROJECTS

NAME = "whole.html"
ARTICLE = re.compile(r'<article role="main"[^>]*>(.*?)</article>', re.DOTALL)
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
HEADER_LINK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
OWN_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
STYLESHEET = re.compile(r'<link rel="stylesheet"[^>]*href="([^"]+)"')
#: attributes that name places of the same page, one or several
PLACES = re.compile(r'\b(id|for|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"')
IN_DRAWING = re.compile(r"url\(#([^)]+)\)")
ADDRESS = re.compile(r'\b(href|src)="([^"]*)"')

PAGE = """<!doctype html>
<html class="no-js" lang="en">
<head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="description" content="All pages of the book, one after another, to print or to search.">
<title>The whole book - {title}</title>
<link rel="shortcut icon" href="_static/favicon.svg">
{styles}
</head>
<body>
<main class="whole">
<h1>{title}: the whole book</h1>
<p>All pages in their order, without those of the single projects, to be printed or searched at one
go. Here nothing can be filled in: the
calculators are on <a href="{root}.html">the pages themselves</a>. {about}</p>
<nav aria-label="Pages"><ol>
{contents}
</ol></nav>
{articles}
</main>
</body>
</html>
"""


def write(app: Sphinx, policy: str, about: str) -> None:
    """Put together what is built; `policy` and `about` stand on every page."""
    out, names = Path(app.outdir), list(in_order(app))
    pages = {name: (out / f"{name}.html").read_text(encoding="utf-8") for name in names}
    sheets = dict.fromkeys(
        _from_root(name, href) for name, html in pages.items() for href in STYLESHEET.findall(html)
    )
    styles = [f'<link rel="stylesheet" href="{href}">' for href in sheets]
    titles = {name: escape(app.env.titles[name].astext()) for name in names}
    (out / NAME).write_text(
        PAGE.format(
            policy=policy,
            title=escape(app.config.html_title),
            styles="\n".join([*styles, *OWN_STYLE.findall(pages[names[0]])[:1]]),
            root=app.config.root_doc,
            about=about,
            contents="\n".join(f'<li><a href="#{key(n)}">{titles[n]}</a></li>' for n in names),
            articles="\n".join(article(name, pages[name], set(names)) for name in names),
        ),
        encoding="utf-8",
    )


def in_order(app: Sphinx) -> Iterator[str]:
    """The names of the pages as one reads them, from the first to the last.

    Without the pages of the projects, which nobody reads one after another: they would be half.
    """
    relations = app.env.collect_relations()
    name: str | None = app.config.root_doc
    while name:
        if not name.startswith(f"{PROJECTS}/"):
            yield name
        name = relations[name][2] if name in relations else None


def key(name: str) -> str:
    return name.replace("/", "-")


def article(name: str, html: str, names: set[str]) -> str:
    """What a page says, fit to stand beside all others."""
    match = ARTICLE.search(html)
    if match is None:
        raise ValueError(f"{name}.html has no article; the theme has changed, and {NAME} with it")
    body = HEADER_LINK.sub("", SCRIPT.sub("", match[1]))
    body = PLACES.sub(lambda m: f'{m[1]}="{_places(name, m[2])}"', body)
    body = IN_DRAWING.sub(lambda m: f"url(#{key(name)}--{m[1]})", body)
    body = ADDRESS.sub(lambda m: f'{m[1]}="{_address(name, m[2], names)}"', body)
    return f'<article id="{key(name)}">{body}</article>'


def _places(name: str, places: str) -> str:
    return " ".join(f"{key(name)}--{place}" for place in places.split())


def _from_root(name: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))


def _address(name: str, address: str, names: set[str]) -> str:
    if re.match(r"[a-z][a-z0-9+.-]*:", address) or not address:
        return address
    path, mark, place = address.partition("#")
    target = _from_root(name, path).removesuffix(".html") if path else name
    if target not in names:
        return f"{_from_root(name, path)}{mark}{place}"
    return f"#{key(target)}--{place}" if place else f"#{key(target)}"
