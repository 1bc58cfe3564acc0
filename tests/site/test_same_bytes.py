"""Two builds of the site are the same bytes, whoever makes them: one commit, one archive."""

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import archive, in_page

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(
    "_build", "build", "dist", ".venv", ".git", "__pycache__", ".*_cache"
)
DAY = "1795000000"  # 18 November 2026, in the way in which SOURCE_DATE_EPOCH gives it
CELLS = [
    "import random, sys, time, uuid\nset(sys.modules)",
    "random.random(), time.time(), uuid.uuid4()",
]
STEPS = (
    ("tools.book", "build", ".", "--warningiserror", "--keep-going", "--quiet"),
    ("tools.search", "--into", "_build/html"),
    ("tools.lab", "--into", "_build/html/lite"),
)


def built(folder: Path, **differently: str) -> Path:
    """The archive of a site that is built from nothing, in a folder of its own."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT, symlinks=True)
    env = os.environ | {"PYTHONPATH": str(folder), "SOURCE_DATE_EPOCH": DAY} | differently
    for step in STEPS:
        command = [sys.executable, "-m", *step]
        ran = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    packed = folder / "handbook.tar.gz"
    archive.archive(folder / "_build" / "html", packed)
    return packed


def files(packed: Path) -> dict[str, bytes]:
    site = packed.parent / "_build" / "html"
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def picture(site: Path, scripts: Path) -> bytes:
    """Python's memory as a build in this folder takes it, of a Python that has run two cells."""
    program = in_page.node()
    if program is None:
        pytest.skip("there is no Node")
    shutil.copytree(in_page.SCRIPTS, scripts)
    pyodide = site / "lite" / "static" / "pyodide"
    run = next((site / "lite" / "run").glob("*/files.bin")).parent
    parts = [gzip.decompress((run / f"{name}.bin").read_bytes()) for name in ("files", "library")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(in_page, "SCRIPTS", scripts)
        patch.setattr(in_page, "examples", lambda: {"a page": CELLS})
        return in_page.picture(program, pyodide, *parts, [])


@pytest.mark.audit
def test_a_picture_of_memory_does_not_depend_on_the_folder_in_which_it_is_taken(
    site: Path, tmp_path: Path
) -> None:
    first = picture(site, tmp_path / "a")
    folder = tmp_path / "another folder" / "with a longer name"
    same = picture(site, folder) == first
    assert same, "the memory has something of its folder"


def test_the_picture_that_readers_get_names_no_folder_of_the_machine_that_took_it(
    site: Path,
) -> None:
    """Python had the path of the script that took it for its own program, and for a variable."""
    memory = gzip.decompress(next((site / "lite" / "run").glob("*/picture.bin")).read_bytes())
    for place in (str(ROOT), "take.mjs"):
        there = place.encode() in memory
        assert not there, place


@pytest.mark.audit
def test_two_builds_of_the_site_are_the_same_bytes(tmp_path: Path) -> None:
    """From another folder, in another time zone, with sets in another order."""
    first = built(tmp_path / "a", TZ="UTC", PYTHONHASHSEED="1")
    folder = tmp_path / "another folder" / "with a longer name"
    other = built(folder, TZ="Asia/Tokyo", PYTHONHASHSEED="77")
    if first.read_bytes() != other.read_bytes():
        left, right = files(first), files(other)
        unlike = sorted(name for name in left | right if left.get(name) != right.get(name))
        pytest.fail("these differ: " + ", ".join(unlike[:20]))
