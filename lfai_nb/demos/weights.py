"""Whether weights that were read from a file fit a model, known before the first one changes.

`load_state_dict` refuses what does not fit, too, but only after it has loaded what does.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


def misfit(expected: "Mapping[str, Tensor]", found: "Mapping[str, Tensor]") -> str:
    """The first thing that does not fit, in words; "" if all does."""
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            return f"{name} is missing"
        if name not in expected:
            return f"{name} has no place"
        a, b = expected[name], found[name]
        if a.shape != b.shape:
            return f"{name} has the shape {tuple(b.shape)} instead of {tuple(a.shape)}"
        if a.dtype != b.dtype:
            return f"{name} is {b.dtype} instead of {a.dtype}"
    return ""
