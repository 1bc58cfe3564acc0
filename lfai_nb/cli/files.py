"""Files that a command writes: there whole, or not at all."""

import os
from pathlib import Path

from lfai_nb.errors import Unusable


def write_whole(path: Path, content: bytes) -> None:
    """Writes beside the place and moves it there, so that nobody finds half a file."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Unusable.because(path, "written", error) from None
