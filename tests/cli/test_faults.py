"""What a command writes is the old or the new, whatever fails or whenever it is killed."""

from pathlib import Path

import pytest

from lfai_nb import kept
from lfai_nb.cli import files, main
from tests.faults import STRIDES, every_fault

OLD = {"a.md": "old", "b.md": "old", "c.md": "old"}
NEW = {"a.md": "new, and longer", "b.md": "new", "c.md": "new"}


def contents(folder: Path) -> dict[str, str]:
    """All that somebody would look at: hidden files are what a killed process leaves."""
    paths = (p for p in folder.rglob("*") if p.is_file() and "/." not in str(p))
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in paths}


@STRIDES
def test_a_new_packet_is_there_whole_or_not_at_all(tmp_path: Path, stride: int) -> None:
    faults = every_fault(
        tmp_path / "f",
        lambda folder: None,
        lambda folder: files.write_folder(folder / "packet", NEW, force=True),
        contents,
        stride=stride,
    )
    assert faults >= 20


@STRIDES
def test_each_paper_of_a_packet_is_the_old_or_the_new_one_and_nothing_else_is_touched(
    tmp_path: Path, stride: int
) -> None:
    """A copy was moved into the folder's place, and who was killed lost whatever else was in it."""

    def prepare(folder: Path) -> None:
        files.write_folder(folder / "packet", OLD, force=True)
        (folder / "packet" / "notes.txt").write_text("mine", encoding="utf-8")

    faults = every_fault(
        tmp_path / "f",
        prepare,
        lambda folder: files.write_folder(folder / "packet", NEW, force=True),
        contents,
        each=True,
        stride=stride,
    )
    assert faults >= 20


def test_a_calendar_file_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    def write(folder: Path, day: str) -> None:
        words = ["plan", "--present-on", day, "--stage", "sandbox", "--on", "2026-11-27"]
        if main([*words, "--ics", str(folder / "steps.ics")]) not in (0, 1):
            raise OSError("refused")

    every_fault(
        tmp_path / "f",
        lambda folder: write(folder, "2027-01-28"),
        lambda folder: write(folder, "2027-02-11"),
        contents,
    )


def test_what_is_kept_for_the_next_start_is_whole_or_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault there is no fault of the command: it answers all the same."""
    source = tmp_path / "source"

    def ask(folder: Path, value: int) -> int:
        source.write_text(str(value), encoding="utf-8")
        monkeypatch.setattr(kept, "_folder", folder)
        return kept.kept("x", [source], [], lambda: value)

    def read(folder: Path) -> object:
        content = kept._read(folder / "x.kept")
        return content[1] if isinstance(content, tuple) else content

    every_fault(
        tmp_path / "f",
        lambda folder: ask(folder, 1),
        lambda folder: ask(folder, 2),
        read,
        unnoticed=True,
    )
