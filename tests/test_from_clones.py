"""The tools that read another project's clone, on clones that are made here."""

import csv
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from lfai_nb.openness import by_tool_name, recorded_on
from lfai_nb.policy import load
from tests.evidence.history.repositories import git
from tools import landscape_extract, openness_agreement, openness_models, spdx_licenses
from tools.npm import NpmError

VIEW = load().at(recorded_on())
NAMES = list(by_tool_name(VIEW))


def committed(folder: Path, message: str = "Change") -> None:
    who = ("-c", "user.name=Ann Ames", "-c", "user.email=ann@acme.com")
    git(folder, "add", "-A")
    git(folder, *who, "commit", "-q", "-m", message)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "clone"
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    return folder


# ---------------------------------------------------------------- the Model Openness Tool

TEST = {"classification": {"class": 0}, "release": {"name": "A test"}}
RELEASE = f"release: {{name: A test, components: [{{name: {NAMES[0]}}}]}}"


@pytest.fixture
def tool(clone: Path) -> Path:
    settings = clone / openness_models.SETTINGS
    for folder in (clone / "models", clone / "Test_Data", settings.parent):
        folder.mkdir(parents=True)
    listed = "\n".join(f"  - {{name: {json.dumps(name)}}}" for name in NAMES)
    settings.write_text(f"components:\n{listed}\n", encoding="utf-8")
    expected = json.dumps({"models": [TEST]})
    (clone / "Test_Data" / "expected_results.json").write_text(expected, encoding="utf-8")
    (clone / "Test_Data" / "test.yml").write_text(RELEASE, encoding="utf-8")
    (clone / "models" / "Anvil.yml").write_text(
        f"release: {{name: Anvil, license: {{code: {{name: MIT}}}}, components: ["
        f"{{name: {NAMES[0]}, license: unlicensed}}, {{name: {NAMES[1]}}}]}}",
        encoding="utf-8",
    )
    committed(clone)
    return clone


def test_a_model_that_nothing_is_known_of_is_counted_as_differing(
    tool: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert openness_agreement.main(tool) == 1
    out = capsys.readouterr().out
    assert "test files: 1 of 1 as the tool" in out
    assert "Anvil.yml: nothing to hold it against" in out
    (tool / "models" / "Anvil.yml").unlink()
    assert openness_agreement.main(tool) == 0


def test_a_model_that_is_judged_otherwise_is_named(
    tool: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = {"models": [TEST | {"classification": {"class": 3}}]}
    (tool / "Test_Data" / "expected_results.json").write_text(json.dumps(other), "utf-8")
    assert openness_agreement.main(tool) == 1
    assert "test.yml: the tool says III, we say no class" in capsys.readouterr().out


#: Stands in for PHP: the classes that it gives, and which licences it takes for open.
PHP = """
import json, sys
given = json.load(open(sys.argv[3]))["models"]
flags = [True, False, False, True, ["code"]]
models = {name: {"class": 3 if name == "models/Anvil" else 0} for name in given}
print(json.dumps({"licences": {"MIT": flags, "zlib": flags}, "models": models}))
"""


def test_what_the_tool_judges_becomes_our_two_files(
    tool: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "php.py").write_text(PHP, encoding="utf-8")
    monkeypatch.setattr(openness_models, "FOLDER", tmp_path)
    assert openness_models.main(tool, sys.executable, str(tmp_path / "php.py")) == 0
    assert "models, 0 judged otherwise than by the tool" in capsys.readouterr().out
    licences = tomllib.loads((tmp_path / "licences.toml").read_text("utf-8"))
    assert licences["open"]["osi"] == ["MIT", "zlib"]
    assert licences["open"]["data"] == licences["fits"]["documents"] == []
    assert licences["fits"]["code"] == ["MIT", "zlib"]
    with (tmp_path / "models.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["model"]: row for row in csv.DictReader(lines)}
    anvil, test = rows["models/Anvil"], rows["Test_Data/test"]
    ids = [item.id for item in by_tool_name(VIEW).values()]
    assert (anvil["class"], test["class"]) == ("III", "")
    assert anvil["code"] == "MIT"
    # No licence, one of the whole model, and a part that is not there.
    first, second, third = (anvil[name] for name in ids[:3])
    assert len({first, second, third}) == 3


def test_a_model_that_we_judge_otherwise_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    every: dict[str, Any] = {}

    class Anvil:
        stated, released = "I", dict[str, str]()

    every["models/Anvil"] = Anvil()
    monkeypatch.setattr(openness_models, "models", lambda view: every)
    assert openness_models._differences(recorded_on()) == 1
    assert "models/Anvil: the tool says I, we say no class" in capsys.readouterr().out


def test_components_that_are_not_ours_stop_it() -> None:
    with pytest.raises(SystemExit, match="the components are not those"):
        openness_models._ids([*NAMES, "A new component"], recorded_on())


# ---------------------------------------------------------------- the landscape

LANDSCAPE = """landscape:
- category:
  name: LF AI & Data Member Company
  subcategories:
  - subcategory:
    name: Premier
    items:
    - item:
      name: Acme
- category:
  name: Data
  subcategories:
  - subcategory:
    name: Versioning
    items:
    - item:
      name: Anvil
      repo_url: https://github.com/acme/anvil
      project: {stage}
"""
MEASURED = """landscape:
- subcategories:
  - items:
    - {name: Other}
    - name: Anvil
      project: sandbox
      repo_url: https://github.com/acme/anvil
      github_data: {stars: 812, license: MIT}
      best_practice_data: {badge: false}
"""


def test_the_extract_of_a_landscape_can_be_put_together_again(
    clone: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for stage in ("sandbox", "incubating"):
        (clone / landscape_extract.FILE).write_text(LANDSCAPE.format(stage=stage), "utf-8")
        committed(clone)
    git(clone, "rm", "-q", landscape_extract.FILE)
    committed(clone)
    (clone / "measured.yml").write_text(MEASURED, encoding="utf-8")
    committed(clone)
    monkeypatch.setattr(landscape_extract, "MEASURED", "HEAD:measured.yml")
    into = tmp_path / "landscape.csv"
    assert landscape_extract.main([str(clone), "--into", str(into)]) == 0
    assert capsys.readouterr().out.startswith("3 states, the last of ")
    states = landscape_extract.read_extract(into)
    assert states == landscape_extract.read_clone(clone)
    assert [[entry.stage for entry in state.entries] for state in states] == [
        ["sandbox"],
        ["incubating"],
        [],
    ]
    assert [state.members.premier for state in states] == [1, 1, 0]
    (row,) = landscape_extract.read_figures(into.with_name(landscape_extract.FIGURES.name))
    assert (row["stars"], row["licence"], row["badge_id"]) == ("812", "MIT", "")


def test_a_folder_that_is_no_clone_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert landscape_extract.main([str(tmp_path)]) == 2
    assert "is no clone" in capsys.readouterr().err


# ---------------------------------------------------------------- the SPDX licence list


def archives(monkeypatch: pytest.MonkeyPatch, current: list[str]) -> None:
    listed = {
        "MIT": {"name": "MIT License", "osiApproved": True},
        "GPL-2.0+": {"name": "GNU", "osiApproved": True},
        "Glide": {"name": "3dfx Glide License", "osiApproved": False},
    }
    contents = {
        "spdx.json": json.dumps(listed),
        "readme.md": "made from SPDX License List version 3.28.0 (2026-02-20)",
        "index.json": json.dumps(current),
        "deprecated.json": "[]",
    }
    monkeypatch.setattr(spdx_licenses, "fetch", lambda name, cache: Path(name))
    monkeypatch.setattr(spdx_licenses, "_member", lambda archive, name: contents[name])


def test_two_packages_of_one_release_become_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "spdx_licenses.toml"
    monkeypatch.setattr(spdx_licenses, "TABLE", table)
    archives(monkeypatch, ["MIT", "Glide"])
    assert spdx_licenses.main() == 0
    made = tomllib.loads(table.read_text("utf-8"))
    assert made["source"] == "SPDX License List 3.28.0"
    assert (made["deprecated"], made["other"]) == (["GPL-2.0+"], ["Glide"])
    assert made["approved"]["MIT"] == "MIT License"


def test_two_packages_of_different_releases_and_one_that_is_not_there_stop_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "spdx_licenses.toml"
    monkeypatch.setattr(spdx_licenses, "TABLE", table)
    archives(monkeypatch, ["MIT", "Glide", "New-1.0"])
    assert spdx_licenses.main() == 1
    assert "not of the same release" in capsys.readouterr().err

    def gone(name: str, cache: Path) -> Path:
        raise NpmError(f"{name} cannot be had")

    monkeypatch.setattr(spdx_licenses, "fetch", gone)
    assert spdx_licenses.main() == 1
    assert "cannot be had" in capsys.readouterr().err
    assert not table.exists()


def test_the_tools_say_what_they_take() -> None:
    for module in ("openness_agreement", "openness_models"):
        words = [sys.executable, "-m", f"tools.{module}"]
        for more in ([], ["/nowhere/at/all"]):
            done = subprocess.run([*words, *more], capture_output=True, text=True)
            assert done.returncode == 1
            assert "CLONE" in done.stderr or "git failed" in done.stderr
            assert "Traceback" not in done.stderr
