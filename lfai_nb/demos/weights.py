"""Whether weights that were read from a file fit a model, known before the first one changes.

`load_state_dict` refuses what does not fit, too, but only after it has loaded what does.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor, nn


def misfit(expected: "Mapping[str, Tensor]", given: "Mapping[str, Tensor]") -> str:
    """The first thing that does not fit, in words; "" if all does."""
    for name in sorted(expected.keys() | given.keys()):
        if name not in given:
            return f"{name} is missing"
        if name not in expected:
            return f"{name} has no place"
        a, b = expected[name], given[name]
        if a.shape != b.shape:
            return f"{name} has the shape {tuple(b.shape)} instead of {tuple(a.shape)}"
        if a.dtype != b.dtype:
            return f"{name} is {b.dtype} instead of {a.dtype}"
    return ""


def of_training(model: "nn.Module", names: Collection[str]) -> "dict[str, Tensor]":
    """What a file must hold of a model and its Adam: like these in name, shape and type.

    A parameter that was never used has no state; so only those numbers count that are in `names`.
    """
    import torch

    expected = {f"model.{name}": value for name, value in model.state_dict().items()}
    numbers = {name.split(".")[1] for name in names if name.startswith("optimizer.")}
    for number, weight in enumerate(model.parameters()):
        if str(number) in numbers:
            state = {"step": torch.zeros(()), "exp_avg": weight, "exp_avg_sq": weight}
            expected |= {f"optimizer.{number}.{part}": value for part, value in state.items()}
    return expected
