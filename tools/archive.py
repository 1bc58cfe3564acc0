"""The files of a release beside the package: the site as an archive, and the sum of each file.

    python -m tools.archive site _build/html dist/lfai-data-handbook-1.0.0.tar.gz
    python -m tools.archive sums dist            dist/SHA256SUMS, as `sha256sum --check` reads it

The same site gives the same bytes: names in order, one time for all, nobody's name and number.
"""

import argparse
import gzip
import hashlib
import sys
import tarfile
from pathlib import Path

from lfai_nb.whole_file import write_whole

SUMS = "SHA256SUMS"
#: Sphinx's note for its next build, in which the folder of this one counts; no page needs it.
OF_THE_BUILD = ".buildinfo"
#: hatchling gives the files of the wheel and of the source the same one.
TIME = 1_580_601_600  # 2 February 2020


def archive(site: Path, into: Path) -> None:
    """All files of the folder, under the archive's own name; links would lead out of it."""
    top = into.name.removesuffix(".tar.gz")
    paths = sorted(path for path in site.rglob("*") if path.name != OF_THE_BUILD)
    if links := [path for path in paths if path.is_symlink()]:
        raise ValueError(f"{links[0]} is a link; an archive holds files")
    into.parent.mkdir(parents=True, exist_ok=True)
    part = into.with_name(f".{into.name}.part")
    with (
        part.open("wb") as file,
        # Without a name and a time of its own in its head.
        gzip.GzipFile("", "wb", 9, file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in paths:
            entry = tarfile.TarInfo(f"{top}/{path.relative_to(site).as_posix()}")
            entry.mtime = TIME
            if path.is_dir():
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(entry)
            else:
                entry.size, entry.mode = path.stat().st_size, 0o644
                with path.open("rb") as source:
                    tar.addfile(entry, source)
    part.replace(into)


def sums(folder: Path) -> str:
    """A line for each file of the folder, but for the list itself and what is hidden."""
    files = sorted(p for p in folder.iterdir() if p.is_file() and p.name[0] != ".")
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in files
        if path.name != SUMS
    )


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.archive")
    modes = parser.add_subparsers(dest="mode", required=True)
    of_site = modes.add_parser("site")
    of_site.add_argument("site", type=Path)
    of_site.add_argument("into", type=Path)
    of_sums = modes.add_parser("sums")
    of_sums.add_argument("folder", type=Path)
    given = parser.parse_args(argv)
    if given.mode == "sums":
        write_whole(given.folder / SUMS, sums(given.folder))
        return 0
    if not (given.site / "index.html").is_file():
        print(f"{given.site} has no index.html; build it first: make site", file=sys.stderr)
        return 2
    archive(given.site, given.into)
    return 0


if __name__ == "__main__":
    sys.exit(main())
