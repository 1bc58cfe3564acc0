"""What the demos need beside Python and this package, and how to say in one line what is missing.

    from lfai_nb.demos import needs

    needs.check()

A notebook of the demos begins with this: where PyTorch is missing, JupyterLab and nbval show the
line that installs it, and no traceback of an import five modules further down.
"""

import importlib
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lfai_nb.demos.errors import NotInstalled

NEEDED = ("torch", "numpy", "safetensors", "tqdm")
INSTALL = "in a checkout of the handbook: make lab-demos, or pip install '.[demos]'"


def check(names: Sequence[str] = NEEDED) -> None:
    """Nothing where all is installed, and `NotInstalled` where something is missing.

    >>> check(["json"])
    >>> check(["json", "no_such_package"])
    Traceback (most recent call last):
    lfai_nb.demos.errors.NotInstalled: the demos need the extra "demos" (no_such_package not \
installed); in a checkout of the handbook: make lab-demos, or pip install '.[demos]'
    """
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        raise NotInstalled(
            f'the demos need the extra "demos" ({", ".join(missing)} not installed); {INSTALL}'
        )


def on_first_use(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a wing whose names are loaded when they are first used.

    >>> on_first_use("json", {"JSONDecoder": "decoder"})("JSONDecoder").__name__
    'JSONDecoder'
    """

    def attribute(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        try:
            home = importlib.import_module(f"{package}.{homes[name]}")
        except ModuleNotFoundError:
            check()  # one line says what installs it
            raise
        return getattr(home, name)

    return attribute
