"""A long notebook is passed over only where nothing has changed that its outputs hang on."""

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import unchanged

NOTEBOOK: dict[str, Any] = {
    "cells": [
        {"cell_type": "markdown", "source": ["# Training\n"]},
        {
            "cell_type": "code",
            "source": ["from lfai_nb.demos import edl"],
            "outputs": [{"output_type": "stream", "text": ["loss 0.5\n"]}],
        },
    ],
    "metadata": {"handbook": {"seconds": 60}},
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("progress.py", "edl/job.py", "edl/texts.txt", "tony/job.py"):
        path = tmp_path / "lfai_nb" / "demos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n", "utf-8")
    (tmp_path / "constraints.txt").write_text("torch==2.6\nhttpx==0.28\n", "utf-8")
    return tmp_path


def with_digest(root: Path, **other: object) -> Path:
    notebook = copy.deepcopy(NOTEBOOK)
    notebook["metadata"]["handbook"] |= {"of": unchanged.digest(notebook, root), **other}
    path = root / "a.ipynb"
    path.write_text(json.dumps(notebook), "utf-8")
    return path


def change(name: str, old: str, new: str) -> Callable[[Path], None]:
    def do(root: Path) -> None:
        text = (root / name).read_text("utf-8")
        assert old in text
        (root / name).write_text(text.replace(old, new), "utf-8")

    return do


def add(root: Path) -> None:
    (root / "lfai_nb/demos/edl/more.py").write_text("", "utf-8")


def remove(root: Path) -> None:
    (root / "lfai_nb/demos/edl/texts.txt").unlink()


@pytest.mark.parametrize(
    "do",
    [
        change("a.ipynb", "import edl", "import edl as wing"),
        change("a.ipynb", "loss 0.5", "loss 0.4"),
        change("a.ipynb", "# Training", "# Trained"),
        change("lfai_nb/demos/edl/job.py", "job", "work"),
        change("lfai_nb/demos/progress.py", "progress", "step"),
        change("constraints.txt", "torch==2.6", "torch==2.7"),
        add,
        remove,
    ],
)
def test_it_runs_again_when_anything_has_changed_that_its_outputs_hang_on(
    root: Path, do: Callable[[Path], None]
) -> None:
    path = with_digest(root)
    assert unchanged.is_unchanged(path, root)
    do(root)
    assert not unchanged.is_unchanged(path, root)


def test_another_wing_and_another_library_are_nothing_to_it(root: Path) -> None:
    path = with_digest(root)
    change("lfai_nb/demos/tony/job.py", "job", "work")(root)
    change("constraints.txt", "httpx==0.28", "httpx==0.29")(root)
    assert unchanged.is_unchanged(path, root)


def test_what_is_short_or_keeps_no_digest_runs_each_time(root: Path) -> None:
    assert not unchanged.is_unchanged(with_digest(root, seconds=3), root)
    assert not unchanged.is_unchanged(with_digest(root, of=None), root)


def test_running_it_keeps_the_digest_and_changes_nothing_else(tmp_path: Path) -> None:
    long = next(p for p in sorted((unchanged.ROOT / "notebooks").glob("*.ipynb")) if _is_long(p))
    path = Path(shutil.copy(long, tmp_path))
    before = json.loads(path.read_text("utf-8"))
    before["metadata"]["handbook"].pop("of", None)
    path.write_text(json.dumps(before), "utf-8")
    unchanged.keep(path)
    after = json.loads(path.read_text("utf-8"))
    assert after["metadata"]["handbook"].pop("of") == unchanged.digest(before)
    assert after == before


def _is_long(path: Path) -> bool:
    return unchanged.is_long(json.loads(path.read_text("utf-8")))
