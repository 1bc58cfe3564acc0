"""A project.yaml in the CNCF's shape, read and written for the fields that match ours.

The schema that the CNCF publishes is the judge: `dot_project_schema.json` is it, without its
descriptions. A file that we write is valid by it, and so is the file that we read here.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from lfai_nb.cli import main
from lfai_nb.errors import BadInput
from lfai_nb.evidence.dot_project import DOCUMENTS, PHASES, VERSION, read, written
from lfai_nb.evidence.portfolio import facts_of_all
from lfai_nb.lifecycle.facts_file import FactsError

ON = date(2026, 11, 20)
SCHEMA = json.loads(Path(__file__).with_name("dot_project_schema.json").read_text("utf-8"))
PROJECT = """
schema_version: "1.0.0"
slug: anvil
name: Anvil
description: Forges things
maturity_log:
  - {phase: sandbox, date: "2024-01-01T00:00:00Z", issue: "https://example.org/1"}
  - {phase: incubating, date: "2025-01-01T00:00:00Z", issue: "https://example.org/2"}
repositories: ["https://ann:secretword@github.com/acme/anvil"]
security:
  policy: {path: SECURITY.md}
  contact: {advisory_url: "https://github.com/acme/anvil/security/advisories/new"}
documentation:
  readme: {path: README.md}
legal:
  identity_type: {has_dco: true}
"""


def file(folder: Path, text: str = PROJECT) -> Path:
    path = folder / "project.yaml"
    path.write_text(text, "utf-8")
    return path


def faults(content: object) -> Iterator[str]:
    judge = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return (f"{error.json_path}: {error.message}" for error in judge.iter_errors(content))


def test_the_published_schema_knows_each_field_that_is_read(tmp_path: Path) -> None:
    assert list(faults(yaml.safe_load(PROJECT))) == []
    rooms = SCHEMA["properties"]
    for room, field in (*DOCUMENTS.values(), ("security", "contact")):
        kind = rooms[room]["$ref"].removeprefix("#/$defs/")
        assert field in SCHEMA["$defs"][kind]["properties"]
    assert set(SCHEMA["$defs"]["MaturityEntry"]["properties"]["phase"]["enum"]) == set(PHASES)
    assert SCHEMA["properties"]["schema_version"]["enum"] == [VERSION]
    # The judge judges: an unknown field, a word that it has not, a step without its issue.
    wrong = {**yaml.safe_load(PROJECT), "motto": "x", "maturity_log": [{"phase": "grown"}]}
    assert len(list(faults(wrong))) >= 3


def test_what_matches_is_read_as_the_projects_word(tmp_path: Path) -> None:
    project = read(file(tmp_path), ON)
    assert (project.name, project.stage) == ("Anvil", "incubation")
    assert project.repository == "https://github.com/acme/anvil"
    known = {fact.key for fact in project}
    assert known == {"file_security", "file_readme", "security_contact"}
    assert project["file_readme"].attestation is not None
    # That a project uses sign-offs does not say that a check asks for them.
    assert not project["dco_enforced"].known


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('"1.0.0"', '"2.0.0"', "schema_version 1.0.0 is what is read here"),
        ("incubating", "growing", "one of sandbox, incubating, graduated, archived is needed"),
        ("name: Anvil", "name: 3", "name needs a text, not 3"),
        ('repositories: ["https', "repositories: [] #", "repositories needs an address"),
        ("{path: README.md}", "README.md", "readme needs a table"),
        ("{path: README.md}", "{path: ''}", "path is empty"),
        ("name: Anvil", "name: [", "not readable as YAML"),
        ("name: Anvil", "name: \x00", "a NUL character is in it"),
    ],
)
def test_what_is_not_of_the_shape_is_named(
    tmp_path: Path, before: str, after: str, fault: str
) -> None:
    assert before in PROJECT
    with pytest.raises(FactsError, match=re.escape(fault)):
        read(file(tmp_path, PROJECT.replace(before, after, 1)), ON)


def test_every_hosted_project_has_a_file_of_the_published_shape(tmp_path: Path) -> None:
    for project in facts_of_all():
        content = yaml.safe_load(written(project))
        assert list(faults(content)) == [], project.name
        # What a schema cannot say: nothing is empty, the steps are in order, a path is an address.
        assert all(content[key] for key in SCHEMA["required"])
        days = [entry["date"] for entry in content["maturity_log"]]
        assert days == sorted(days)
        for room in {room for room, _ in DOCUMENTS.values()} & content.keys():
            assert all(place["path"].startswith("https://") for place in content[room].values())
        again = read(file(tmp_path, written(project)), ON)
        assert again.stage == project.stage or project.stage is None
        for key in DOCUMENTS:
            assert again[key].known <= (project[key].value is True)


def test_what_the_shape_needs_and_nobody_knows_is_said() -> None:
    from lfai_nb.lifecycle.facts import ProjectFacts

    with pytest.raises(BadInput, match="needs a description and the dates of the stages"):
        written(ProjectFacts.of("Anvil", "https://github.com/acme/anvil"))


def test_the_command_reads_one_and_writes_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["readiness", str(file(tmp_path)), "--json", "--on", "2026-11-20"]
    assert main(words) == 3
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert rows["SBX-FILE-README"]["state"] == "met"
    out = tmp_path / "written.yaml"
    main(
        ["readiness", "onnx/onnx", "--offline", "--stage", "graduation", "--project-yaml", str(out)]
    )
    assert yaml.safe_load(out.read_text("utf-8"))["maturity_log"][-1]["phase"] == "graduated"
