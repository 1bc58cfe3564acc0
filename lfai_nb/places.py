"""Where the data lies, and where what is kept between two starts goes."""

import os
from pathlib import Path

from lfai_nb.errors import HandbookError

#: Names another data folder, for whoever wants to try a change without touching the original.
OVERRIDE = "LFAI_NB_DATA"

# A folder named ``data`` proves nothing; these two inside it do.
_ROOMS = ("policy", "catalog")


class NoData(HandbookError, FileNotFoundError):
    """There is no folder with the rules and the catalogue where one was looked for."""


def data_dir() -> Path:
    """The folder that holds ``policy/`` and ``catalog/``.

    The first of: the folder that the environment variable ``LFAI_NB_DATA`` names; ``data`` inside
    the package, where a wheel carries it; ``data`` beside the package, where a checkout has it.
    """
    package = Path(__file__).resolve().parent
    if named := os.environ.get(OVERRIDE):
        # Asked for by name: falling back to another folder would answer from the wrong rules.
        # os.path and not Path, which raises where there is no such home.
        folder = Path(os.path.expanduser(named))  # noqa: PTH111
        if not _holds_data(folder):
            raise NoData(
                f"{OVERRIDE} names {folder}, which does not hold the folders "
                f"{' and '.join(_ROOMS)}; point it at a data folder, or unset it"
            )
        return folder
    for folder in (package / "data", package.parent / "data"):
        if _holds_data(folder):
            return folder
    raise NoData(
        f"the data of lfai-nb is neither in {package / 'data'} nor in {package.parent / 'data'}; "
        f"install the package again, or set {OVERRIDE} to a data folder"
    )


def cache_folder() -> Path | None:
    """Where what can be had again is kept: hosts' answers, rules once read. None without a home."""
    # os.path and not Path, which raises where there is no home.
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    return None if base.startswith("~") else Path(base) / "lfai-nb"


def _holds_data(folder: Path) -> bool:
    return all(os.path.isdir(folder / room) for room in _ROOMS)  # noqa: PTH112
