"""Our ``dataclass`` is the standard one, made faster: each class of ours beside its twin."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from lfai_nb import frozen

Decorator = Callable[..., Any]


def both(**options: Any) -> list[Any]:
    made = []
    for decorator, field in (
        (dataclasses.dataclass, dataclasses.field),
        (frozen.dataclass, frozen.field),
    ):

        class Thing:
            a: int
            b: str = "x"
            c: list[int] = field(default_factory=list)  # type: ignore[assignment]

            @property
            def double(self) -> int:
                return 2 * self.a

        made.append(decorator(frozen=True, **options)(Thing))
    return made


def attempt(ask: Callable[[Any], object], kind: Any) -> object:
    try:
        return ask(kind)
    except Exception as error:
        return type(error)


@pytest.mark.parametrize(
    "options", [{}, {"slots": True}, {"slots": True, "order": True}, {"kw_only": True}]
)
def test_it_behaves_as_the_standard_one(options: dict[str, Any]) -> None:
    theirs, ours = both(**options)
    asks: list[Callable[[Any], object]] = [
        lambda kind: repr(kind(a=1)).rpartition(".")[2],
        lambda kind: kind(1).a,
        lambda kind: kind(1, "y", [3]).c,
        lambda kind: kind(),
        lambda kind: kind(1, 2, 3, 4),
        lambda kind: kind(1, a=1),
        lambda kind: kind(a=1, d=2),
        lambda kind: kind(a=1) == kind(a=1),
        lambda kind: kind(a=1) == kind(a=2),
        lambda kind: kind(a=1) == 1,
        lambda kind: kind(a=1) < kind(a=2),
        lambda kind: hash(kind(a=1, c=2)) == hash(kind(a=1, c=2)),
        lambda kind: kind(a=1).double,
        lambda kind: setattr(kind(a=1), "a", 2),
        lambda kind: delattr(kind(a=1), "a"),
        lambda kind: kind.__match_args__,
        lambda kind: dataclasses.asdict(kind(a=1)),
        lambda kind: [f.name for f in dataclasses.fields(kind)],
        lambda kind: dataclasses.is_dataclass(kind),
        lambda kind: frozen.replace(kind(a=1), b="z").b if kind is ours else "z",
        lambda kind: copy.deepcopy(kind(a=1)) == kind(a=1),
        lambda kind: [str(p) for p in inspect.signature(kind).parameters.values()][:2],
    ]
    for ask in asks:
        assert attempt(ask, ours) == attempt(ask, theirs), inspect.getsource(ask)


def test_our_own_classes_come_back_from_a_pickle() -> None:
    from lfai_nb.policy import load

    source = next(iter(load(("dues",)).sources.values()))
    assert pickle.loads(pickle.dumps(source)) == source
