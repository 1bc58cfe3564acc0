"""Writes a file whole or not at all: a full disk or a lost process leaves what was there."""

import os
import stat
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Put the content there. What is no file, such as a terminal or a pipe, is written to as it is.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder, "a.txt"), "whole")
    ...     Path(folder, "a.txt").read_text(), os.listdir(folder)
    ('whole', ['a.txt'])
    """
    written = content.encode("utf-8") if isinstance(content, str) else content
    target = path.resolve()  # a link stays a link
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        target.write_bytes(written)
        return
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(written)
            file.flush()
            # Otherwise the new name may outlive a power cut, and what it names may not.
            os.fsync(file.fileno())
        if mode is not None:
            part.chmod(stat.S_IMODE(mode))
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
