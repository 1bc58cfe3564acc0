"""A copy of the real catalogue that a test may break."""

from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

import pytest

from lfai_nb.catalog import problems
from lfai_nb.places import data_dir

Break = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """``catalog/``, with the sources of the rules beside it, as in the data folder."""
    catalog = tmp_path / "catalog"
    policy = tmp_path / "policy"
    catalog.mkdir()
    policy.mkdir()
    for file in (data_dir() / "catalog").iterdir():
        copyfile(file, catalog / file.name)
    copyfile(data_dir() / "policy" / "sources.toml", policy / "sources.toml")
    return catalog


@pytest.fixture
def after(folder: Path) -> Break:
    """Replace the first occurrence of a text in a file, and read the faults."""

    def replace(file: str, old: str, new: str) -> list[str]:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}: the test would change nothing"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return [str(problem) for problem in problems(folder)]

    return replace
