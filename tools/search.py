"""Puts the library of the book's search beside the built pages.

    python -m tools.search --into _build/html      leaves _build/html/minisearch.js

MiniSearch (MIT) is fetched once from npm's registry, checked against a known hash, and served by
the site itself, with its licence at its head. Only the search page loads it.
"""

import argparse
import sys
import tarfile
from pathlib import Path

from tools import npm

PACKAGE = "minisearch"
NAME = "minisearch.js"
CACHE = Path(__file__).resolve().parents[1] / ".cache"


def library(archive: Path) -> str:
    """The script as a browser takes it from a folder too, under its licence."""
    with tarfile.open(archive) as files:
        script, licence = (
            _text(files, f"package/{name}") for name in ("dist/umd/index.js", "LICENSE.txt")
        )
    # The map is not served, and a browser's tools would ask for it.
    script = script.partition("//# sourceMappingURL=")[0]
    return f"/*! {PACKAGE} {npm.KNOWN[PACKAGE][0]}\n\n{licence.strip()}\n*/\n{script.strip()}\n"


def _text(files: tarfile.TarFile, name: str) -> str:
    try:
        member = files.extractfile(name)
    except KeyError:
        member = None
    if member is None:  # not there, or a folder
        raise npm.NpmError(f"{PACKAGE} has no {name}; it is packed otherwise than before")
    return member.read().decode("utf-8")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="tools.search", description=__doc__)
    parser.add_argument("--into", type=Path, required=True, help="the folder of the built site")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the package is kept")
    given = parser.parse_args(arguments)
    script = library(npm.fetch(PACKAGE, given.cache))
    (given.into / NAME).write_text(script, encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except (npm.NpmError, OSError) as error:
        sys.exit(str(error))
