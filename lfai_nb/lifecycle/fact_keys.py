"""The kinds of facts there are about a project: ``FACTS``, read from ``data/facts.toml``.

Which requirement needs which fact is data in ``data/policy``, where each requirement names the key
that settles it; a rule that asks for a new fact needs no code.
"""

from collections.abc import Collection, Iterator, Mapping
from enum import IntEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lfai_nb.checked import TomlTable
from lfai_nb.errors import BadInput
from lfai_nb.frozen import dataclass
from lfai_nb.places import data_dir
from lfai_nb.quantities import LARGEST, at_least, in_quotes, interval, whole_number


class BadgeLevel(IntEnum):
    """Levels of the OpenSSF Best Practices badge, in order: ``SILVER >= PASSING``."""

    NONE = 0
    IN_PROGRESS = 1
    PASSING = 2
    SILVER = 3
    GOLD = 4

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> "BadgeLevel":
        for level in cls:
            if str(level) == text:
                return level
        raise BadInput(
            f"{in_quotes(text)} is not a badge level; accepted: {', '.join(map(str, cls))}"
        )


@dataclass(frozen=True, slots=True)
class Interval:
    """A count that is known only to lie between two numbers: ``3..5`` organizations.

    ``high`` is None where nobody knows an upper bound: ``3 or more``. A badge level may be known
    that way too: ``passing or higher``.
    """

    low: int
    high: int | None

    def __post_init__(self) -> None:
        if type(self.low) is BadgeLevel:
            if self.high is not None:
                raise BadInput("a badge level is known exactly, or from below alone")
            return
        for end in (self.low, self.low if self.high is None else self.high):
            if type(end) is not int or not 0 <= end <= LARGEST:
                raise BadInput(f"an interval has two whole numbers from 0 to {LARGEST}")
        if self.high is not None and self.low > self.high:
            raise BadInput(f"an interval runs from low to high, not {self.low}..{self.high}")

    def __str__(self) -> str:
        return self.in_words("..")

    def in_words(self, to: str = " to ") -> str:
        if isinstance(self.low, BadgeLevel):
            return f"{self.low!s} or higher"
        if self.high is None:
            return f"{self.low:,} or more"
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,}{to}{self.high:,}"


_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_LEVELS = {str(level): level for level in BadgeLevel}

Value = bool | int | str | BadgeLevel | Interval
FactType = type[bool] | type[int] | type[str] | type[BadgeLevel] | type[Interval]


@dataclass(frozen=True, slots=True)
class FactKey:
    """A kind of fact: its key, its type, its unit and what it means."""

    key: str
    type: FactType
    unit: str
    meaning: str
    group: str
    maximum: int | None = None
    look: str = ""  # where a person looks for it
    short: str = ""  # what it means, beside the day of the measurement

    @property
    def sentence(self) -> str:
        """What it means, as it stands by itself."""
        return f"{self.meaning}."

    def check(self, value: Value) -> str | None:
        """Say what is wrong with a value for this key, or nothing."""
        if isinstance(value, Interval):
            return self._check_interval(value)
        # bool is an int, and so is BadgeLevel: the exact class decides.
        if type(value) is not self.type:
            return f"{self.key} needs {self.accepted}, not {in_quotes(value)}"
        if type(value) is int and value > LARGEST:
            largest = f"{self.maximum or LARGEST:,}"
            return f"{self.key} needs a whole number from 0 to {largest}, not a larger one"
        if type(value) is int and not 0 <= value <= (self.maximum or LARGEST):
            return f"{self.key} needs {self.accepted}, not {value}"
        if type(value) is str and not value.strip():
            return f"{self.key} needs {self.accepted}, not an empty text"
        return None

    def _check_interval(self, value: Interval) -> str | None:
        """Whatever has an order may be known from below alone."""
        ends = type(value.low)
        if self.type is int and value.high is None:
            return self.check(value.low)
        if self.type is Interval and ends is int:
            return None
        # "None or higher" says nothing, and nothing is higher than gold.
        if self.type is ends is BadgeLevel and BadgeLevel.NONE < value.low < BadgeLevel.GOLD:
            return None
        return f"{self.key} needs {self.accepted}, not {in_quotes(str(value))}"

    def parse(self, text: str) -> Value:
        """The value that a person typed: "yes", "2,300", "3..5", "silver or higher", "MIT"."""
        typed = text.strip()
        value: Value = typed  # where a word is no flag and no level, the check below says so
        try:
            if bound := self.at_least(typed):
                value = bound
            elif self.type is bool:
                value = _FLAGS.get(typed.lower(), typed)
            elif self.type is int:
                value = whole_number(typed)
            elif self.type is Interval:
                value = Interval(*interval(typed))
            elif self.type is BadgeLevel:
                value = _LEVELS.get(typed.lower(), typed)
        except BadInput as error:
            raise BadInput(f"{self.key} needs {self.accepted}: {error}") from None
        if wrong := self.check(value):
            raise BadInput(wrong)
        return value

    def at_least(self, text: str) -> Interval | None:
        """What a text such as "500 or more" or "passing or higher" says of a fact with an order.

        >>> str(FACTS["badge_level"].at_least("at least silver"))
        'silver or higher'
        """
        bound = None if self.type in (bool, str) else at_least(text)
        if bound is None:
            return None
        low = BadgeLevel.parse(bound) if self.type is BadgeLevel else whole_number(bound)
        return Interval(low, None)

    @property
    def accepted(self) -> str:
        """What may be written for this key, in words."""
        if self.type is bool:
            return "true or false"
        if self.type is BadgeLevel:
            return f"one of {', '.join(map(str, BadgeLevel))}; or such as passing or higher"
        if self.type is Interval:
            return "a whole number, or an interval such as 3..5"
        if self.type is str:
            return "a text"
        return "a whole number from 0 " + ("up" if self.maximum is None else f"to {self.maximum}")


#: What a fact can be, by the name that ``facts.toml`` has for it.
TYPES: Mapping[str, FactType] = MappingProxyType(
    {"flag": bool, "count": int, "text": str, "level": BadgeLevel, "interval": Interval}
)


@cache
def registry(file: Path | None = None) -> Mapping[str, FactKey]:
    """The facts of ``data/facts.toml``, in its order; ``DataError`` with every fault of it."""
    listed = TomlTable.read(file or data_dir() / "facts.toml", [])
    listed.only({"groups", "facts"})
    groups = listed.table("groups")
    groups.all_texts(groups.values)
    keys = [_fact_key(key, table, groups) for key, table in listed.table("facts").entries()]
    listed.refuse()
    return MappingProxyType({key.key: key for key in keys if key is not None})


def _fact_key(key: str, table: TomlTable, groups: TomlTable) -> FactKey | None:
    needed = {"type", "meaning", "group"}
    texts = {*needed, "unit", "look", "short"}
    if not table.only(needed, {"unit", "maximum", "look", "short"}) or not table.all_texts(texts):
        return None
    known = table.choice("type", TYPES) and table.choice("group", groups.values)
    maximum = table.values.get("maximum")
    if maximum is not None and (type(maximum) is not int or maximum < 1):
        table.fault("maximum is a whole number of 1 or more", "maximum")
    if not known:
        return None
    kind, unit = TYPES[table.text("type")], table.text("unit")
    if kind in (int, Interval) and not unit:
        table.fault("a number needs a unit")
    for name in ("meaning", "short"):
        if table.text(name).endswith("."):
            table.fault("it goes into a sentence: leave out the full stop", name)
    group, look, meaning = (
        groups.text(table.text("group")),
        table.text("look"),
        table.text("meaning"),
    )
    return FactKey(key, kind, unit, meaning, group, maximum, look, table.text("short") or meaning)


class _Facts(Mapping[str, FactKey]):
    """The registry, read at the first look into it: data that cannot be used stops no import."""

    def __getitem__(self, key: str) -> FactKey:
        return registry()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(registry())

    def __len__(self) -> int:
        return len(registry())


FACTS: Mapping[str, FactKey] = _Facts()


def unknown_key(key: str, known: Collection[str] = FACTS) -> str:
    """The sentence for a key that does not exist: the nearest ones first, then all of them."""
    from difflib import get_close_matches  # slow to import, and only a typo needs it

    near = get_close_matches(key, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else "."
    return f"{key!r} is not a fact we know{hint} Allowed: {', '.join(known)}"
