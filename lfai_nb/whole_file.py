"""Writes files whole or not at all: a full disk or a lost process leaves what was there."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Put the content there. What is no file, such as a terminal or a pipe, is written to as it is.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder, "a.txt"), "whole")
    ...     Path(folder, "a.txt").read_text(), os.listdir(folder)
    ('whole', ['a.txt'])
    """
    write_all({path: content})


def write_all(contents: Mapping[Path, str | bytes], new: list[Path] | None = None) -> None:
    """Each file is the old one or the new one, and none changes before there is room for all.

    Only a fault while names are given leaves some old and some new: `new` lists the new ones then,
    and to write all of them again mends it.
    """
    parts: list[tuple[Path, Path, Path]] = []  # what was named, beside its place, its place
    try:
        for path, content in contents.items():
            written = content.encode("utf-8") if isinstance(content, str) else content
            target = path.resolve()  # a link stays a link
            try:
                mode = target.stat().st_mode
            except FileNotFoundError:
                mode = None
            if mode is not None and not stat.S_ISREG(mode):
                target.write_bytes(written)
                continue
            part = target.with_name(f".{target.name}.{os.getpid()}.part")
            parts.append((path, part, target))
            with part.open("wb") as file:
                file.write(written)
                file.flush()
                # Otherwise the new name may outlive a power cut, and what it names may not.
                os.fsync(file.fileno())
            if mode is not None:
                part.chmod(stat.S_IMODE(mode))
        for path, part, target in parts:
            part.replace(target)
            if new is not None:
                new.append(path)
    except BaseException:
        for _, part, _ in parts:
            part.unlink(missing_ok=True)
        raise
