"""What the foundation's landscape once recorded about projects: stars, badges, on a given day.

Up to November 2023 the landscape's repository kept its generated data beside its source, so that
its history has the stars of every listed project, day by day for years. Later commits repeat old
numbers for old entries; nothing after LAST is read.

    Landscape(clone).on(day)     the newest data of that day or before, by repository address
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from lfai_nb.domain import repository_key
from lfai_nb.evidence.history.gitlog import HistoryError, Repository, git

ADDRESS = "https://github.com/lfai/lfai-landscape"
LAST = date(2023, 11, 20)
_FILE = "processed_landscape.yml"


@dataclass(frozen=True, slots=True)
class LandscapeProject:
    """One project as the landscape had it; None for what it did not have."""

    stars: int | None
    license: str | None
    badge: int | None
    percentage: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """The landscape's data of one commit."""

    commit: str
    when: datetime
    entries: Mapping[str, LandscapeProject]

    @property
    def url(self) -> str:
        return f"{ADDRESS}/blob/{self.commit}/{_FILE}"

    def find(self, *addresses: str) -> LandscapeProject | None:
        return next(
            (self.entries[a] for a in map(repository_key, addresses) if a in self.entries), None
        )


class Landscape:
    def __init__(self, clone: Path) -> None:
        self._repository = Repository.at(clone)
        self._page = lru_cache(maxsize=None)(self._read)
        listing = git(clone, "log", "--format=%H %ct", self._repository.head, "--", _FILE)
        commits = [line.split() for line in listing.decode().splitlines()]
        self._commits = sorted((int(seconds), commit) for commit, seconds in commits)

    def on(self, day: date) -> Page | None:
        end = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
        if day > LAST:
            end = datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC) + timedelta(days=1)
        for seconds, commit in reversed(self._commits):
            if seconds < end.timestamp():
                return self._page(seconds, commit)
        return None

    def _read(self, seconds: int, commit: str) -> Page | None:
        # Only who refreshes the snapshots needs this, and has the extra `book`, which brings it.
        import yaml

        try:
            raw = git(self._repository.path, "cat-file", "blob", f"{commit}:{_FILE}")
        except HistoryError:  # the commit that removed the file
            return None
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        content = yaml.load(raw, loader)  # noqa: S506 - both are safe loaders
        entries = {repository_key(item["repo_url"]): _entry(item) for item in _items(content)}
        return Page(commit, datetime.fromtimestamp(seconds, UTC), entries)


def _items(content: Any) -> Iterator[dict[str, Any]]:
    for category in content.get("landscape") or ():
        for group in category.get("subcategories") or ():
            for item in group.get("items") or ():
                # A text alone: written out, a list that names itself ten times over, and again, is
                # larger than any memory.
                if isinstance(item.get("repo_url"), str):
                    yield item


def _entry(item: dict[str, Any]) -> LandscapeProject:
    github, badge = item.get("github_data") or {}, item.get("best_practice_data") or {}
    number, license_ = badge.get("badge"), github.get("license")
    return LandscapeProject(
        stars=_whole(github.get("stars")),
        license=license_ if license_ and isinstance(license_, str) else None,
        badge=_whole(number),
        percentage=_whole(badge.get("percentage")),
    )


def _whole(value: Any) -> int | None:
    try:
        return int(value) if value is not None and value is not False else None
    except (TypeError, ValueError):
        return None
