"""Every page of the book: quiet, self-contained, described, accessible, narrow where it must be."""

import gzip
import json
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader

from handbook import book_search, head
from tests.site.conftest import ROOT

SITE = Path(os.environ.get("LFAI_NB_SITE", ROOT / "_build" / "html"))
NAMES = [str(p.relative_to(SITE)) for p in head.pages(SITE) if p.parent != SITE]
FOR_WORKERS = {"worker-src", "connect-src"}
OWN = ["search.html", "404.html"]  # pages that are no text of the book
NAMES += OWN
# By the page, so that all that is asked of a page is asked while it is at hand: see `parsed`.
EVERY = pytest.mark.parametrize("name", NAMES, scope="module")


@lru_cache(maxsize=2)
def parsed(page: Path) -> BeautifulSoup:
    """To be read, and not to be changed."""
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


@EVERY
def test_a_page_says_what_it_is_and_lets_in_nobody_else(site: Path, name: str) -> None:
    soup = parsed(site / name)
    assert soup.html is not None
    assert soup.html["lang"] == "en"
    assert soup.title is not None
    assert soup.title.get_text().strip()
    description = soup.find("meta", attrs={"name": "description"})
    assert description is not None
    assert 10 < len(description["content"]) <= 170
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    assert "default-src 'none'" in policy["content"]
    assert "'unsafe-eval'" not in policy["content"]
    for directive in policy["content"].split(";"):
        let_in = {word for word in directive.split()[1:] if not word.startswith("'sha256-")}
        # Itself, its own bytes, or nobody: no scheme, no host, no star.
        # Pages whose cells run compile WebAssembly: see test_run_here.py.
        known = {"'none'", "'self'", "'unsafe-inline'", "'wasm-unsafe-eval'", "data:"}
        # The one page that asks hosts, once its reader has pressed for it.
        if name == "book/hosting/readiness.html" and directive.split()[0] == "connect-src":
            known |= {"https://api.github.com", "https://www.bestpractices.dev"}
            assert len(let_in) == 3
        # A worker that the page made up has the page's own policy.
        if "'wasm-unsafe-eval'" in policy["content"] and directive.split()[0] in FOR_WORKERS:
            known |= {"blob:"}
        assert let_in <= known, directive
    icon = soup.find("link", rel="icon") or soup.find("link", rel="shortcut icon")
    assert icon is not None
    if name not in OWN:
        card = soup.find("meta", property="og:image")
        assert card is not None
        assert (site / name).parent.joinpath(card["content"]).resolve().is_file()


@lru_cache(maxsize=50)
def compressed(part: Path) -> int:
    return len(gzip.compress(part.read_bytes()))


@EVERY
def test_a_page_loads_nothing_from_elsewhere_and_is_light(site: Path, name: str) -> None:
    page = site / name
    soup = parsed(page)
    parts = [page]
    for tag, attribute in (("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src")):
        for element in soup.find_all(tag):
            where = element.get(attribute)
            if where is None or (tag == "link" and "stylesheet" not in element.get("rel", [])):
                continue
            assert not urlsplit(where).netloc, where
            if tag in ("script", "link"):
                folder = site if where.startswith("/") else page.parent
                parts.append((folder / urlsplit(where).path.lstrip("/")).resolve())
    index = site / book_search.INDEX  # has a bound of its own
    plain = sum(part.stat().st_size for part in parts if part != index)
    packed = sum(compressed(part) for part in parts)
    # The search page has a library and an index besides: see BUDGETS in test_search.py. The other
    # ones are the record, the public names, the largest tool, drawings: light when compressed.
    longer = {
        "search.html": 460_000,
        "book/reference/data.html": 320_000,
        "book/reference/api.html": 310_000,
        "notebooks/portfolio.html": 320_000,  # every project in two drawings
    }
    most = longer.get(name, 300_000)
    assert plain <= most, f"{plain:,} bytes from a server that does not compress"
    assert packed <= 150_000, f"{packed:,} bytes from a server that compresses"
    assert index.stat().st_size <= 300_000


def test_every_link_inside_the_site_resolves(site: Path) -> None:
    places: dict[Path, set[str]] = {}

    def ids(page: Path) -> set[str]:
        if page not in places:
            text = page.read_text(encoding="utf-8")
            places[page] = set(re.findall(r'\s(?:id|name)="([^"]+)"', text))
        return places[page]

    broken = []
    for name in NAMES:
        page = site / name
        if name == "404.html":
            continue  # its addresses are those of a host; see test_not_found.py
        for href in re.findall(r'<a\b[^>]*?\shref="([^"]*)"', page.read_text(encoding="utf-8")):
            link = urlsplit(href.replace("&amp;", "&"))
            if link.scheme or link.netloc:
                continue
            target = (page.parent / unquote(link.path)).resolve() if link.path else page
            if not target.exists():
                broken.append(f"{name}: {href}")
                continue
            is_page = target.suffix == ".html" and "lite" not in target.parts
            if link.fragment and is_page and unquote(link.fragment) not in ids(target):
                broken.append(f"{name}: {href}")
    assert broken == []


@EVERY
def test_a_picture_is_described_in_words(site: Path, name: str) -> None:
    soup = parsed(site / name)
    for picture in soup.select("main img, article img"):
        words = picture.get("alt", "")
        assert len(words.split()) > 3, f"{picture['src']} is described as {words!r}"


@EVERY
def test_without_a_repository_no_page_has_a_link_that_leads_nowhere(site: Path, name: str) -> None:
    soup = parsed(site / name)
    assert all("://" not in a["href"] for a in soup.select(".about-page a"))


# Read out of their sentence, in a list of links, these say nothing.
EMPTY_WORDS = {"", "click here", "here", "go", "link", "more", "read more", "see", "start", "this"}


@EVERY
def test_a_link_says_where_it_leads(site: Path, name: str) -> None:
    soup = parsed(site / name)
    for link in soup.select("main a[href], article a[href]"):
        words = link.get_text().strip() or link.get("aria-label", "")
        assert words.lower() not in EMPTY_WORDS or link.select("img[alt], svg"), link


@EVERY
def test_the_way_through_the_book_is_named_and_marks_where_one_is(site: Path, name: str) -> None:
    soup = parsed(site / name)
    (book,) = soup.select('nav[aria-label="The book"]')
    pages_of_it = [a["href"] for a in book.select(".sidebar-tree a")]
    assert len(pages_of_it) > 50
    lists = book.select(".sidebar-tree ul[aria-labelledby]")
    captions = [soup.find(id=group["aria-labelledby"]) for group in lists]
    assert all(caption is not None and caption.get_text(strip=True) for caption in captions)
    # Of the parts, the one is open that this page belongs to.
    assert len(book.select("details > summary")) == len(lists)
    opened = book.select("details[open]")
    assert [bool(part.select('[aria-current="page"]')) for part in opened] == [True] * len(opened)
    assert len(opened) == (1 if "#" in pages_of_it else 0), name
    here = [a["href"] for a in soup.select('[aria-current="page"]')]
    # The first page and the search are in no list.
    assert here == (["#"] if "#" in pages_of_it else []), name


def test_the_sitemap_has_every_page_of_the_book(site: Path) -> None:
    listed = set(re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text()))
    assert listed == set(NAMES) - set(OWN)


def test_the_root_leads_to_the_first_page(site: Path) -> None:
    assert 'url=book/index.html"' in (site / "index.html").read_text(encoding="utf-8")


def notebooks(site: Path) -> Iterator[Path]:
    return (site / "notebooks").glob("*.html")


def test_a_notebook_page_has_its_buttons_and_no_dead_control(site: Path) -> None:
    for page in notebooks(site):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        links = {a.get_text(): a["href"] for a in soup.select(".notebook-buttons a")}
        assert {"Download", "View the source"} <= set(links), page.name
        source = (page.parent / links["Download"]).resolve()
        assert json.loads(source.read_text(encoding="utf-8"))["cells"]
        assert "# %%" in (page.parent / links["View the source"]).resolve().read_text("utf-8")
        controls = soup.select("article :is(input, select, textarea)")
        assert all(control.find_parent(class_="tool") for control in controls), page.name
        needs_torch = "needs.check()" in source.read_text("utf-8")
        how = soup.select_one(".notebook-how")
        assert how is not None
        assert ("make lab-demos" in how.get_text()) == needs_torch, page.name


def test_a_page_writes_to_the_foundations_offices_and_to_nobody_else(site: Path) -> None:
    written = set()
    for name in NAMES:
        # A page that has the word nowhere has no such link, and need not be taken apart.
        if "mailto" not in (site / name).read_text(encoding="utf-8"):
            continue
        soup = parsed(site / name)
        for link in soup.select("a[href^='mailto:']"):
            assert link.get_text() == link["href"].removeprefix("mailto:")
            written.add(link.get_text())
    assert {f"{office}@lfaidata.foundation" for office in ("info", "pr", "events")} <= written
    assert written <= {
        *(f"{office}@lfaidata.foundation" for office in ("info", "pr", "events", "conduct")),
        "tac-general@lists.lfaidata.foundation",
    }


# Below each page: the theme's own template finds the address at which a page is changed.
REPOSITORIES = {
    "https://github.com/people/book": [
        "https://github.com/people/book",
        "https://github.com/people/book/edit/main/book/one.md",
        "https://github.com/people/book/issues/new?title=Mistake%20in%20book/one.md",
    ],
    "https://gitlab.com/people/book/": [
        "https://gitlab.com/people/book",
        "https://gitlab.com/people/book/-/edit/main/book/one.md",
        "https://gitlab.com/people/book/-/issues/new?issue[title]=Mistake%20in%20book/one.md",
    ],
    "": [],
}


@pytest.mark.parametrize("repository", REPOSITORIES)
def test_a_page_leads_to_the_repository_where_there_is_one(repository: str) -> None:
    themes = [Path(str(resources.files(theme))) for theme in ("sphinx_basic_ng", "furo")]
    folders = [head.TEMPLATES, themes[0] / "theme", themes[1] / "theme"]
    filled = Environment(loader=FileSystemLoader(folders), autoescape=False).get_template(
        "about.html"
    )
    html = filled.render(
        theme_source_repository=repository,
        theme_source_branch="main",
        theme_source_directory="",
        theme_source_edit_link="",
        pagename="book/one",
        page_source_suffix=".md",
        sourcename="book/one.md",
        pathto=lambda target, _=0: target,
        handbook_built="Built.",
        _=str,
    )
    soup = BeautifulSoup(html, "html.parser")
    assert [a["href"] for a in soup.select("nav a")] == REPOSITORIES[repository]
    words = [a.get_text() for a in soup.select("nav a")]
    assert words in ([], ["Repository", "Suggest a change to this page", "Report an error"])
