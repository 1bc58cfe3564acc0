"""What was read and checked once, kept for the next start of a command.

    start(folder)                 from now on; the command line does, and nothing else
    kept(name, files, code, make) what ``make()`` gave for just these files, or gives now

Reading and checking all rules takes longer than any answer. What they are made of is the same every
time, until a file changes: what is kept goes with the size, the time and the checksum of each file
that was read, and with the code that read it. Without ``start``, in a notebook, in a browser or in
a program that imports the package, nothing is kept and nothing is written.

What lies in the folder is taken for what it is: a stranger's file there can make no other objects
than rules and rows, and whatever cannot be read is made anew.
"""

import sys
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar, cast

from lfai_nb import __version__

Made = TypeVar("Made")

_MAY = frozenset(
    f"lfai_nb.{room}"
    for room in (
        *("domain", "errors", "policy.model", "policy.parts"),
        *("catalog.model", "catalog.catalog"),
        *("lifecycle.facts", "lifecycle.fact_keys"),
    )
)
_DAYS = ("date", "datetime", "timedelta", "timezone")
_folder: Path | None = None


def start(folder: Path | None) -> None:
    global _folder
    _folder = folder


def kept(name: str, files: Iterable[Path], code: Iterable[Path], make: Callable[[], Made]) -> Made:
    if _folder is None:
        return make()
    try:
        state = (__version__, sys.hexversion, *map(_content, files), *map(_time, code))
    except OSError:  # a file that is not there is a fault that the reader words
        return make()
    path = _folder / f"{name}.kept"
    before = _read(path)
    if isinstance(before, tuple) and len(before) == 2 and before[0] == state:
        return cast(Made, before[1])
    made = make()
    _write(path, (state, made))
    return made


def name_for(*parts: object) -> str:
    """A name for a file that tells folders and choices of topics apart."""
    return f"{zlib.crc32(repr(parts).encode()):08x}"


def _content(path: Path) -> tuple[str, int, int, int]:
    content = path.read_bytes()
    return path.name, len(content), path.stat().st_mtime_ns, zlib.crc32(content)


def _time(path: Path) -> tuple[str, int, int]:
    state = path.stat()
    return path.name, state.st_size, state.st_mtime_ns


def _read(path: Path) -> object:
    import pickle

    class Reader(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> object:
            if module in _MAY and name.isidentifier():
                thing = super().find_class(module, name)
                if isinstance(thing, type) and thing.__module__ == module:
                    return thing
            if module == "datetime" and name in _DAYS:
                return super().find_class(module, name)
            raise pickle.UnpicklingError(f"{module}.{name} is neither a rule nor a row")

    try:
        with path.open("rb") as file:
            return Reader(file).load()
    except Exception:  # a damaged pickle raises whatever it likes; what it held is made anew
        return None


def _write(path: Path, content: object) -> None:
    import pickle
    from contextlib import suppress

    from lfai_nb.whole_file import write_whole

    # A full disk, a home that is not ours, something that cannot be written: the answer counts.
    with suppress(OSError, TypeError, pickle.PicklingError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL))
