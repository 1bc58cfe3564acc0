"""What each page of the book carries besides its text, and what it is kept from loading.

A page describes itself in its head, loads only the style and script that its own text needs, and
has a Content-Security-Policy that refuses every other host. Connected to the build in
``extension.py``.

A page is made of nodes until Sphinx has written it. What is read in the finished HTML here is what
no node has: which style and script of the theme a page needs, the hashes of all its scripts, the
theme's own among them, and the addresses of the page for what is missing.
"""

import base64
import hashlib
import os
import re
from collections.abc import Container, Iterable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from handbook import (
    book_search,
    data_tables,
    notebook_buttons,
    page_tools,
    single_page,
    social_cards,
    table_filter,
)
from lfai_nb import __version__
from lfai_nb.policy.words import day_in_words

TEMPLATES = Path(__file__).parent / "templates"
POLICY_HERE = "@content-security-policy@"
# The pages that are no text of the book, and their titles.
OWN_PAGES = {"search": "Search", "404": "No page at this address"}
LAB = "lite"  # the lab's folder in the site; its pages are not ours

# What a file of the theme or of an extension is for: it is loaded only where the text has that.
NEEDED_FOR = {
    "start.css": 'class="start-cards"',
    "sort.css": f'{data_tables.SORTS}="',
    "run.css": 'class="run-here"',
    "pygments.css": "<pre",
    "copybutton.css": "<pre",
    "clipboard.min.js": "<pre",
    "copybutton.js": "<pre",
    "readiness.css": 'id="readiness-tool"',
    "documentation_options.js": "<pre",  # copybutton.js reads the language from it
}
# The book has its own search, and its own style for the cells of notebooks and the button that
# copies code. The extensions of the theme are styles for what is not in the book.
NEVER = (
    "furo-extensions.css",
    "doctools.js",
    "sphinx_highlight.js",
    "searchtools.js",
    "language_data.js",
    "mystnb",
)
# An attribute with an address that is neither a place of the page itself nor whole.
RELATIVE = re.compile(r'\b(href|src|action)="(?![a-z]+:|[#/])([^"]*)"')
RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")
RULES = re.compile(r"(?:[^{}@]+\{[^{}]*\})+")
REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)([^>]*)>(.*?)</script>", re.DOTALL)
# The hosts that a tool asks, once its reader has pressed for it; no page without one names a host.
ASKS = re.compile(r'<div(?=[^>]* id="[a-z]+-tool")[^>]* data-asks="([^"]*)"')
REDIRECT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta http-equiv="refresh" content="0; url={to}"><link rel="canonical" href="{canonical}">
<title>{title}</title><meta name="description" content="{title}: the way in.">
</head><body><main><p><a href="{to}">{title}</a></p></main></body></html>
"""


def configure(app: Sphinx, config: Config) -> None:
    config.templates_path = [str(TEMPLATES), *config.templates_path]
    # Where the site will stand is known to who publishes it, not to the book.
    config.html_baseurl = os.environ.get("LFAI_NB_SITE_URL", config.html_baseurl)
    options = config.html_theme_options
    repository = os.environ.get("LFAI_NB_REPOSITORY_URL") or options.get("source_repository", "")
    options["source_repository"] = repository.rstrip("/")


def set_up(app: Sphinx) -> None:
    # The theme's own setting, which is not there yet when the configuration is read.
    app.config.pygments_dark_style = "a11y-high-contrast-dark"
    # The book has its own search: see search.py.
    app.builder.search = False  # type: ignore[attr-defined]  # of the builders of HTML
    app.config.html_additional_pages = {name: f"{name}.html" for name in OWN_PAGES}


def complete(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Head, assets and body of one page, before its template is filled."""
    context["title"] = OWN_PAGES.get(pagename, context.get("title"))
    context.setdefault("body", "")
    if data_tables.SORTS in context["body"]:
        # In the page, as the tools are: it works from a folder, and its hash stands in the policy.
        script = table_filter.script("table_sort")
        context["body"] += f'<script type="module">{script}</script>'
    for files in ("css_files", "script_files"):
        context[files] = [f for f in context[files] if _is_needed(f, context["body"])]
    context["handbook_panels"] = page_tools.script("panels")
    if pagename == "search":
        context["handbook_search"] = page_tools.script("search")
    context["handbook_head"] = _head(app, pagename, context, doctree)
    context["handbook_built"] = _built(app)


def finish(app: Sphinx, error: Exception | None) -> None:
    """What can only be written when all pages are there."""
    if error is not None or app.builder.name != "html":
        return
    out = Path(app.outdir)
    remove_old(out, app.env.found_docs)
    root = app.config.root_doc
    to = f"{root}.html"
    title = escape(app.config.html_title)
    canonical = urljoin(app.config.html_baseurl or "", to)
    (out / "index.html").write_text(REDIRECT.format(to=to, title=title, canonical=canonical))
    single_page.write(app, POLICY_HERE, _built(app))
    missing = out / "404.html"
    missing.write_text(from_anywhere(missing.read_text("utf-8"), app.config.html_baseurl), "utf-8")
    for page in pages(out):
        text = page.read_text(encoding="utf-8")
        if POLICY_HERE in text:
            page.write_text(text.replace(POLICY_HERE, content_security_policy(text)), "utf-8")
    own = [sheet for sheet, _ in app.config.html_css_files]  # each with its attributes
    for sheet in own:
        written = out / "_static" / sheet
        written.write_text(without_remarks(written.read_text("utf-8")), "utf-8")
    colours = out / "_static" / "pygments.css"
    colours.write_text(with_shared_rules(without_remarks(colours.read_text("utf-8"))), "utf-8")
    book_search.write(app)
    page_tools.write_files(out / "_static")
    _sitemap(out, app.config.html_baseurl, sorted(app.env.found_docs))


def remove_old(out: Path, names: Container[str]) -> None:
    """Pages of a build before this one that the book has no more."""
    for page in pages(out):
        name = page.relative_to(out).with_suffix("").as_posix()
        if "/" in name and not name.startswith("_") and name not in names:
            page.unlink()


def pages(site: Path) -> Iterable[Path]:
    """The pages of the book, without those of the lab."""
    return (p for p in sorted(site.rglob("*.html")) if p.relative_to(site).parts[0] != LAB)


def without_remarks(css: str) -> str:
    """A style sheet without what is for its writers alone: a fifth of it, on each page.

    >>> without_remarks("/* Why. */\\na { b: c; }\\n  d, e { f: g; }\\n")
    'a{b:c;}d,e{f:g;}'
    """
    short = re.sub(r"\s*([{};,])\s*", r"\1", REMARK.sub("", css))
    return re.sub(r"(?<=[\w-]): +", ":", short).strip()


def with_shared_rules(css: str) -> str:
    """The colours of code with each colour once: half of them, on each page that has code.

    A piece of code has one class, so the order of the rules does not matter.

    >>> with_shared_rules("@media print{.a{c:d}.b{e:f}.g{c:d}}")
    '@media print{.a,.g{c:d}.b{e:f}}'
    """

    def shared(rules: re.Match[str]) -> str:
        selectors: dict[str, list[str]] = {}
        for selector, declarations in RULE.findall(rules[0]):
            selectors.setdefault(declarations, []).append(selector)
        return "".join(f"{','.join(each)}{{{what}}}" for what, each in selectors.items())

    return RULES.sub(shared, css)


def from_anywhere(html: str, base: str) -> str:
    """The page with addresses that hold wherever a host shows it, as for one that is missing."""
    root = urlsplit(base).path.rstrip("/")
    return RELATIVE.sub(lambda m: f'{m[1]}="{root}/{m[2]}"', html)


def content_security_policy(html: str) -> str:
    """Only the site itself; of the scripts within the page, only these very ones."""
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for attributes, script in INLINE_SCRIPT.findall(html)
        if "application/" not in attributes  # data is not run
    }
    # Only a page whose cells run starts a worker and lets WebAssembly be compiled. The page makes
    # the worker up, so that it has this policy too; from within it no other can be started. Firefox
    # asks for 'self', because a worker imports its script.
    runs = notebook_buttons.run_script() in html
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *["'wasm-unsafe-eval'"] * runs, *sorted(hashes)]),
            *["worker-src 'self' blob:"] * runs,
            # Figures and notebook outputs carry style attributes; a style cannot send anything
            # away while images and fonts are held to the site.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            " ".join(["connect-src 'self'", *["blob:"] * runs, *ASKS.findall(html)]),
            "form-action 'self'",
            "base-uri 'none'",
        ]
    )


def description(doctree: nodes.document | None) -> str:
    """The first sentences of the page, as many as a search engine shows."""
    if doctree is None:
        return ""
    paragraphs = (p.astext() for p in doctree.findall(nodes.paragraph))
    text = " ".join(next((p for p in paragraphs if len(p) > 40), "").split())
    if len(text) <= 160:
        return text
    return text[:157].rsplit(" ", 1)[0] + " …"


def _is_needed(asset: Any, body: str) -> bool:
    name = str(getattr(asset, "filename", asset) or "").rsplit("/", 1)[-1].partition("?")[0]
    if name.startswith(NEVER):
        return False
    mark = next((mark for start, mark in NEEDED_FOR.items() if name.startswith(start)), None)
    return mark is None or mark in body


def _head(app: Sphinx, pagename: str, context: dict[str, Any], doctree: Any) -> str:
    titled = app.env.titles.get(pagename)
    title = titled.astext() if titled else OWN_PAGES.get(pagename, "")
    site = app.config.html_title
    summary = description(doctree) or f"{title}: {site}"
    tags = [f'<meta http-equiv="Content-Security-Policy" content="{POLICY_HERE}">']
    if 'name="description"' not in (context.get("metatags") or ""):
        tags.append(f'<meta name="description" content="{escape(summary)}">')
    card = social_cards.name(pagename)
    if doctree is not None:
        social_cards.write(Path(app.outdir), pagename, title, site)
        image = urljoin(app.config.html_baseurl, card) if app.config.html_baseurl else None
        tags += [
            _property("og:type", "article"),
            _property("og:site_name", site),
            _property("og:title", title),
            _property("og:description", summary),
            _property("og:image", image or context["pathto"](card, 1)),
            _property("og:image:width", str(social_cards.WIDTH)),
            _property("og:image:height", str(social_cards.HEIGHT)),
            '<meta name="twitter:card" content="summary_large_image">',
        ]
        if context.get("pageurl"):
            tags.append(_property("og:url", context["pageurl"]))
    return "\n    ".join(tags)


def _built(app: Sphinx) -> str:
    day = day_in_words(app.config.handbook_day)
    return f"Built on {day}, version {__version__}. An independent project."


def _property(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{escape(content)}">'


def _sitemap(out: Path, base: str, names: Iterable[str]) -> None:
    # A sitemap takes whole addresses only; without the site's own they stay relative to its root,
    # and whoever publishes the folder sets LFAI_NB_SITE_URL.
    rows = "".join(f"<url><loc>{escape(urljoin(base, f'{n}.html'))}</loc></url>\n" for n in names)
    (out / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n',
        encoding="utf-8",
    )
    where = f"Sitemap: {urljoin(base, 'sitemap.xml')}\n" if base else ""
    (out / "robots.txt").write_text(f"User-agent: *\nAllow: /\n{where}", encoding="utf-8")
