"""The contents beside each page, and the way to it: from the book's own table of contents."""

from itertools import count

import pytest

from handbook import contents
from handbook.contents import ContentsLine, Crumb, PageEntry, Part
from handbook.links import PROJECTS

MILVUS = f"{PROJECTS}/milvus"
HOSTED = PageEntry(
    "hosted",
    "The hosted projects",
    (PageEntry(MILVUS, "Milvus", ()), PageEntry(f"{PROJECTS}/o", "O", ())),
)
WHOLE = (
    Part("Joining", (PageEntry("why", "Why", ()), PageEntry("dues", "Dues", ()))),
    Part("Hosting", (PageEntry("steps", "Steps", ()), HOSTED)),
)


def beside(page: str) -> dict[str, ContentsLine]:
    numbers = count(1)
    return {line.name: line for part in WHOLE for line in contents.lines(part, page, numbers)}


def test_the_contents_beside_a_page_do_not_list_every_project() -> None:
    assert beside("steps")["hosted"].below == ()
    (only,) = beside(MILVUS)["hosted"].below
    assert (only.name, only.here) == (MILVUS, True)


def test_the_page_and_those_above_it_are_marked_and_no_other() -> None:
    lines = beside(MILVUS)
    assert [name for name, line in lines.items() if line.above] == ["hosted"]
    assert not any(line.here for line in lines.values())
    assert [name for name, line in beside("dues").items() if line.here] == ["dues"]
    assert not any(line.above or line.here for line in beside("search").values())


@pytest.mark.parametrize(
    ("page", "way"),
    [
        ("dues", [("index", "The handbook"), ("why", "Joining")]),
        (
            MILVUS,
            [("index", "The handbook"), ("steps", "Hosting"), ("hosted", "The hosted projects")],
        ),
        ("search", []),
    ],
)
def test_the_way_to_a_page_names_what_is_above_it(page: str, way: list[tuple[str, str]]) -> None:
    assert contents.crumbs(WHOLE, page, "index") == [Crumb(*step) for step in way]
