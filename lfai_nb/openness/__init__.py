"""The Model Openness Framework: which class a model reaches by what it releases.

    components(view)              every component, with its class and its type
    classify(released, view=…)    the class that is certain, the one that is possible, what lacks

Classes build on each other: III Open Model, II Open Tooling, I Open Science. A component counts
when it is released under an open licence that fits its type: code, data or documents. Whether a
licence does is for a person to say, so it is the input here. Not looked at is None, never "no".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from lfai_nb.errors import BadInput
from lfai_nb.policy import Item, View

#: From the least to the most open.
CLASSES = ("III", "II", "I")


@dataclass(frozen=True, slots=True)
class Openness:
    certain: str | None  # the highest class that is reached on what is known
    possible: str | None  # the highest that is not ruled out
    missing: dict[str, tuple[Item, ...]]  # for each class: required, and not released
    unknown: dict[str, tuple[Item, ...]]  # for each class: required, and nobody looked


def components(view: View) -> dict[str, tuple[Item, ...]]:
    """The components that each class adds to the one below it."""
    return {name: view.items(f"MOF-CLASS-{name}") for name in CLASSES}


def classify(released: Mapping[str, bool | None], *, view: View) -> Openness:
    """Judge what a model releases; a component that is not named counts as not looked at."""
    by_class = components(view)
    known = [item.id for items in by_class.values() for item in items]
    for given in released:
        if given not in known:
            near = get_close_matches(given, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            raise BadInput(f"there is no component {given!r}; {hint}")
    missing: dict[str, tuple[Item, ...]] = {}
    unknown: dict[str, tuple[Item, ...]] = {}
    for name, items in by_class.items():
        required = [item for item in items if not item.optional]
        missing[name] = tuple(i for i in required if released.get(i.id) is False)
        unknown[name] = tuple(i for i in required if released.get(i.id) is None)
    return Openness(
        certain=_highest({n for n in CLASSES if not missing[n] and not unknown[n]}),
        possible=_highest({n for n in CLASSES if not missing[n]}),
        missing=missing,
        unknown=unknown,
    )


def _highest(reached: set[str]) -> str | None:
    """The highest class that is reached together with all the classes below it."""
    highest = None
    for name in CLASSES:
        if name not in reached:
            break
        highest = name
    return highest
