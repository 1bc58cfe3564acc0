"""One version, wherever it is written; a release gives it to all of them at once."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tools.release import PLACES, ROOT, main, release, versions


def test_every_file_has_the_same_version() -> None:
    by_file = versions()
    assert all(by_file.values()), f"no version in the line that should have it: {by_file}"
    assert len(set(by_file.values())) == 1, f"set them with `python -m tools.release`: {by_file}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for file in PLACES:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / file, tmp_path / file)
    changes = "# Changelog\n\n## 1.0.0 (unreleased)\n\n- Something.\n"
    (tmp_path / "CHANGELOG.md").write_text(changes, "utf-8")
    return tmp_path


def test_a_release_sets_all_of_them_and_the_day(root: Path) -> None:
    release("7.8.9", date(2031, 1, 15), root)
    assert set(versions(root).values()) == {"7.8.9"}
    assert "## 7.8.9 (2031-01-15)\n" in (root / "CHANGELOG.md").read_text("utf-8")


def test_a_release_without_changes_or_with_a_slip_is_refused(root: Path) -> None:
    with pytest.raises(ValueError, match=r"three numbers such as 1\.1\.0, not '1'"):
        release("1", date(2031, 1, 15), root)
    release("7.8.9", date(2031, 1, 15), root)
    with pytest.raises(ValueError, match="no section that is called unreleased"):
        release("7.9.0", date(2031, 2, 15), root)


def test_where_one_file_has_no_version_no_file_is_changed(root: Path) -> None:
    (root / "CITATION.cff").write_text("title: the handbook\n", "utf-8")
    before = {file: (root / file).read_bytes() for file in PLACES}
    with pytest.raises(ValueError, match=r"CITATION\.cff has no line \^version:"):
        release("7.8.9", date(2031, 1, 15), root)
    assert {file: (root / file).read_bytes() for file in PLACES} == before


def test_the_command_says_it_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["1"]) == 2
    assert capsys.readouterr().err.startswith("a version is three numbers")
