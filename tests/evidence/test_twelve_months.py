"""The same twelve months, the same pull requests, whoever lists the commits."""

from datetime import date
from itertools import pairwise

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.domain import TwelveMonths, Window
from lfai_nb.evidence.activity import is_pull, is_signed_off
from lfai_nb.evidence.github import github
from lfai_nb.evidence.history.as_facts import GitHistory
from lfai_nb.evidence.source import Subject
from tests.evidence import github_payloads as payloads
from tests.evidence.github_like import GitHubLike, Repo
from tests.evidence.history.repositories import C, make

ON = date(2026, 11, 20)
KEYS = ("commits_12_months", "merges_12_months", "active_months_12")
FOUR = [
    "2025-11-20T23:59:59",  # the last second before the window
    "2025-11-21T00:00:00",
    "2026-04-20T12:00:00",
    "2026-11-20T23:59:59",  # the last of the window
]


def test_the_same_four_commits_give_the_same_facts_from_github_and_from_a_clone(tmp_path):
    repo = Repo("acme", "anvil")
    repo.commits = [payloads.commit(repo.full, f"{when}Z") for when in FOUR]
    server = GitHubLike(repo)
    subject = Subject("Anvil", "https://github.com/acme/anvil")
    from_github = github(on=ON, transport=httpx.MockTransport(server)).facts(subject)
    clone = make(tmp_path / "repo", [C("Ann Ames", "a@acme.com", when) for when in FOUR])
    from_clone = GitHistory(clone, on=ON).facts(subject)
    for key in KEYS:
        assert from_github[key].value == from_clone[key].value, key
    assert from_clone["commits_12_months"].value == 3
    assert from_clone["active_months_12"].value == 3
    assert "2025-11-21 to 2026-11-20" in from_github["commits_12_months"].method
    assert "2025-11-21 to 2026-11-20" in from_clone["commits_12_months"].method


@given(st.dates(min_value=date(2, 1, 1)))
def test_every_day_of_the_window_is_in_one_of_twelve_months(on):
    year = TwelveMonths(on)
    assert year.month_of(on) == 12
    assert year.month_of(year.window.since) == 1
    ends = year._ends
    assert len(ends) == 13
    for end, after in pairwise(ends):
        assert end < after
    assert on in year.window
    assert ends[0] not in year.window


@pytest.mark.parametrize(
    ("day", "months", "since"),
    [
        (date(2026, 11, 20), 12, date(2025, 11, 21)),
        (date(2024, 2, 29), 12, date(2023, 3, 1)),
        (date(2024, 3, 31), 1, date(2024, 3, 1)),
        (date(2024, 5, 31), 1, date(2024, 5, 1)),
        (date(2024, 1, 15), 1, date(2023, 12, 16)),
        (date(2024, 12, 31), 12, date(2024, 1, 1)),
    ],
)
def test_months_are_counted_back_by_the_calendar(day, months, since):
    assert Window.months(months, day) == (since, day)


@pytest.mark.parametrize(
    ("subject", "committer", "pull"),
    [
        ("Mend the anvil (#12)", "GitHub", True),
        ("Mend the anvil (#12)  ", "GitHub", True),
        ("Mend the anvil (#12)", "Ann Ames", False),
        ("Mend the anvil #12", "GitHub", False),
        ("Mend (#12) the anvil", "GitHub", False),
        ("Mend the anvil (#)", "GitHub", False),
        ("Mend the anvil (#1²)", "GitHub", False),
        ("(#1)", "GitHub", True),
        ("", "GitHub", False),
    ],
)
def test_a_squashed_pull_request_is_known_by_its_number_and_by_github(subject, committer, pull):
    assert is_pull(subject, committer) is pull


@pytest.mark.parametrize(
    ("message", "signed"),
    [
        ("x\n\nSigned-off-by: Ann Ames <a@acme.com>", True),
        ("x\n\nsigned-off-by: Ann", True),
        ("x\n\nSigned-off-by:", False),
        ("x\n\n> Signed-off-by: Ann", False),
        ("Signed-off-by", False),
    ],
)
def test_a_sign_off_is_a_line_of_its_own_with_a_name(message, signed):
    assert is_signed_off(message) is signed
