"""The rules, read and checked once. What reads them is imported only where something is to read."""

from functools import cache
from pathlib import Path

from lfai_nb.errors import DataError, Problem
from lfai_nb.kept import kept, name_for
from lfai_nb.places import data_dir
from lfai_nb.policy.model import Policy

_HERE = Path(__file__).parent
_READ_BY = (
    *(
        _HERE / f"{name}.py"
        for name in ("reader", "content", "documents", "model", "parts", "words")
    ),
    *(_HERE.parent / f"{name}.py" for name in ("checked", "domain", "frozen", "kept")),
)
#: What is read whatever the topics are.
_ALWAYS = ("sources", "lifecycle_documents")


@cache
def load(topics: tuple[str, ...] | None = None, folder: Path | None = None) -> Policy:
    """The rules, of all topics or of those named. Raises ``DataError`` with every fault found."""
    folder = folder or data_dir() / "policy"
    if topics is None:
        files = sorted(folder.glob("*.toml"))
    else:
        files = [folder / f"{name}.toml" for name in sorted({*_ALWAYS, *topics})]
    name = f"rules-{name_for(str(folder), topics)}"
    return kept(name, files, _READ_BY, lambda: _load(folder, topics))


def problems(folder: Path) -> list[Problem]:
    """Every fault of a folder of rules; an empty list where there is none."""
    from lfai_nb.policy.reader import read

    return read(folder)[1]


def _load(folder: Path, topics: tuple[str, ...] | None) -> Policy:
    from lfai_nb.policy.reader import read

    policy, faults = read(folder, topics)
    if faults:
        raise DataError(faults)
    return policy
