"""The class that a model reaches by what it releases, and under which licences."""

from collections.abc import Callable, Collection, Mapping

from lfai_nb.errors import BadInput
from lfai_nb.frozen import dataclass
from lfai_nb.openness.licences import Licences, licences
from lfai_nb.policy import Item, View

#: From the least to the most open.
CLASSES = ("III", "II", "I")

#: What is known of a component: the licence that it is released under; True, released under an
#: open one; False, not released; None, nobody looked.
Release = str | bool | None


@dataclass(frozen=True, slots=True)
class Openness:
    certain: str | None  # the highest class that is reached on what is known
    possible: str | None  # the highest that is not ruled out
    missing: dict[str, tuple[Item, ...]]  # for each class: required, and not openly released
    unknown: dict[str, tuple[Item, ...]]  # for each class: required, and nobody looked
    closed: tuple[Item, ...] = ()  # released, and not under an open licence
    misfits: tuple[Item, ...] = ()  # under an open licence that is made for another type


def components(view: View) -> dict[str, tuple[Item, ...]]:
    """The components that each class adds to the one below it."""
    return {name: view.items(f"MOF-CLASS-{name}") for name in CLASSES}


def classify(
    released: Mapping[str, Release],
    *,
    view: View,
    holds: Mapping[str, Collection[str]] | None = None,
    strict: bool = False,
) -> Openness:
    """Judge what a model releases; a component that is not named counts as not looked at.

    ``strict`` takes only a licence that is made for the component's type, whatever the rule is.

    ``holds`` names the documents that are more than one component: a model card that describes the
    data is ``{"model-card": ["data-card"]}``. Which of them count is a rule, ``MOF-SUBSTITUTES``.
    """
    by_class = components(view)
    known = {item.id: item for items in by_class.values() for item in items}
    holds = holds or {}
    for given in (*released, *holds, *(part for parts in holds.values() for part in parts)):
        _known(given, known)
    table = licences(view)
    lenient = not strict and "open" in {item.id for item in view.items("MOF-LICENSE")}
    own = {name: _counts(released.get(name), item, table, lenient) for name, item in known.items()}
    counts = own | {
        item.component: _any([own[item.component], *(own[name] for name in stand_ins)])
        for item in substitutes(view)
        if (
            stand_ins := [n for n in item.by if not item.when or item.component in holds.get(n, ())]
        )
    }
    texts = {name: text for name, text in released.items() if isinstance(text, str)}

    def required(name: str, wanted: bool | None) -> tuple[Item, ...]:
        return tuple(i for i in by_class[name] if not i.optional and counts[i.id] is wanted)

    def with_licence(test: Callable[[str, Item], bool]) -> tuple[Item, ...]:
        return tuple(i for name, i in known.items() if name in texts and test(texts[name], i))

    missing = {name: required(name, wanted=False) for name in CLASSES}
    unknown = {name: required(name, wanted=None) for name in CLASSES}
    return Openness(
        certain=_highest({n for n in CLASSES if not missing[n] and not unknown[n]}),
        possible=_highest({n for n in CLASSES if not missing[n]}),
        missing=missing,
        unknown=unknown,
        closed=with_licence(lambda text, _: table.is_open(text) is False),
        misfits=with_licence(
            lambda text, item: bool(table.is_open(text)) and not table.is_made_for(text, item.part)
        ),
    )


def by_tool_name(view: View) -> dict[str, Item]:
    """The components by the name that the foundation's tool gives them."""
    items = (item for name in CLASSES for item in view.items(f"MOF-CLASS-{name}"))
    return {item.name: item for item in items}


def _known(given: str, known: Mapping[str, Item]) -> None:
    if given not in known:
        from difflib import get_close_matches  # slow to import, and only a typo needs it

        near = get_close_matches(given, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise BadInput(f"there is no component {given!r}; {hint}")


def _counts(release: Release, item: Item, table: Licences, lenient: bool) -> bool | None:
    """Whether a component counts by itself; None where that is not known."""
    if not isinstance(release, str):
        return release
    is_open = table.is_open(release)
    if is_open and not lenient:
        return table.is_made_for(release, item.part)
    return is_open


def substitutes(view: View) -> tuple[Item, ...]:
    """Where one document can stand for another; no document had that rule before its first day."""
    rule = view.policy["MOF-SUBSTITUTES"]
    return view.items(rule.id) if view.day >= rule.values[0].start else ()


def _any(answers: list[bool | None]) -> bool | None:
    """One that counts is enough; otherwise one that is unknown leaves it open."""
    return True if True in answers else None if None in answers else False


def _highest(reached: set[str]) -> str | None:
    """The highest class that is reached together with all the classes below it."""
    highest = None
    for name in CLASSES:
        if name not in reached:
            break
        highest = name
    return highest
