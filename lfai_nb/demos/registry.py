"""What demos there are: every wing beside this module that has a `runs.py` with a dict `RUNS`.

    >>> from lfai_nb.demos.registry import find_run, load_runs
    >>> find_run("flagai-infilling").title
    'GLM fills blanks in texts it has never seen'

A wing's `runs.py` holds names, titles and times in plain Python and imports torch inside its
functions only, so that the list can be shown by someone who has not installed torch yet.
"""

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from lfai_nb.demos.progress import Progress

PACKAGE = "lfai_nb.demos"

Row = dict[str, Any]
"""One line of a demo's closing table; values are str, int, float, bool or None."""


@dataclass(frozen=True)
class Run:
    """A demo that can be started by name.

    `function(device, quick, progress)` gets `device` as the user wrote it ("auto", "cpu", "cuda"),
    `quick` to do a small part in a few seconds, and returns the rows of the closing table. One with
    a dial gets the share of its training after that.
    """

    name: str
    title: str
    seconds: int  # on two CPU cores, not quick
    function: Callable[..., list[Row]]
    cpu_only: bool = False  # it never touches a GPU, whatever was asked for
    # Runs a reader's job file, and writes a page of what became of it if a path is given.
    own_file: Callable[[Path, Progress, Path | None], list[Row]] | None = None
    hand_over: Callable[[Path, str, str], str] | None = None  # gives it to a scheduler, see `--to`
    dial: bool = False  # it learns, and `--scale` says for how long, or from how much


class CannotStart(ValueError):
    """A demo cannot do what was asked; the message says why, and what can be done."""


class UnknownDemo(LookupError):
    """There is no demo of that name; the message lists what there is and the nearest name."""


def load_runs() -> dict[str, Run]:
    """All demos by name, wing by wing. Imports no torch."""
    runs: dict[str, Run] = {}
    for wing in pkgutil.iter_modules([str(Path(__file__).parent)]):
        module = f"{PACKAGE}.{wing.name}.runs"
        if wing.ispkg and importlib.util.find_spec(module):
            for name, run in importlib.import_module(module).RUNS.items():
                if name != run.name or name in runs:
                    raise ValueError(f"{module}: demo name {name!r} is used twice or misspelt")
                runs[name] = run
    return runs


def find_run(name: str) -> Run:
    """The demo of that name, or `UnknownDemo`."""
    runs = load_runs()
    if name in runs:
        return runs[name]
    near = get_close_matches(name, runs, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise UnknownDemo(f"there is no demo {name!r}.{hint} There are: {', '.join(runs)}")
