"""What a command keeps for its next start: it may only ever make it faster."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lfai_nb import kept
from lfai_nb.catalog.loading import _load as read_catalogue
from lfai_nb.domain import repository_key
from lfai_nb.places import data_dir
from lfai_nb.policy.loading import _load as read_rules


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    kept.start(tmp_path / "kept")
    yield tmp_path / "kept"
    kept.start(None)


def lines(path: Path) -> list[str]:
    return kept.kept("lines", [path], [], lambda: path.read_text().splitlines())


def test_what_was_made_is_not_made_again(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("one\ntwo")
    assert lines(file) == ["one", "two"]
    assert kept.kept("lines", [file], [], lambda: pytest.fail("made again")) == ["one", "two"]


def test_a_file_that_changes_is_read_again_even_at_the_same_size_and_time(
    folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.toml"
    file.write_text("300")
    before = file.stat()
    assert lines(file) == ["300"]
    file.write_text("500")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert lines(file) == ["500"]


def test_code_that_changes_reads_again(folder: Path, tmp_path: Path) -> None:
    code = tmp_path / "reader.py"
    code.write_text("1")
    assert kept.kept("n", [], [code], lambda: 1) == 1
    code.write_text("22")
    assert kept.kept("n", [], [code], lambda: 2) == 2


class Evil:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return os.mkdir, (str(self.mark),)


@pytest.mark.parametrize("content", [b"", b"\x80", b"no pickle at all", pickle.dumps((1, 2, 3))])
def test_what_cannot_be_read_is_made_anew(folder: Path, tmp_path: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "lines.kept").write_bytes(content)
    file = tmp_path / "a.toml"
    file.write_text("one")
    assert lines(file) == ["one"]


def test_a_strangers_file_runs_nothing(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    mark = tmp_path / "it ran"
    (folder / "lines.kept").write_bytes(pickle.dumps(Evil(mark)))
    file = tmp_path / "a.toml"
    file.write_text("one")
    assert lines(file) == ["one"]
    assert not mark.exists()


@pytest.mark.parametrize("ours", [read_rules, repository_key])
def test_a_function_of_ours_is_not_what_was_kept(
    folder: Path, tmp_path: Path, ours: object
) -> None:
    """Only our own kinds of thing come back, not what stands beside them: it could do anything."""
    folder.mkdir()
    (folder / "lines.kept").write_bytes(pickle.dumps((ours, 1)))
    file = tmp_path / "a.toml"
    file.write_text("one")
    assert lines(file) == ["one"]


def test_a_file_that_is_gone_is_for_the_reader_to_word(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        lines(tmp_path / "none.toml")
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder would be")
    file = tmp_path / "a.toml"
    file.write_text("one")
    kept.start(tmp_path / "kept")
    try:
        assert lines(file) == ["one"]
    finally:
        kept.start(None)


def test_a_program_that_imports_the_package_writes_nothing(tmp_path: Path) -> None:
    code = "from lfai_nb import policy, catalog; policy.load(); catalog.load()"
    env = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=env)
    assert list(tmp_path.iterdir()) == []


def test_the_rules_and_the_catalogue_come_back_as_they_were(folder: Path) -> None:
    rules, catalogue = data_dir() / "policy", data_dir() / "catalog"
    for name, read in (
        ("rules", lambda: read_rules(rules, None)),
        ("catalogue", lambda: read_catalogue(catalogue)),
    ):
        first = kept.kept(name, [], [], read)
        again = kept.kept(name, [], [], lambda: pytest.fail("it was not kept"))
        assert repr(first) == repr(again)
        assert first is not again
