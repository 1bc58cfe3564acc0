"""The nine files of the Sandbox task list: which name, in which folder, counts as which.

The names themselves are data, in ``data/requests.toml``: the page reads them, too.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import Generic, NamedTuple, TypeVar

from lfai_nb.evidence.request_table import table

Origin = TypeVar("Origin")


class Content(IntEnum):
    """What is behind a name; the higher counts where there are several."""

    NOWHERE = 0  # a link that leads to no file
    EMPTY = 1
    LINK = 2  # that could not be followed
    TEXT = 3


class Listed(NamedTuple, Generic[Origin]):
    """A file that a repository has; ``origin`` is what listed it."""

    folder: str  # "" at the top
    name: str
    content: Content
    origin: Origin

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}" if self.folder else self.name


def file_keys() -> tuple[str, ...]:
    """The nine facts."""
    return tuple(table().files)


def is_folder(name: str) -> bool:
    """Whether the files may be in this folder besides the top of the repository."""
    return name.lower() in table().folders


def nine(listed: Iterable[Listed[Origin]]) -> dict[str, Listed[Origin]]:
    """Those of the files that count, by the key of their fact; of several, the best."""
    files: dict[str, Listed[Origin]] = {}
    for file in listed:
        key = key_of(file.name)
        if key is None or (file.folder and key in table().only_at_the_top):
            continue
        if key not in files or files[key].content < file.content:
            files[key] = file
    return files


def key_of(name: str) -> str | None:
    stem, _, extension = name.partition(".")
    if extension.lower() not in table().extensions:
        return None
    stem = stem.upper().replace("-", "_")
    return next((key for key, stems in table().files.items() if stem in stems), None)
