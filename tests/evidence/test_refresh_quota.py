"""The measure: 25 projects, twice, over a real connection; the second run costs nothing."""

from datetime import date
from pathlib import Path

from lfai_nb.evidence.github import github
from lfai_nb.evidence.source import Subject

from .github_like import TOKEN, GitHubLike, Repo, serve


def test_refreshing_25_projects_again_is_answered_by_304_alone(tmp_path: Path) -> None:
    folders: dict[str, dict[str, int | str]] = {"docs": {"SUPPORT.md": 4}}
    repos = [
        Repo(f"project{n}-org", f"project{n}", stars=100 * n, top={"README.md": 9}, folders=folders)
        for n in range(25)
    ]
    subjects = [Subject(f"Project {n}", repo.full) for n, repo in enumerate(repos)]
    server = GitHubLike(*repos, two_factor=True)
    runs = []
    with serve(server) as base:
        for _ in range(2):
            before, spent = len(server.log), server.spent
            with github(
                on=date(2026, 11, 20), token=TOKEN, cache=tmp_path, base_url=base
            ) as source:
                facts = [source.facts(subject) for subject in subjects]
                budget = source.budget(25)
            runs.append((server.statuses()[before:], server.spent - spent, facts))
    (first, cost, seen), (second, cost_again, seen_again) = runs
    # The 25 repositories called .github are not there; that is remembered for a day.
    assert (set(first), first.count(404)) == ({200, 404}, 25)
    assert cost == len(first) <= budget
    assert set(second) == {304}
    assert (len(second), cost_again) == (len(first) - 25, 0)
    values = [[fact.value for fact in project] for project in seen]
    assert [[fact.value for fact in project] for project in seen_again] == values
    assert [project["stars"].value for project in seen_again] == [100 * n for n in range(25)]
