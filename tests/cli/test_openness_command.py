"""lfai-nb openness: class, possible, missing and warnings, and the exit code of each."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_cli import lfai, refused  # noqa: F401  # the fixture

III = "architecture parameters-final evaluation-results model-card data-card technical-report"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "model.toml"
    lines = [f'{name} = "Apache-2.0"' for name in III.split()]
    file.write_text('name = "Acme"\n[components]\n' + "\n".join(lines), encoding="utf-8")
    return file


def test_json_has_what_a_script_needs(lfai: Any, model: Path) -> None:  # noqa: F811
    ran = lfai("openness", str(model), "--json")
    assert ran.code == 0
    assert (ran.json["class"], ran.json["possible"], ran.json["next"]) == ("III", "I", "II")
    assert ran.json["warnings"] == ["parameters-final: Apache-2.0 is open, and not made for data."]
    assert next(gap["component"] for gap in ran.json["unknown"]) == "training-code"
    strict = lfai("openness", str(model), "--json", "--strict")
    assert (strict.code, strict.json["class"], strict.json["possible"]) == (1, None, None)
    assert [gap["component"] for gap in strict.json["missing"]] == ["parameters-final"]


def test_a_person_reads_the_class_first(lfai: Any, model: Path) -> None:  # noqa: F811
    ran = lfai("openness", str(model))
    assert ran.out.startswith("Acme reaches Class III, Open Model, as the foundation's tool judges")
    assert "Warnings:" in ran.out


def test_what_is_unknown_is_cannot_tell(lfai: Any, model: Path) -> None:  # noqa: F811
    model.write_text('[components]\narchitecture = "Apache 2.0"\n', encoding="utf-8")
    ran = lfai("openness", str(model))
    assert ran.code == 3
    assert "class I is possible" in ran.out


def test_a_licence_for_all_that_no_part_takes_over_is_named(lfai: Any, model: Path) -> None:  # noqa: F811
    """What was wrong: nothing was said, and the licence counted nowhere."""
    model.write_text('[licence]\ncode = "MIT"\ndata = "none"\n', encoding="utf-8")
    ran = lfai("openness", str(model))
    assert "note: MIT for all code counts nowhere yet: write “inherited” at each part" in ran.err
    assert "note: NONE for all data counts nowhere yet" in ran.err
    used = '[licence]\ncode = "MIT"\n[components]\ntraining-code = "inherited"\n'
    model.write_text(used, encoding="utf-8")
    assert "counts nowhere" not in lfai("openness", str(model)).err


@pytest.mark.parametrize("word", ["no", "Yes", "unknown", "inherited", "+"])
def test_what_is_no_licence_is_refused_for_all(lfai: Any, model: Path, word: str) -> None:  # noqa: F811
    model.write_text(f'[licence]\ndata = "{word}"\n', encoding="utf-8")
    refused(
        lfai("openness", str(model)), f"“{word}” is not a licence, and says nothing of all data"
    )


def test_a_file_to_fill_in(lfai: Any) -> None:  # noqa: F811
    assert "[components]" in lfai("openness", "--init").out


def test_no_file_and_a_file_that_is_none(lfai: Any, tmp_path: Path) -> None:  # noqa: F811
    refused(lfai("openness"), "--init")
    refused(lfai("openness", str(tmp_path / "no.toml")), "cannot be read")


def test_the_tools_file_without_the_library_says_what_installs_it(
    lfai: Any,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "model.yml"
    file.write_text("release: {components: [{name: Training code}]}", encoding="utf-8")
    assert lfai("openness", str(file), "--json").code == 1
    monkeypatch.setitem(sys.modules, "yaml", None)
    refused(lfai("openness", str(file)), "reading the tool's YAML needs the extra")


def test_json_is_json_whatever_a_file_has_in_it(lfai: Any, model: Path) -> None:  # noqa: F811
    model.write_text('[components]\narchitecture = "<b>\\u001b[2J"\n', encoding="utf-8")
    ran = lfai("openness", str(model), "--json")
    assert "\x1b" not in ran.out
    assert json.loads(ran.out)["warnings"]
    assert "\x1b" not in lfai("openness", str(model)).out
