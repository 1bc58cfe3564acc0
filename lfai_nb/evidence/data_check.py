"""Every fault of the data that is neither a rule nor the catalogue: ``problems``."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lfai_nb import catalog
from lfai_nb.errors import DataError, Problem
from lfai_nb.evidence import request_table
from lfai_nb.lifecycle import fact_keys, facts_file, licenses
from lfai_nb.openness.licences import tables
from lfai_nb.policy import reader as policy

if TYPE_CHECKING:
    from lfai_nb.evidence.snapshot_build import ProjectHistory


def problems(folder: Path) -> list[Problem]:
    """The faults of ``facts.toml``, and of ``evidence/`` and ``openness/`` where they are there."""
    faults: list[Problem] = []
    for check in _checks(folder):
        try:
            check()
        except DataError as error:
            faults += error.problems
    return list(dict.fromkeys(faults))


def _facts_of_rules(folder: Path) -> None:
    """A rule that names a fact which is not in the registry could never be settled."""
    known = fact_keys.registry(folder / "facts.toml")
    rules, _ = policy.read(folder / "policy")
    faults = [
        Problem(fact_keys.unknown_key(rule.fact, known), f"{rule.topic}.toml", f"{rule.id}.fact")
        for rule in rules.rules.values()
        if rule.fact and rule.fact not in known
    ]
    if faults:
        raise DataError(faults)


def _complete(
    evidence: Path, known: catalog.Catalog, readings: Callable[..., list["ProjectHistory"]]
) -> None:
    """A build of the snapshots that was stopped has left out some; each is whole, and is named."""
    names = [
        name
        for reading in readings(known, evidence / "histories.toml")
        for name in (
            f"snapshots/{reading.project.id}.toml",
            *(f"entries/{reading.project.id}.{stage}.toml" for stage, _ in reading.entered),
        )
    ]
    missing = [name for name in names if not (evidence / name).is_file()]
    if missing:
        raise DataError(
            Problem("it is missing; python -m lfai_nb.evidence.snapshot_build makes it", name)
            for name in missing
        )


def _checks(folder: Path) -> Iterator[Callable[[], object]]:
    yield partial(_facts_of_rules, folder)
    if (folder / "requests.toml").is_file():
        yield partial(request_table.table, folder / "requests.toml")
    evidence = folder / "evidence"
    if not evidence.is_dir():
        return
    for room in ("snapshots", "entries"):
        for path in sorted((evidence / room).rglob("*.toml")):
            yield partial(facts_file.load, path)
    yield partial(licenses.table, evidence / "spdx_licenses.toml")
    yield partial(tables, folder)
    try:
        from lfai_nb.evidence.history.addresses import Addresses
        from lfai_nb.evidence.history.affiliations import Affiliations
        from lfai_nb.evidence.history.tree import licence_texts
        from lfai_nb.evidence.snapshot_build import readings
    except ModuleNotFoundError:
        return  # without the extra, nothing reads what follows
    yield partial(Addresses.load, evidence / "addresses.toml")
    yield partial(Affiliations.load, ours=evidence / "affiliations.toml")
    yield partial(licence_texts, evidence / "license_texts.toml")
    if not catalog.problems(folder / "catalog"):
        known = catalog.load(folder / "catalog")
        yield partial(_complete, evidence, known, readings)
