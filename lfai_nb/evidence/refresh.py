"""Make the committed snapshots anew, from clones: `python -m lfai_nb.evidence.refresh CLONES`.

CLONES is a folder with a clone, a bare repository or a mirror of each project, under OWNER+NAME,
OWNER/NAME or NAME (or a folder of that name with `repo` or `repo.git` inside), and one of
lfai/lfai-landscape. `data/evidence/projects.toml` lists the projects. What is written:

    snapshots/SLUG.toml          the facts as of the day on which the clone was brought up to date
    snapshots/2022-10/SLUG.toml  stars a year earlier, where known: two dates make a forecast
    entries/SLUG.STAGE.toml      the facts as of the day on which the project entered that stage
    organizations/SLUG.json      the organizations by themselves; no person in it, not even hashed

The same clones give the same files to the byte. A project without a clone gets a snapshot that says
for each fact why it is unknown.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lfai_nb.errors import one_line
from lfai_nb.evidence.history import Affiliations, History, HistoryError, OrgReport, Repository
from lfai_nb.evidence.history.source import KEYS, GitHistory
from lfai_nb.evidence.history.tally import Window
from lfai_nb.evidence.landscape import ADDRESS, LAST, Landscape, Page
from lfai_nb.evidence.source import Subject, github_address
from lfai_nb.lifecycle.facts import BadgeLevel, Fact, ProjectFacts
from lfai_nb.lifecycle.facts_file import save
from lfai_nb.places import data_dir

#: The last day before the landscape's generated data rested for a year.
EARLIER = date(2022, 10, 3)
#: How old the landscape's data may be to say something about a day.
FRESH = timedelta(days=31)
_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Creative Commons Attribution 4.0 International": "CC-BY-4.0",
    "GNU Lesser General Public License v2.1": "LGPL-2.1",
    "MIT License": "MIT",
}


@dataclass(frozen=True, slots=True)
class Project:
    """One entry of projects.toml."""

    slug: str
    name: str
    repository: str
    moved_to: str = ""
    former: tuple[str, ...] = ()
    own_domains: tuple[str, ...] = ()
    stage: str | None = None
    entered: tuple[tuple[str, date], ...] = ()
    no_history: str = ""

    @classmethod
    def all(cls, file: Path) -> list["Project"]:
        def built(entry: dict[str, Any]) -> "Project":
            entered = tuple((step["stage"], step["on"]) for step in entry.pop("entered", ()))
            lists: dict[str, Any] = {
                k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()
            }
            return cls(**lists, entered=entered)

        return [built(entry) for entry in tomllib.loads(file.read_text("utf-8"))["project"]]

    @property
    def address(self) -> str:
        return self.moved_to or self.repository

    def subject(self, stage: str | None) -> Subject:
        return Subject(self.name, self.repository, stage=stage)

    def clone(self, clones: Path) -> Path | None:
        try:
            owner, name = github_address(self.address)
        except ValueError:
            return None
        for folder in (f"{owner}+{name}", f"{owner}/{name}", name, f"{name}.git"):
            for inside in ("", "repo", "repo.git"):
                path = clones / folder / inside
                if (path / ".git").exists() or (path / "HEAD").is_file():
                    return path
        return None


class Refresh:
    def __init__(self, clones: Path, target: Path, landscape: Landscape | None) -> None:
        self.clones, self.target, self.landscape = clones, target, landscape
        self.affiliations = Affiliations.load()

    def project(self, project: Project) -> None:
        clone = project.clone(self.clones)
        self._save(self._now(project, clone), f"snapshots/{project.slug}.toml")
        earlier = self._listed(project, EARLIER, ("stars",))
        if any(fact.known for fact in earlier):
            facts = ProjectFacts.of(project.name, project.repository, *earlier)
            self._save(facts, f"snapshots/{EARLIER:%Y-%m}/{project.slug}.toml")
        # The landscape may show a stage twice; the first day is the entry.
        for stage, on in dict(reversed(project.entered)).items():
            self._save(
                self._entry(project, clone, stage, on), f"entries/{project.slug}.{stage}.toml"
            )
        if clone is not None:
            content = self._organizations(project, clone)
            path = self.target / "organizations" / f"{project.slug}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")

    def _now(self, project: Project, clone: Path | None) -> ProjectFacts:
        facts = self._history(project, clone, None, project.stage)
        return _with(facts, self._listed(project, LAST, ("stars", "badge_level", "license_spdx")))

    def _entry(self, project: Project, clone: Path | None, stage: str, on: date) -> ProjectFacts:
        steps = [earlier for earlier, day in project.entered if day < on]
        facts = self._history(project, clone, on, steps[-1] if steps else None)
        return _with(facts, self._listed(project, on, ("stars", "badge_level")))

    def _history(
        self, project: Project, clone: Path | None, on: date | None, stage: str | None
    ) -> ProjectFacts:
        subject = project.subject(stage)
        if clone is None:
            reason = project.no_history or f"no clone of {project.address} was at hand; refresh"
            unknown = [
                Fact.unknown(k, reason, source=GitHistory.name, url=project.address, retrieved=None)
                for k in KEYS
            ]
            return ProjectFacts.of(subject.name, subject.repository, *unknown, stage=stage)
        source = GitHistory(
            clone,
            on=on,
            address=project.address,
            affiliations=self.affiliations,
            own_domains=project.own_domains,
        )
        return source.facts(subject)

    def _listed(self, project: Project, day: date, keys: tuple[str, ...]) -> list[Fact]:
        """What the landscape had about a project on a day, or why it had nothing."""
        page = self.landscape.on(day) if self.landscape else None
        if page is None:
            reason = f"no generated data of the landscape for {day}; ask GitHub"
        elif day - page.when.date() > FRESH:
            reason = f"the landscape's newest generated data before {day} is of {page.when.date()}"
        elif (entry := page.find(project.address, project.repository, *project.former)) is None:
            reason = f"the landscape did not list the repository on {page.when.date()}"
        else:
            return list(_facts(page, entry, keys))
        return [
            Fact.unknown(
                key, reason, source="landscape", url=page.url if page else ADDRESS, retrieved=None
            )
            for key in keys
        ]

    def _organizations(self, project: Project, clone: Path) -> dict[str, Any]:
        repository = Repository.at(clone)
        fetched, head = repository.fetched.date(), repository.head_date.date()
        windows = [Window.months(12, day) for day in sorted({fetched, head}, reverse=True)]
        spans = [Window.months(n, fetched) for n in (6, 12, 24, 36)]
        history = History.read(
            clone,
            [*windows, *spans],
            affiliations=self.affiliations,
            own_domains=project.own_domains,
        )
        return {
            "repository": project.address,
            "head": repository.head,
            "head_date": repository.head_date.isoformat(),
            "fetched": repository.fetched.replace(microsecond=0).isoformat(),
            "windows": [_public(history.report(window)) for window in windows],
            "sensitivity": [
                {name: getattr(row, name) for name in row.__slots__}
                for row in history.sensitivity(fetched)
            ],
        }

    def _save(self, facts: ProjectFacts, where: str) -> None:
        path = self.target / where
        path.parent.mkdir(parents=True, exist_ok=True)
        save(facts, path)


def _facts(page: Page, entry: Any, keys: tuple[str, ...]) -> Iterator[Fact]:
    common: dict[str, Any] = {"source": "landscape", "url": page.url, "retrieved": page.when}
    if "stars" in keys:
        if entry.stars is None:
            yield Fact.unknown("stars", "the landscape's entry has no stars", **common)
        else:
            method = "stars, as the landscape's generated data has them"
            yield Fact(key="stars", value=entry.stars, method=method, **common)
    if "license_spdx" in keys and entry.license in _SPDX:
        method = f"{entry.license!r}, as the landscape's generated data has it"
        yield Fact(key="license_spdx", value=_SPDX[entry.license], method=method, **common)
    if "badge_level" in keys:
        yield _badge(entry, common)


def _badge(entry: Any, common: dict[str, Any]) -> Fact:
    if entry.badge is None:
        # An entry without a badge may be an entry that nobody told about it.
        reason = "the landscape's entry names no badge: ask the badge service"
        return Fact.unknown("badge_level", reason, **common)
    number = f"entry {entry.badge} of the badge service"
    if entry.percentage is None:
        return Fact.unknown("badge_level", f"{number}: the landscape has no progress", **common)
    if entry.percentage < 100:
        return Fact(
            key="badge_level",
            value=BadgeLevel.IN_PROGRESS,
            method=f"{number} met {entry.percentage}% of the criteria for passing",
            **common,
        )
    return Fact.unknown(
        "badge_level",
        f"{number} met all criteria for passing, so passing at least; whether silver or gold is "
        "not in this source: ask the badge service",
        **common,
    )


def _with(facts: ProjectFacts, more: list[Fact]) -> ProjectFacts:
    """Add what the history does not know; a known fact is never replaced."""
    merged = dict(facts.facts)
    for fact in more:
        if fact.key not in merged or (fact.known and not merged[fact.key].known):
            merged[fact.key] = fact
    return ProjectFacts(facts.name, facts.repository, merged, facts.stage)


def _public(report: OrgReport) -> dict[str, Any]:
    """A report without its people."""
    content = report.to_json()
    reasons: dict[str, int] = {}
    for person in content.pop("unknown"):
        reasons[person["why"]] = reasons.get(person["why"], 0) + 1
    for organization in content["organizations"]:
        del organization["who"]
    for key in ("sensitivity", "head", "head_date"):
        del content[key]
    return content | {"unknown_reasons": dict(sorted(reasons.items()))}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("clones", type=Path, metavar="CLONES")
    parser.add_argument("--only", metavar="SLUG", action="append", help="may be given again")
    parser.add_argument("--into", type=Path, help="default: data/evidence")
    args = parser.parse_args(argv)
    try:
        return _run(args)
    except (HistoryError, OSError, ValueError) as error:
        print(one_line(str(error)), file=sys.stderr)
        return 2


def _run(args: argparse.Namespace) -> int:
    projects = Project.all(data_dir() / "evidence" / "projects.toml")
    unknown = set(args.only or ()) - {project.slug for project in projects}
    if unknown:
        raise ValueError(f"no project {', '.join(sorted(unknown))} in projects.toml")
    if not args.clones.is_dir():
        raise ValueError(f"{args.clones} is not a folder of clones")
    where = Project("", "", ADDRESS).clone(args.clones)
    landscape = Landscape(where) if where else None
    refresh = Refresh(args.clones, args.into or data_dir() / "evidence", landscape)
    chosen = [p for p in projects if not args.only or p.slug in args.only]
    for n, project in enumerate(chosen, start=1):
        found = "" if project.clone(args.clones) else "  (no clone)"
        print(f"{n}/{len(chosen)} {project.slug}{found}", file=sys.stderr, flush=True)
        refresh.project(project)
    return 0


if __name__ == "__main__":
    sys.exit(main())
