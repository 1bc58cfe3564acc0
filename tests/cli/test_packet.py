"""The command ``packet``: what it writes, what it refuses, and what is left when it is killed."""

import json
from pathlib import Path
from typing import Any

import pytest

from lfai_nb.cli import files, main
from lfai_nb.errors import Unusable
from tests.hosting.cases import ON, as_file, cases

FACTS = 'name = "Anvil"\nrepository = "https://github.com/acme/anvil"\n'
NAMES = {"Anvil.md", "notes.md", "readiness.md", "deck.md", "next-steps.md"}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    file = tmp_path / "facts.toml"
    file.write_text(FACTS, encoding="utf-8")
    return file


@pytest.mark.parametrize("case", cases("packet"), ids=lambda case: case["why"])
def test_the_cases_that_stand_beside_the_rules(
    case: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = ["--stage", case["stage"]] if "stage" in case else []
    command = ["packet", str(as_file(tmp_path, case["file"])), "--json", "--on", str(ON), *stage]
    code = main(command)
    out, err = capsys.readouterr()
    if "refused" in case:
        assert code == 2
        assert case["refused"] in err
        return
    answer, wanted = json.loads(out), case["answer"]
    for key in ("stage", "filled", "partly", "open"):
        assert answer[key] == wanted.get(key, answer[key])
    for part, name in (("claims", "claim"), ("left", "left")):
        rows = {row["id"]: row[name] for row in answer["answers"]}
        assert rows | wanted.get(part, {}) == rows


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def test_it_writes_five_papers_and_says_what_is_left(
    facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = facts.parent / "packet"
    assert main(["packet", str(facts), "--out", str(out)]) == 0
    assert names(out) == NAMES
    output = capsys.readouterr().out
    assert "of 23 fields 3 are filled" in " ".join(output.split())
    assert names(facts.parent) == {"facts.toml", "packet"}


def test_as_json_it_needs_no_folder(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packet", str(facts), "--json", "--stage", "incubation"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["stage"], answer["filled"], len(answer["answers"])) == ("incubation", 3, 23)


def test_without_force_nothing_is_written_over(
    facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = facts.parent / "packet"
    out.mkdir()
    (out / "Anvil.md").write_text("mine", encoding="utf-8")
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert main(["packet", str(facts), "--out", str(out)]) == 2
    assert "--force" in capsys.readouterr().err
    assert (out / "Anvil.md").read_text(encoding="utf-8") == "mine"
    assert main(["packet", str(facts), "--out", str(out), "--force"]) == 0
    assert (out / "Anvil.md").read_text(encoding="utf-8") != "mine"
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine", "what is not ours stays"


@pytest.mark.parametrize("there", [False, True])
def test_without_room_for_all_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    out = tmp_path / "packet"
    if there:
        out.mkdir()
        (out / "a.md").write_text("before", encoding="utf-8")
    calls: list[int] = []

    def full(file: int) -> None:
        calls.append(file)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Unusable, match="No space left on device"):
        files.write_folder(out, {"a.md": "after", "b.md": "after"}, force=True)
    assert names(tmp_path) == ({"packet"} if there else set())
    if there:
        assert names(out) == {"a.md"}
        assert (out / "a.md").read_text(encoding="utf-8") == "before"


def test_what_is_written_in_part_says_which_files_are_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "packet"
    out.mkdir()
    (out / "b.md").write_text("before", encoding="utf-8")
    replace = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if target.name == "b.md":
            raise OSError(5, "Input/output error")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(Unusable, match=r"Input/output error\): a.md new, b.md as before; write it"):
        files.write_folder(out, {"a.md": "after", "b.md": "after"}, force=True)
    monkeypatch.undo()
    files.write_folder(out, {"a.md": "after", "b.md": "after"}, force=True)
    assert {path.read_text(encoding="utf-8") for path in out.iterdir()} == {"after"}


def test_a_file_in_the_place_of_the_folder_is_refused(
    facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["packet", str(facts), "--out", str(facts), "--force"]) == 2
    assert "is a file" in capsys.readouterr().err
    assert facts.read_text(encoding="utf-8") == FACTS


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "name is missing"),
        ("name = 3", "name needs a text"),
        (FACTS + 'stage = "graduation"\n', "no stage to move up to"),
        ("\x00", "facts.toml"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(
    facts: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    facts.write_text(text, encoding="utf-8")
    out = facts.parent / "packet"
    assert main(["packet", str(facts), "--out", str(out)]) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert "Traceback" not in err
    assert not out.exists()


def test_another_encoding_is_refused(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts.write_bytes(FACTS.encode("utf-16"))
    assert main(["packet", str(facts), "--json"]) == 2
    assert "facts.toml" in capsys.readouterr().err
