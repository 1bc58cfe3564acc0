"""A project's ``project.yaml``, in the shape that the CNCF published for its ``.project`` folders.

    read(path, on)      the facts that such a file states, as the word of who keeps it
    written(facts)      such a file, from what is known; JSON, which every reader of YAML reads

The shape is version 1.0.0 of cncf/automation, utilities/dot-project; the schema that it publishes
judges what is written. Only the fields that
say something about a fact of ours are read; a path to a document says that there is one, and no
field says that a rule is kept. A file that is not of the shape is refused, with its place.
"""

import json
import re
from datetime import date
from pathlib import Path

from lfai_nb import catalog
from lfai_nb.checked import TomlTable, spot
from lfai_nb.domain import Address, Stage, without_password
from lfai_nb.errors import BadInput, Problem
from lfai_nb.evidence import plain_yaml
from lfai_nb.lifecycle.facts import Attestation, Fact, ProjectFacts
from lfai_nb.lifecycle.facts_file import FactsError

VERSION = "1.0.0"
#: Its words for the stages, and ours.
PHASES = {
    "sandbox": Stage.SANDBOX,
    "incubating": Stage.INCUBATION,
    "graduated": Stage.GRADUATION,
    "archived": Stage.EMERITUS,
}
#: Where it names a document, and the fact that there is one.
DOCUMENTS = {
    "file_license": ("legal", "license"),
    "file_readme": ("documentation", "readme"),
    "file_support": ("documentation", "support"),
    "file_contributing": ("governance", "contributing"),
    "file_codeowners": ("governance", "codeowners"),
    "file_code_of_conduct": ("governance", "code_of_conduct"),
    "file_governance": ("governance", "governance_doc"),
    "file_security": ("security", "policy"),
}
_LARGEST = 1_000_000  # bytes


def is_one(path: Path) -> bool:
    return path.suffix.lower() in (".yaml", ".yml")


def read(path: Path, on: date) -> ProjectFacts:
    """What the file says; ``on`` is the day on which it was read."""
    problems: list[Problem] = []
    table = TomlTable(_values(path), str(path), problems)
    name = table.text("name", required=True)
    repositories = table.texts("repositories")
    if not repositories:
        table.fault("repositories needs an address", "repositories")
    stage = None
    for entry in table.tables("maturity_log"):
        if entry.choice("phase", PHASES):
            stage = PHASES[entry.text("phase")]
    keys = []
    for key, (room, field) in DOCUMENTS.items():
        listed = table.table(room)
        if field in listed.values and listed.table(field).text("path", required=True):
            keys.append(key)
    if "contact" in table.table("security").values:
        keys.append("security_contact")
    table.refuse(FactsError)
    repository = without_password(repositories[0])
    word = Attestation(f"the project, in {path.name}", on, repository)
    facts = (Fact.attested(key, True, word) for key in keys)
    return ProjectFacts.of(name, repository, *facts, stage=stage)


def written(facts: ProjectFacts) -> str:
    """The file of a hosted project; what the shape needs and nobody knows is a ``BadInput``."""
    known = catalog.load()
    project = known.by_repository(facts.repository)
    purpose = known.purpose_of(project) if project else None
    if project is None or purpose is None:
        raise BadInput(
            f"the shape needs a description and the dates of the stages, and the record has none "
            f"of {facts.repository}; write them by hand"
        )
    ours = {stage: phase for phase, stage in PHASES.items()}
    landscape = known.sources[catalog.catalog.LANDSCAPE].url
    content: dict[str, object] = {
        "schema_version": VERSION,
        "slug": re.sub(r"[^a-z0-9]+", "-", project.id).strip("-"),
        "name": facts.name,
        "description": purpose.what,
        "maturity_log": [
            {
                "phase": ours[event.stage],
                "date": f"{event.reached}T00:00:00Z",
                # The record of a step: the shape asks for the issue that decided it.
                "issue": f"{landscape}/commit/{event.commit}",
            }
            for event in known.events_of(project)
        ],
        "repositories": [project.repository],
    }
    address = Address.find(project.repository)
    for key, (room, field) in DOCUMENTS.items():
        fact = facts[key]
        if fact.value is True and address and _is_in(fact.url, address):
            where = content.setdefault(room, {})
            assert isinstance(where, dict)
            where[field] = {"path": fact.url}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _is_in(url: str, address: Address) -> bool:
    """Whether it is the address of a file of the repository, not of the owner's defaults."""
    return url.casefold().startswith(f"{address.url}/blob/".casefold())


def _values(path: Path) -> dict[str, object]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FactsError([Problem(f"this cannot be read: {reason}", str(path))]) from None
    if len(raw) > _LARGEST:
        raise FactsError([Problem(f"this has more than {_LARGEST:,} bytes", str(path))])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        message = "this is not UTF-8 text; save it as UTF-8"
        raise FactsError([Problem(message, str(path), spot(error))]) from None
    purpose = "reading project.yaml"
    whole = plain_yaml.read(text, str(path), purpose=purpose, error=FactsError)
    if not isinstance(whole, dict) or whole.get("schema_version") != VERSION:
        problem = f"schema_version {VERSION} is what is read here, as the CNCF published it"
        raise FactsError([Problem(problem, str(path), "schema_version")])
    return whole
