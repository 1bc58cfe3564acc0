"""Every page of the book is there, can be reached, says whom it is for, and leads on."""

import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import pytest

from lfai_nb.policy import load
from tests.book.markdown import BOOK, ROOT, in_contents, name, pages

# The pages of the rules are reached from each number, and from the page that lists them.
GENERATED_LINKS = "book/reference/rules/"
AT_MOST = 7  # pages of a path on the front page


@pytest.mark.parametrize("entry", in_contents())
def test_every_page_of_the_contents_exists(entry):
    there = [ROOT / f"{entry}{ending}" for ending in (".md", ".ipynb")]
    near = get_close_matches(entry, map(name, pages()), n=1)
    assert any(path.is_file() for path in there), (
        f"_toc.yml lists {entry}, and there is no {entry}.md; near to it: {near or 'nothing'}"
    )


@pytest.mark.parametrize("path", pages(), ids=name)
def test_every_page_is_in_the_contents(path):
    assert name(path) in in_contents(), (
        f"no reader finds this page: add `- file: {name(path)}` to its part of _toc.yml"
    )


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=name)
def test_every_notebook_is_in_the_contents(path):
    assert name(path) in in_contents(), (
        f"no reader finds this notebook: add `- file: {name(path)}` with its title to _toc.yml"
    )


@pytest.mark.parametrize("path", pages(), ids=name)
def test_a_page_opens_with_whom_it_is_for(path):
    title, opening, *_ = [*re.split(r"\n\n+", path.read_text("utf-8"), maxsplit=2), "", ""]
    assert re.fullmatch(r"# [^\n]+", title), f"the first line is `# Title`, not {title[:60]!r}"
    assert re.fullmatch(r"\*[^*]+\*", opening.strip()) and re.match(  # noqa: PT018
        r"\*(For|Who|If you)", opening
    ), (
        "below the title, one paragraph in italics says whom the page is for: "
        f"`*For …*`, `*Who …*` or `*If you …*`, not {opening[:60]!r}"
    )


@pytest.mark.parametrize("path", pages(), ids=name)
def test_a_page_ends_with_where_to_go_next(path):
    headings = re.findall(r"^## (.+)$", path.read_text("utf-8"), re.MULTILINE)
    last = headings[-1] if headings else "no heading"
    assert last == "Where to go next", f"the last section is `## Where to go next`, not {last!r}"
    after = path.read_text("utf-8").rpartition("## Where to go next")[2]
    assert re.search(r"\]\([^)]+\)", after), "`## Where to go next` has at least one link"


@cache
def linked() -> dict[Path, set[Path]]:
    """For each page those that link to it."""
    links: dict[Path, set[Path]] = {}
    for path in pages():
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            if "://" not in target and not target.startswith("mailto:"):
                links.setdefault((path.parent / target).resolve().with_suffix(""), set()).add(path)
    return links


@pytest.mark.parametrize("path", pages(), ids=name)
def test_a_page_is_linked_from_another_page(path):
    if path == BOOK / "index.md" or name(path).startswith(GENERATED_LINKS):
        return
    assert linked().get(path.with_suffix(""), set()) - {path}, (
        f"no other page links to {name(path)}: link to it where a reader would want it, at least "
        "from the page before it"
    )


def test_a_table_a_list_and_a_figure_have_one_home():
    """Elsewhere one sentence and a link. The front page shows what another page explains."""
    homes: dict[str, list[str]] = {}
    for path in pages():
        if path == BOOK / "index.md":
            continue
        for part in re.findall(r"^```\{(?:shown|items)\} (.+)$", path.read_text("utf-8"), re.M):
            homes.setdefault(part, []).append(name(path))
    assert len(homes) > 150
    assert {item: at for item, at in homes.items() if len(at) > 1} == {}


def test_each_path_of_the_front_page_is_short_and_says_how_long_it_takes():
    front = (BOOK / "index.md").read_text("utf-8")
    paths = re.split(r"^### ", front.partition("## How to read")[0], flags=re.MULTILINE)[1:]
    assert [section.splitlines()[0] for section in paths] == [
        "I am new here",
        "My organisation may join",
        "I maintain a project",
    ]
    for path in paths:
        steps = re.findall(r"^\d+\. \[", path, re.MULTILINE)
        assert 3 <= len(steps) <= AT_MOST
        timed = re.search(r"\{reading-time\}`([^`]+)`", path)
        assert timed, "says how long it takes"
        listed = re.findall(r"^\d+\. \[[^]]*\]\(([^)]+)\)", path, re.MULTILINE)
        assert timed[1].split(", ") == [page.removesuffix(".md") for page in listed]


def test_there_is_a_page_for_the_rules_of_each_topic():
    topics = {rule.topic for rule in load().rules.values()}
    assert topics == {path.stem for path in (BOOK / "reference" / "rules").glob("*.md")}
    for topic in topics:
        text = (BOOK / "reference" / "rules" / f"{topic}.md").read_text("utf-8")
        assert f"```{{rules}} {topic}\n```" in text
