"""Where facts about a project come from, each source behind the same small interface.

    source      Subject, the project that is asked about; FactSource, what every source offers
    github      the public API: stars, licence, files, activity, releases
    badge       the level of the OpenSSF Best Practices badge
    history     organizations and activity, from a clone
    snapshot    facts that were written down earlier
    record      what the foundation's record says of a project that it hosts
    attest      a person's word
    merge       several sources, one set of facts, and what did not agree
    for_project     all of them for one project: what a command asks for
    snapshot_build  the committed snapshots, made anew from clones
    data_check      every fault of the files behind all this

Each source has a ``name`` and ``facts(subject) -> ProjectFacts``, can be used alone, and does not
raise for what it cannot find out: that is an unknown fact with its reason. ``github``, ``badge``
and ``history`` need the extra ``evidence``; ``merge``, ``snapshot`` and ``attest`` the standard
library alone.

>>> from datetime import UTC, date, datetime
>>> from lfai_nb.lifecycle import Attestation, Fact, ProjectFacts
>>> anvil = Subject("Anvil", "acme/anvil")
>>> word = Attestation("A. Maintainer", date(2026, 8, 1), "https://example.org/minutes")
>>> stated = attest(anvil, word, stars=600, tsc=True)

Several sources are one set of facts. What was measured beats a person's word, and what did not
agree is told:

>>> class Measured:
...     name = "counted by hand"
...     def facts(self, subject: Subject) -> ProjectFacts:
...         now = datetime(2026, 8, 14, tzinfo=UTC)
...         stars = Fact(key="stars", value=480, source=self.name, url=subject.repository,
...                      method="counted", retrieved=now)
...         return ProjectFacts.of(subject.name, subject.repository, stars)
>>> source: FactSource = Measured()
>>> both = collect(anvil, [source])
>>> isinstance(both, Collected), both.facts["stars"].value
(True, 480)
>>> from lfai_nb.evidence.merge import merge
>>> (conflict,) = merge(anvil, [source.facts(anvil), stated]).conflicts
>>> isinstance(conflict, Conflict), conflict.used.value, conflict.other.value
(True, 480, 600)

The committed snapshots answer without a network, for one project or for all that the book knows:

>>> isinstance(committed_snapshots(), Snapshots)
True
>>> milvus = next(project for project in facts_of_all() if project.name == "Milvus")
>>> str(milvus.stage), milvus["stars"].known
('graduation', True)
>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from lfai_nb.lifecycle import save
>>> with TemporaryDirectory() as folder:
...     save(stated, Path(folder) / "anvil.toml")
...     HandWritten(Path(folder) / "anvil.toml").facts(anvil)["stars"].value
600
"""

from lfai_nb.evidence.attest import HandWritten, attest
from lfai_nb.evidence.merge import Collected, Conflict, collect
from lfai_nb.evidence.portfolio import committed_snapshots, facts_of_all
from lfai_nb.evidence.snapshot import Snapshots
from lfai_nb.evidence.source import FactSource, Subject

__all__ = [
    "Collected",
    "Conflict",
    "FactSource",
    "HandWritten",
    "Snapshots",
    "Subject",
    "attest",
    "collect",
    "committed_snapshots",
    "facts_of_all",
]
