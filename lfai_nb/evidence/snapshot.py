"""Facts that were written down earlier: one TOML file for each project, or several over time."""

from collections.abc import Iterable
from pathlib import Path

from lfai_nb import catalog
from lfai_nb.domain import repository_key
from lfai_nb.errors import Problem
from lfai_nb.evidence.source import Subject
from lfai_nb.frozen import replace
from lfai_nb.kept import kept, name_for
from lfai_nb.lifecycle.facts import FACTS, Fact, ProjectFacts
from lfai_nb.lifecycle.facts_file import FactsError, load
from lfai_nb.places import data_dir

_HERE = Path(__file__).parent.parent
_READ_BY = (
    *(_HERE / "lifecycle" / f"{name}.py" for name in ("facts", "facts_file", "fact_keys")),
    *(_HERE / f"{name}.py" for name in ("checked", "errors", "frozen", "kept")),
)


class Snapshots:
    """The files of facts in a folder and the folders below it, as a source.

    A file that cannot be used stops nobody but who asks about its project: it is named after the
    project's id in the catalogue.
    """

    name = "snapshot"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        paths = sorted(folder.rglob("*.toml"))
        # What a file of facts may say is in the registry of facts, so a change there counts.
        registry = data_dir() / "facts.toml"
        self.projects, self.faults = kept(
            f"snapshots-{name_for(str(folder))}", [registry, *paths], _READ_BY, lambda: _read(paths)
        )
        self._by_repository: dict[str, list[ProjectFacts]] = {}
        for project in self.projects:
            key = repository_key(project.repository)
            self._by_repository.setdefault(key, []).append(project)

    def facts(self, subject: Subject) -> ProjectFacts:
        """For each key the newest value; where there was never one, the newest reason why not."""
        self._refuse_what_is_broken(subject)
        newest = {
            # Named as what it is now, with the source that it once had.
            key: replace(series[-1], source=f"{self.name} ({series[-1].source})")
            for key in FACTS
            if (series := self.series(subject, key) or self._every(subject, key))
        }
        return ProjectFacts(subject.name, subject.repository, newest, subject.stage)

    def series(self, subject: Subject, key: str) -> tuple[Fact, ...]:
        """The known values of one fact, the oldest first: what a forecast needs."""
        return tuple(fact for fact in self._every(subject, key) if fact.known)

    def _refuse_what_is_broken(self, subject: Subject) -> None:
        if not self.faults:
            return
        known = catalog.load()
        project = known.by_repository(subject.repository)
        ids = {each.id for each in known.projects}
        # A file with the name of no project may be about any.
        faults = [
            fault
            for id_, each in self.faults.items()
            if id_ not in ids or (project is not None and id_ == project.id)
            for fault in each
        ]
        if faults:
            raise FactsError(faults)

    def _every(self, subject: Subject, key: str) -> tuple[Fact, ...]:
        facts = [
            project.facts[key]
            for project in self._by_repository.get(repository_key(subject.repository), ())
            if key in project.facts
        ]
        # What has no time at all is older than anything that has.
        return tuple(sorted(facts, key=lambda fact: (fact.retrieved is not None, fact.retrieved)))


def measured_by(source: str) -> str:
    """What a fact was measured by, whether a snapshot has kept it or not.

    >>> measured_by("snapshot (git history)"), measured_by("catalogue (A charter)")
    ('git history', 'catalogue (A charter)')
    """
    kept = source.removeprefix("snapshot (")
    return kept if kept == source else kept.removesuffix(")")


def _read(
    paths: Iterable[Path],
) -> tuple[tuple[ProjectFacts, ...], dict[str, tuple[Problem, ...]]]:
    projects: list[ProjectFacts] = []
    faults: dict[str, tuple[Problem, ...]] = {}
    for path in paths:
        try:
            projects.append(load(path))
        except FactsError as error:
            faults[path.stem] = (*faults.get(path.stem, ()), *error.problems)
    return tuple(projects), faults
