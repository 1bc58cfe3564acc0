"""What the page on the book's own state shows."""

import re
from datetime import date

from handbook.tables import status
from tests.site.rendered import html_of

TODAY = date(2026, 11, 27)


def rows(html: str) -> dict[str, list[str]]:
    """The cells of each row, by its heading."""
    found = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html)
    return {name: re.findall(r"<td[^>]*>(.*?)</td>", cells) for name, cells in found}


def test_a_snapshot_says_how_old_its_facts_are() -> None:
    facts, oldest, newest = rows(html_of(status.snapshots(TODAY)))["Milvus"]
    assert re.fullmatch(r"\d+ known, \d+ unknown", facts)
    assert "20 November 2023" in oldest
    assert newest.endswith("old)")


def test_a_snapshot_of_which_nothing_is_known_has_no_age() -> None:
    facts, oldest, newest = rows(html_of(status.snapshots(TODAY)))["OAAX"]
    assert facts.startswith("0 known")
    assert (oldest, newest) == ("–", "–")
