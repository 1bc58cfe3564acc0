"""Every fault of a data folder at once, each as "message @ file: place".

  lfai-nb check-data              # the data of this installation
  lfai-nb check-data path/to/data

Exit code 0 where there is no fault, 1 where there is one, 2 where there is no such folder.
"""

import argparse
import os
from pathlib import Path

from lfai_nb import catalog, policy
from lfai_nb.cli import NEGATIVE, OK, Answer, Stop
from lfai_nb.errors import one_line
from lfai_nb.evidence import data_check
from lfai_nb.places import data_dir
from lfai_nb.policy.words import counted


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, nargs="?", help="default: the data in use")


def run(args: argparse.Namespace) -> Answer:
    folder = args.folder or data_dir()
    rooms = {"policy": policy.problems, "catalog": catalog.problems}
    missing = [name for name in rooms if not os.path.isdir(folder / name)]  # noqa: PTH112
    if missing:
        raise Stop(f"{folder} has no folder {' and no folder '.join(missing)}")
    faults = [
        fault for name, problems in rooms.items() for fault in sorted(problems(folder / name))
    ]
    faults += sorted(data_check.problems(folder))
    total = one_line(f"{counted(len(faults), 'faults')} in {folder}")
    return Answer("\n".join([*map(str, faults), total]), NEGATIVE if faults else OK)
