"""What the page on the book's own state shows."""

import json
import re
from datetime import date
from pathlib import Path

from handbook.tables import status
from tests.site.rendered import html_of

TODAY = date(2026, 11, 27)
RACES = Path(__file__).parents[2] / "benchmarks" / "races.json"


def rows(html: str) -> dict[str, list[str]]:
    """The cells of each row, by its heading."""
    matches = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html)
    return {name: re.findall(r"<td[^>]*>(.*?)</td>", cells) for name, cells in matches}


def test_a_snapshot_says_how_old_its_facts_are() -> None:
    facts, oldest, newest = rows(html_of(status.snapshots(TODAY)))["Milvus"]
    assert re.fullmatch(r"\d+ known, \d+ unknown", facts)
    assert "20 November 2023" in oldest
    assert newest.endswith("old)")


def test_a_snapshot_of_which_nothing_is_known_has_no_age() -> None:
    facts, oldest, newest = rows(html_of(status.snapshots(TODAY)))["OAAX"]
    assert facts.startswith("0 known")
    assert (oldest, newest) == ("–", "–")


def test_a_race_says_whether_it_is_as_fast_as_was_wanted() -> None:
    """And where, when and under which load it was run: a number alone says nothing."""
    html = html_of(status.races(TODAY))
    assert "load" in html
    assert "2026" in html
    measured = json.loads(RACES.read_text(encoding="utf-8"))
    for row in (row for record in measured for row in record["rows"] if "wanted" in row):
        there = "reached" if row["times"] >= row["wanted"] else "not reached"
        assert f"{row['wanted']:g} times: {there}" in html
