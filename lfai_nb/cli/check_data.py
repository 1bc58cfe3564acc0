"""Every fault of a data folder at once, each as "message @ file: place".

  lfai-nb check-data              # the data of this installation
  lfai-nb check-data path/to/data

Exit code 0 where there is no fault, 1 where there is one, 2 where there is no such folder.
"""

import argparse
import os
from importlib.util import find_spec
from pathlib import Path

from lfai_nb.cli import NEGATIVE, OK, CommandOutput, Stop
from lfai_nb.errors import Problem, one_line
from lfai_nb.kept import kept, name_for
from lfai_nb.places import data_dir
from lfai_nb.policy.words import counted

ROOMS = ("policy", "catalog")
#: What else is checked beside the rooms; other files of a folder are nobody's concern here.
BESIDE = ("facts.toml", "requests.toml", "evidence", "openness")
#: A folder of ours has some 3 MB. What is kept of a far larger one would cost more than it saves.
MOST_BYTES = 50_000_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, nargs="?", help="default: the data in use")


def run(args: argparse.Namespace) -> CommandOutput:
    folder = args.folder or data_dir()
    missing = [name for name in ROOMS if not os.path.isdir(folder / name)]  # noqa: PTH112
    if missing:
        raise Stop(f"{folder} has no folder {' and no folder '.join(missing)}")
    faults = _checked(folder)
    total = one_line(f"{counted(len(faults), 'faults')} in {folder}")
    return CommandOutput("\n".join([*map(str, faults), total]), NEGATIVE if faults else OK)


def _checked(folder: Path) -> list[Problem]:
    """The faults, looked for anew only where a file or the code is another than the last time."""
    files = [
        path
        for name in (*ROOMS, *BESIDE)
        for path in (folder / name, *sorted((folder / name).rglob("*")))
        if path.is_file()
    ]
    if sum(path.stat().st_size for path in files) > MOST_BYTES:
        return _faults(folder)
    code = sorted(Path(__file__).parents[1].rglob("*.py"))
    # The names of the files belong to it, as one that has gone is a fault, and so does what is
    # installed: without the extra, less is checked.
    names = tuple(str(path.relative_to(folder)) for path in files)
    name = name_for(str(folder), names, find_spec("publicsuffixlist") is not None)
    return kept(f"faults-{name}", files, code, lambda: _faults(folder))


def _faults(folder: Path) -> list[Problem]:
    from lfai_nb import catalog, policy
    from lfai_nb.evidence import data_check

    rooms = {"policy": policy.problems, "catalog": catalog.problems}
    faults = [
        fault for name, problems in rooms.items() for fault in sorted(problems(folder / name))
    ]
    return faults + sorted(data_check.problems(folder))
