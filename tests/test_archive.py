"""The site as an archive: the same site is the same bytes, and the sums are those of the files."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from tools.archive import SUMS, main


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "html"
    (folder / "book").mkdir(parents=True)
    (folder / "index.html").write_text("first", encoding="utf-8")
    (folder / "book" / "a.html").write_text("second", encoding="utf-8")
    return folder


def packed(site: Path, name: str = "handbook-1.0.0.tar.gz") -> Path:
    into = site.parent / "dist" / name
    assert main(["site", str(site), str(into)]) == 0
    return into


def test_the_same_site_is_the_same_bytes_whoever_built_it_and_when(site: Path) -> None:
    before = packed(site).read_bytes()
    again = shutil.copytree(site, site.parent / "again" / "html")
    for path in again.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    (again / "index.html").chmod(0o600)
    assert packed(again).read_bytes() == before


def test_it_unpacks_into_one_folder_with_every_file(site: Path, tmp_path: Path) -> None:
    with tarfile.open(packed(site)) as archive:
        archive.extractall(tmp_path / "out", filter="data")
    out = tmp_path / "out" / "handbook-1.0.0"
    assert (out / "index.html").read_text(encoding="utf-8") == "first"
    assert (out / "book" / "a.html").read_text(encoding="utf-8") == "second"


def test_what_the_build_notes_for_itself_is_left_out(site: Path) -> None:
    before = packed(site).read_bytes()
    (site / ".buildinfo").write_text("config: of this folder", encoding="utf-8")
    assert packed(site).read_bytes() == before


def test_the_sums_are_those_of_the_files_and_notice_a_change(site: Path) -> None:
    dist = packed(site).parent
    (dist / "package.whl").write_bytes(b"wheel")
    for _ in range(2):  # the list is not in the list
        assert main(["sums", str(dist)]) == 0
    lines = (dist / SUMS).read_text(encoding="utf-8").splitlines()
    assert [line.split("  ")[1] for line in lines] == ["handbook-1.0.0.tar.gz", "package.whl"]
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("there is no sha256sum")
    check = [program, "--check", "--quiet", SUMS]
    assert subprocess.run(check, cwd=dist, capture_output=True, check=False).returncode == 0
    (dist / "package.whl").write_bytes(b"whee1")
    assert subprocess.run(check, cwd=dist, capture_output=True, check=False).returncode == 1


def test_a_folder_without_a_site_and_one_with_links_are_refused(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["site", str(site.parent), str(site.parent / "x.tar.gz")]) == 2
    assert "make site" in capsys.readouterr().err
    (site / "up").symlink_to("/etc")
    with pytest.raises(ValueError, match="is a link"):
        packed(site)
