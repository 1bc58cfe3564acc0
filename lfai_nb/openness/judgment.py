"""A model judged under one of two readings: its class, what is missing for the next, and warnings.

    judge(released, view=…)   as the foundation's tool judges; ``strict=True`` takes only a licence
                              that is made for the component's type

>>> from datetime import date
>>> from lfai_nb.openness.classes import components
>>> from lfai_nb.policy import load
>>> view = load().at(date(2026, 5, 11))
>>> released = {item.id: "Apache-2.0" for item in components(view)["III"]}
>>> as_the_tool = judge(released, view=view)
>>> as_the_tool.openness.certain, as_the_tool.next_class, len(as_the_tool.warnings)
('III', 'II', 1)
>>> strictly = judge(released, view=view, strict=True)
>>> strictly.openness.certain, [item.component.id for item in strictly.missing]
(None, ['parameters-final'])
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache

from lfai_nb.frozen import dataclass
from lfai_nb.openness.classes import CLASSES, Openness, Release, classify, components
from lfai_nb.openness.licences import NO_LICENCE, NOT_OPEN, licences
from lfai_nb.policy import Item, View

#: Which version of OpenMDW the tool lists, by the rule of the day; any other is not known to it.
OPENMDW = "openmdw-"


@dataclass(frozen=True, slots=True)
class Gap:
    """A component that does not count towards the next class, and why."""

    component: Item
    why: str

    def as_json(self) -> dict[str, str]:
        return {"component": self.component.id, "text": self.component.text, "why": self.why}


@dataclass(frozen=True, slots=True)
class Judgment:
    strict: bool
    openness: Openness
    next_class: str | None  # the class above the one that is reached; None above class I
    missing: tuple[Gap, ...]  # for the next class
    unknown: tuple[Gap, ...]  # for the next class: nobody looked, or the licence is not known
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "reading": "strict" if self.strict else "tool",
            "class": self.openness.certain,
            "possible": self.openness.possible,
            "next": self.next_class,
            "missing": [gap.as_json() for gap in self.missing],
            "unknown": [gap.as_json() for gap in self.unknown],
            "warnings": list(self.warnings),
        }


def judge(
    released: Mapping[str, Release],
    *,
    view: View,
    strict: bool = False,
    holds: Mapping[str, Collection[str]] | None = None,
) -> Judgment:
    """What is released of a model, judged under one reading."""
    openness = classify(released, view=view, holds=holds, strict=strict)
    reached = CLASSES.index(openness.certain) + 1 if openness.certain else 0
    ahead = CLASSES[reached] if reached < len(CLASSES) else None
    reasons = _Reasons(view)
    gaps = {
        kind: tuple(
            Gap(item, reasons.why(released.get(item.id), item))
            for item in items.get(ahead or "", ())
        )
        for kind, items in (("missing", openness.missing), ("unknown", openness.unknown))
    }
    return Judgment(
        strict,
        openness,
        ahead,
        gaps["missing"],
        gaps["unknown"],
        tuple(reasons.warnings(released, strict)),
    )


class _Reasons:
    """Why a component does not count, and what has to be said of one that does."""

    def __init__(self, view: View) -> None:
        self.items = {item.id: item for items in components(view).values() for item in items}
        self.table = licences(view)
        self.plain = _by_length(self.table.names)

    def why(self, release: Release, item: Item) -> str:
        if release is None:
            return "nobody looked"
        if release is False:
            return "it is not released"
        assert isinstance(release, str)  # what is released, whatever its licence, counts
        if release == NO_LICENCE:
            return "it has no licence"
        if release.lower() == NOT_OPEN:
            return "its licence is not open"
        is_open = self.table.is_open(release)
        if is_open is None:
            return f"“{release}” is not a licence that we know{self.meant(release)}"
        if not is_open:
            return f"{release} is not an open licence"
        return f"{release} is open, and not made for {_types(item)}"

    def meant(self, text: str) -> str:
        """What it may be a slip of; another version of OpenMDW is none."""
        if text.lower().startswith(OPENMDW):
            return "; the tool lists another version of OpenMDW"
        typed = _plain(text)
        whole = [name for plain, name in self.plain if plain == typed]
        begins = [name for plain, name in self.plain if plain.startswith(typed)]
        within = [name for plain, name in reversed(self.plain) if typed.startswith(plain)]
        near = [*whole, *begins, *within] if len(typed) > 2 else []
        return (
            f" (did you mean {near[0]}?)"
            if near
            else f"; if you know that it is not open, write “{NOT_OPEN}”"
        )

    def warnings(self, released: Mapping[str, Release], strict: bool) -> Iterator[str]:
        for name, item in self.items.items():
            release = released.get(name)
            if not isinstance(release, str) or release == NO_LICENCE:
                continue
            is_open = self.table.is_open(release)
            misfit = bool(is_open) and not self.table.is_made_for(release, item.part)
            if is_open is None or (misfit and not strict):
                yield f"{name}: {self.why(release, item)}."


def _types(item: Item) -> str:
    return " or ".join(item.part.split(", ")) if item.part else "it"


@cache
def _by_length(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The names of licences as they are typed and as they are written, once for all models.

    The shortest first, for what begins like the text; so from the end the longest.
    """
    pairs = ((_plain(name), name) for name in names if len(_plain(name)) > 2)
    return tuple(sorted(pairs, key=lambda pair: (len(pair[0]), pair)))


def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
