"""The library of the search: whole, with its licence, and of the version that is known."""

import io
import tarfile
from pathlib import Path

import pytest

from tools import npm, search


def packed(folder: Path, **files: str) -> Path:
    path = folder / "minisearch.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return path


def test_it_carries_its_licence_and_asks_for_no_map(tmp_path: Path) -> None:
    files = {
        "package/dist/umd/index.js": "var MiniSearch;\n//# sourceMappingURL=index.js.map",
        "package/LICENSE.txt": "Copyright somebody\n",
    }
    script = search.library(packed(tmp_path, **files))
    assert script.startswith(f"/*! minisearch {npm.KNOWN['minisearch'][0]}\n\nCopyright somebody")
    assert script.endswith("var MiniSearch;\n")
    assert "sourceMappingURL" not in script


def test_a_package_that_is_packed_otherwise_is_refused(tmp_path: Path) -> None:
    with pytest.raises(npm.NpmError, match=r"minisearch has no package/dist/umd/index\.js; it is"):
        search.library(packed(tmp_path, **{"package/other.js": ""}))
