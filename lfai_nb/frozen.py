"""``dataclass(frozen=True)`` as the standard library has it, for the classes a command starts with.

The standard decorator writes, compiles and runs the text of six functions for each class, which
takes about half a millisecond. A plan needs sixty classes before it reads the first rule, and took
longer over them than over its answer. Here all classes share the same few functions, and a class
costs microseconds.

    dataclass(frozen=True, …)   takes slots, eq, order and kw_only; nothing else, and no base class
    field(default_factory=…)    a default that is made anew
    replace(thing, **changes)   a copy with other values

A type checker sees the standard ones. ``dataclasses.fields``, ``asdict``, ``replace`` and
``inspect.signature`` work as well: the standard class is made when somebody looks at it.

>>> import dataclasses
>>> @dataclass(frozen=True, slots=True)
... class Band:
...     low: int
...     high: int | None = None
>>> Band(1, high=9), Band(1) == Band(1, None), replace(Band(1), high=2)
(Band(low=1, high=9), True, Band(low=1, high=2))
>>> [each.name for each in dataclasses.fields(Band)], dataclasses.asdict(Band(1))
(['low', 'high'], {'low': 1, 'high': None})
>>> Band()
Traceback (most recent call last):
TypeError: Band() needs a value for 'low'
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:

    class _Factory:
        def __init__(self, make):
            self.make = make

    def field(*, default_factory):
        return _Factory(default_factory)

    def dataclass(*, frozen, slots=False, eq=True, order=False, kw_only=False):
        assert frozen, "what can change takes the decorator of the standard library"

        def make(cls):
            names = tuple(cls.__annotations__)
            body = {k: v for k, v in vars(cls).items() if k not in ("__dict__", "__weakref__")}
            defaults = {name: body.pop(name) for name in names if name in body}
            if not slots:
                body |= {k: v for k, v in defaults.items() if not isinstance(v, _Factory)}
            else:
                body["__slots__"] = names
            body["__match_args__"] = () if kw_only else names
            body["__dataclass_fields__"] = _Twin("__dataclass_fields__")
            body["__signature__"] = _Twin("__signature__")
            body["_names"], body["_defaults"], body["_kw_only"] = names, defaults, kw_only
            given = _METHODS | (_EQUAL if eq else {}) | (_ORDER if order else {})
            return type(cls)(cls.__name__, cls.__bases__, given | body)

        return make

    def replace(thing, **changes):
        return type(thing)(**{name: getattr(thing, name) for name in thing._names} | changes)

    class _Twin:
        """The same class as the standard library makes it, for what asks about fields."""

        def __init__(self, wanted):
            self.wanted = wanted

        def __get__(self, thing, cls):
            import dataclasses
            import inspect

            body = {"__annotations__": cls.__annotations__, "__module__": cls.__module__}
            for name, value in cls._defaults.items():
                made = isinstance(value, _Factory)
                body[name] = dataclasses.field(default_factory=value.make) if made else value
            twin = dataclasses.dataclass(frozen=True, kw_only=cls._kw_only)(
                type(cls.__name__, (), body)
            )
            if self.wanted == "__signature__":
                return inspect.signature(twin)
            return twin.__dataclass_fields__

    _set = object.__setattr__

    def _init(self, *values, **named):
        names, defaults = self._names, self._defaults
        if len(values) > (0 if self._kw_only else len(names)):
            raise TypeError(f"{type(self).__name__}() takes {len(names)} values, not {len(values)}")
        for name, value in zip(names, values, strict=False):
            _set(self, name, value)
        for name in names[len(values) :]:
            if name in named:
                value = named.pop(name)
            elif name in defaults:
                value = defaults[name]
                if type(value) is _Factory:
                    value = value.make()
            else:
                raise TypeError(f"{type(self).__name__}() needs a value for {name!r}")
            _set(self, name, value)
        if named:
            first = next(iter(named))
            raise TypeError(f"{type(self).__name__}() takes {first!r} once, or not at all")
        if (check := getattr(self, "__post_init__", None)) is not None:
            check()

    def _values(self):
        return tuple([getattr(self, name) for name in self._names])

    def _refuse(self, name, value=None):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot change field {name!r}")

    def _repr(self):
        pairs = zip(self._names, _values(self), strict=True)
        inside = ", ".join(f"{name}={value!r}" for name, value in pairs)
        return f"{type(self).__qualname__}({inside})"

    def _restore(self, values):
        for name, value in zip(self._names, values, strict=True):
            _set(self, name, value)

    def _compared(way):
        def compare(self, other):
            if type(self) is not type(other):
                return NotImplemented
            return getattr(_values(self), way)(_values(other))

        return compare

    _METHODS = {
        "__init__": _init,
        "__repr__": _repr,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__getstate__": _values,
        "__setstate__": _restore,
    }
    _EQUAL = {"__eq__": _compared("__eq__"), "__hash__": lambda self: hash(_values(self))}
    _ORDER = {way: _compared(way) for way in ("__lt__", "__le__", "__gt__", "__ge__")}


__all__ = ["dataclass", "field", "replace"]
