"""A person's word on what cannot be measured, as a source and as a helper."""

from datetime import UTC, date, datetime
from pathlib import Path

from lfai_nb.evidence import dot_project
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import Attestation, Fact, ProjectFacts, Value
from lfai_nb.lifecycle.facts_file import load


def attest(subject: Subject, word: Attestation, **values: Value) -> ProjectFacts:
    """What one person says about a project.

    >>> from datetime import date
    >>> word = Attestation("A. Maintainer", date(2026, 11, 1), "https://example.org/minutes")
    >>> facts = attest(Subject("Anvil", "acme/anvil"), word, tsc=True, tsc_chair=True)
    >>> facts["tsc_chair"].method
    'stated by A. Maintainer'
    """
    facts = {key: Fact.attested(key, value, word) for key, value in values.items()}
    return ProjectFacts(subject.name, subject.repository, facts, subject.stage)


class HandWritten:
    """The facts in a file that a person wrote (``lfai-nb readiness --init`` makes one to start).

    A ``project.yaml`` is such a file, too: see ``dot_project``. It has no day; ``on`` is when it
    was read.
    """

    name = "attestation"

    def __init__(self, path: Path, on: date | None = None) -> None:
        if dot_project.is_one(path):
            self.project = dot_project.read(path, on or datetime.now(UTC).date())
        else:
            self.project = load(path)

    def facts(self, subject: Subject) -> ProjectFacts:
        project = self.project
        return ProjectFacts(subject.name, subject.repository, project.facts, project.stage)
