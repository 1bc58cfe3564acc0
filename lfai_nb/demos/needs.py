"""What the demos need beside Python and this package, and how to say in one line what is missing.

    from lfai_nb.demos import needs

    needs.check()

A notebook of the demos begins with this: where PyTorch is missing, JupyterLab and nbval show the
line that installs it, and no traceback of an import five modules further down.
"""

import importlib.util
from collections.abc import Sequence

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
