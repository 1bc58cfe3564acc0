"""A folder that a command writes: there whole, or not at all."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from lfai_nb.cli import Stop
from lfai_nb.errors import Unusable


def write_folder(folder: Path, files: Mapping[str, str], *, force: bool) -> None:
    """A folder with these files: all of them, or nothing of it.

    They are written beside the place and moved there at once. With ``force`` they take the place of
    the files of their names; whatever else is in the folder stays.
    """
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    before = folder.with_name(f".{folder.name}.{os.getpid()}.before")
    try:
        if folder.exists() and not folder.is_dir():
            raise Stop(f"{folder} is a file; name a folder that --out can make")
        taken = sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []
        if taken and not force:
            raise Stop(
                f"{folder} is not empty (it has {taken[0]}); name another folder, or say --force "
                "to write over the files of a packet in it"
            )
        if taken:
            shutil.copytree(folder, part, symlinks=True)
        else:
            part.mkdir(parents=True)
        for name, text in files.items():
            (part / name).write_text(text, encoding="utf-8")
        if folder.exists():
            folder.rename(before)
        part.rename(folder)
    except OSError as error:
        if before.exists() and not folder.exists():
            before.rename(folder)
        raise Unusable.because(folder, "written", error) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(before, ignore_errors=True)
