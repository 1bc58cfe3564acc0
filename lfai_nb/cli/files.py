"""A folder that a command writes: each file in it is the old one or the new one."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from lfai_nb.cli import Stop
from lfai_nb.errors import Unusable
from lfai_nb.whole_file import write_all


def write_folder(folder: Path, files: Mapping[str, str], *, force: bool) -> None:
    """A folder with these files: all of them, or nothing of it.

    They are written beside their places and moved there when all are whole. With ``force`` they
    take the place of the files of their names; whatever else is in the folder stays, and is never
    anywhere else: a copy that is to be moved back is lost with a process that is killed.
    """
    new: list[Path] = []
    try:
        if folder.exists() and not folder.is_dir():
            raise Stop(f"{folder} is a file; name a folder that --out can make")
        taken = sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []
        if taken and not force:
            raise Stop(
                f"{folder} is not empty (it has {taken[0]}); name another folder, or say --force "
                "to write over the files of a packet in it"
            )
        if folder.exists():
            write_all({folder / name: text for name, text in files.items()}, new)
        else:
            _new_folder(folder, files)
    except OSError as error:
        if not new:
            raise Unusable.because(folder, "written", error) from None
        old = [name for name in files if folder / name not in new]
        raise Unusable(
            f"{folder} was written in part ({error.strerror}): {', '.join(p.name for p in new)} "
            f"new, {', '.join(old)} as before; write it again with --force"
        ) from None


def _new_folder(folder: Path, files: Mapping[str, str]) -> None:
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)  # of a process of this number that was killed
    try:
        part.mkdir(parents=True)
        write_all({part / name: text for name, text in files.items()})
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
