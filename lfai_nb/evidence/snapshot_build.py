"""Make the committed snapshots anew: `python -m lfai_nb.evidence.snapshot_build CLONES`.

CLONES is a folder with a clone, a bare repository or a mirror of each project, under OWNER+NAME,
OWNER/NAME or NAME (or a folder of that name with `repo` or `repo.git` inside), and one of
lfai/lfai-landscape. The projects are those of the catalogue; `data/evidence/histories.toml` says
where a history goes on under another address. What is written, by the project's id:

    snapshots/ID.toml            the facts as of the day up to which the clone is known
    snapshots/2022-10/ID.toml    stars a year earlier, where known: two dates make a forecast
    entries/ID.STAGE.toml        the facts as of the day on which it was let into that stage
    organizations/ID.json        the organizations by themselves; no person in it, not even hashed

A clone is known up to its newest commit. Where `organizations/ID.json` was made from that very
commit and says when the clone was fetched, it is known up to then. So the same clones give the same
files to the byte, whenever they are copied or packed. A project without a clone gets a snapshot
that says for each fact why it is unknown.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from lfai_nb import catalog
from lfai_nb.checked import TomlTable
from lfai_nb.domain import Address, Stage, Window
from lfai_nb.errors import one_line
from lfai_nb.evidence.history import Affiliations, History, HistoryError, OrgReport, Repository
from lfai_nb.evidence.history.as_facts import GitHistory, keys
from lfai_nb.evidence.landscape import ADDRESS, LAST, Landscape, Page
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import BadgeLevel, Fact, Interval, ProjectFacts
from lfai_nb.lifecycle.facts_file import save
from lfai_nb.places import data_dir
from lfai_nb.whole_file import write_whole

#: The last day before the landscape's generated data rested for a year.
EARLIER = date(2022, 10, 3)
#: How far off the landscape's data may be and still say something about a day.
FRESH = timedelta(days=45)
_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Creative Commons Attribution 4.0 International": "CC-BY-4.0",
    "GNU Lesser General Public License v2.1": "LGPL-2.1",
    "MIT License": "MIT",
}


@dataclass(frozen=True, slots=True)
class ProjectHistory:
    """A project of the catalogue, and the history to read for it."""

    project: catalog.Project
    entered: tuple[tuple[Stage, date], ...] = ()  # the stages, and when each was decided
    history: str = ""
    own_domains: tuple[str, ...] = ()
    no_history: str = ""
    stage: Stage | None = None  # at the end of the record

    @property
    def address(self) -> str:
        return self.history or self.project.repository

    def subject(self, stage: Stage | None) -> Subject:
        return Subject(self.project.name, self.project.repository, stage=stage)


def readings(known: catalog.Catalog, file: Path | None = None) -> list[ProjectHistory]:
    """The projects of the catalogue, in its order, with what `histories.toml` says of each."""
    listed = TomlTable.read(file or data_dir() / "evidence" / "histories.toml", [])
    listed.only({"project"})
    histories: dict[str, TomlTable] = {}
    ids = {project.id for project in known.projects}
    for table in listed.tables("project"):
        table.only({"id"}, {"history", "own_domains", "no_history"})
        table.all_texts({"id", "history", "no_history"})
        if (id_ := table.text("id")) not in ids:
            table.fault(f"{id_!r} is not in the catalogue", "id")
        histories[id_] = table
    nothing = TomlTable({}, listed.file, listed.problems)
    readings = []
    for project in known.projects:
        table = histories.get(project.id, nothing)
        entered = tuple((e.stage, known.decided_by(e)) for e in known.events_of(project))
        readings.append(
            ProjectHistory(
                project,
                entered=entered,
                history=table.text("history"),
                own_domains=table.texts("own_domains"),
                no_history=table.text("no_history"),
                stage=known.stage_on(project, known.as_of),
            )
        )
    listed.refuse()
    return readings


def clone_of(address: str, clones: Path) -> Path | None:
    on_github = Address.find(address)
    if on_github is None:
        return None
    owner, name = on_github
    for folder in (f"{owner}+{name}", f"{owner}/{name}", name, f"{name}.git"):
        for inside in ("", "repo", "repo.git"):
            path = clones / folder / inside
            if (path / ".git").exists() or (path / "HEAD").is_file():
                return path
    return None


def fetched(project: catalog.Project, clone: Path) -> datetime | None:
    """When a clone was fetched, if that is on record for its newest commit."""
    path = data_dir() / "evidence" / "organizations" / f"{project.id}.json"
    if not path.is_file():
        return None
    content = json.loads(path.read_text("utf-8"))
    same = content["head"] == Repository.at(clone).head
    return datetime.fromisoformat(content["fetched"]) if same else None


class SnapshotBuild:
    def __init__(self, clones: Path, target: Path, landscape: Landscape | None) -> None:
        self.clones, self.target, self.landscape = clones, target, landscape
        self.affiliations = Affiliations.load()

    def project(self, reading: ProjectHistory) -> None:
        project = reading.project
        clone = clone_of(reading.address, self.clones)
        self._save(self._now(reading, clone), f"snapshots/{project.id}.toml")
        earlier = self._listed(reading, EARLIER, ("stars",))
        if any(fact.known for fact in earlier):
            facts = ProjectFacts.of(project.name, project.repository, *earlier)
            self._save(facts, f"snapshots/{EARLIER:%Y-%m}/{project.id}.toml")
        # The landscape may show a stage twice; the first day is the entry.
        for stage, on in dict(reversed(reading.entered)).items():
            self._save(self._entry(reading, clone, on), f"entries/{project.id}.{stage}.toml")
        if clone is not None:
            content = self._organizations(reading, clone)
            path = self.target / "organizations" / f"{project.id}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")

    def _now(self, reading: ProjectHistory, clone: Path | None) -> ProjectFacts:
        facts = self._history(reading, clone, None, reading.stage)
        return _with(facts, self._listed(reading, LAST, ("stars", "badge_level", "license_spdx")))

    def _entry(self, reading: ProjectHistory, clone: Path | None, on: date) -> ProjectFacts:
        steps = [earlier for earlier, day in reading.entered if day < on]
        facts = self._history(reading, clone, on, steps[-1] if steps else None)
        return _with(facts, self._listed(reading, on, ("stars", "badge_level")))

    def _history(
        self, reading: ProjectHistory, clone: Path | None, on: date | None, stage: Stage | None
    ) -> ProjectFacts:
        subject, address = reading.subject(stage), reading.address
        if clone is None:
            reason = reading.no_history or f"no clone of {address} was at hand; refresh"
            unknown = [
                Fact.unknown(k, reason, source=GitHistory.name, url=address, retrieved=None)
                for k in keys()
            ]
            return ProjectFacts.of(subject.name, subject.repository, *unknown, stage=stage)
        source = GitHistory(
            clone,
            on=on,
            up_to_date=fetched(reading.project, clone),
            address=address,
            affiliations=self.affiliations,
            own_domains=reading.own_domains,
        )
        return source.facts(subject)

    def _listed(self, reading: ProjectHistory, day: date, keys: tuple[str, ...]) -> list[Fact]:
        """What the landscape had about a project around a day, or why it had nothing."""
        project = reading.project
        addresses = (reading.address, project.repository, *project.other_repositories)
        page = None
        # Data of the day itself, or else of soon after: a new project was listed, then measured.
        for later in (0, 7, FRESH.days) if self.landscape else ():
            page = self.landscape.on(day + timedelta(days=later)) if self.landscape else None
            if page is not None and abs(page.when.date() - day) <= FRESH:
                entry = page.find(*addresses)
                if entry is not None:
                    return list(_facts(page, entry, keys))
        url = page.url if page else ADDRESS
        reason = f"the landscape has no generated data on this repository within {FRESH.days} days "
        reason += f"of {day}{self._around(day, addresses)}"
        return [
            Fact.unknown(key, reason, source="landscape", url=url, retrieved=None) for key in keys
        ]

    def _around(self, day: date, addresses: tuple[str, ...]) -> str:
        """The stars before and after a day: no value for the day, but the bounds of one."""
        known = []
        for page in (self.landscape.on(day), self.landscape.on(LAST)) if self.landscape else ():
            entry = page.find(*addresses) if page else None
            if page and entry and entry.stars is not None:
                known.append(f"{entry.stars} stars on {page.when.date()}")
        return "; it had " + ", and ".join(dict.fromkeys(known)) if known else ""

    def _organizations(self, reading: ProjectHistory, clone: Path) -> dict[str, Any]:
        repository = Repository.at(clone)
        when = fetched(reading.project, clone) or repository.head_date
        known, head = when.date(), repository.head_date.date()
        windows = [Window.months(12, day) for day in sorted({known, head}, reverse=True)]
        spans = [Window.months(n, known) for n in (6, 12, 24, 36)]
        history = History.read(
            clone,
            [*windows, *spans],
            affiliations=self.affiliations,
            own_domains=reading.own_domains,
            up_to_date=known,
        )
        return {
            "repository": reading.address,
            "head": repository.head,
            "head_date": repository.head_date.isoformat(),
            "fetched": when.replace(microsecond=0).isoformat(),
            "windows": [_public(history.report(window)) for window in windows],
            "sensitivity": [
                {name: getattr(row, name) for name in row.__slots__}
                for row in history.sensitivity(known)
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
    return Fact(
        key="badge_level",
        value=Interval(BadgeLevel.PASSING, None),
        method=f"{number} met all criteria for passing",
        note="whether it is silver or gold is not in this source: ask the badge service",
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
    for organization in (*content["organizations"], *content["possible"]):
        del organization["who"]
    for key in ("sensitivity", "head", "head_date"):
        del content[key]
    return content | {"unknown_reasons": dict(sorted(reasons.items()))}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("clones", type=Path, metavar="CLONES")
    parser.add_argument("--only", metavar="ID", action="append", help="may be given again")
    parser.add_argument("--into", type=Path, help="default: data/evidence")
    args = parser.parse_args(argv)
    try:
        return _run(args)
    except (HistoryError, OSError, ValueError) as error:
        print(one_line(str(error)), file=sys.stderr)
        return 2


def _run(args: argparse.Namespace) -> int:
    every = readings(catalog.load())
    unknown = set(args.only or ()) - {reading.project.id for reading in every}
    if unknown:
        raise ValueError(f"no project {', '.join(sorted(unknown))} in the catalogue")
    if not args.clones.is_dir():
        raise ValueError(f"{args.clones} is not a folder of clones")
    where = clone_of(ADDRESS, args.clones)
    landscape = Landscape(where) if where else None
    build = SnapshotBuild(args.clones, args.into or data_dir() / "evidence", landscape)
    chosen = [r for r in every if not args.only or r.project.id in args.only]
    for n, reading in enumerate(chosen, start=1):
        note = "" if clone_of(reading.address, args.clones) else "  (no clone)"
        print(f"{n}/{len(chosen)} {reading.project.id}{note}", file=sys.stderr, flush=True)
        build.project(reading)
    return 0


if __name__ == "__main__":
    sys.exit(main())
