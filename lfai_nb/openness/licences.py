"""Which licences count as open for a model's components, and for which type each is made.

What makes a licence open is a rule, ``MOF-OPEN``, with its date; which licences meet it, by the
tables of the Model Openness Tool, is a record, ``data/openness/licences.toml``.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from lfai_nb.places import data_dir
from lfai_nb.policy import View

#: Of a component that comes without any licence; SPDX writes it so, too.
NO_LICENCE = "NONE"
#: Of a component that has no licence of its own, under the one that was given for all.
INHERITED = "+"
#: For what a model can have one licence: all of it, or all components of a type.
GENERAL = ("all", "code", "data", "documents")


@dataclass(frozen=True, slots=True)
class Licences:
    """The licences that are open on a day; identifiers in small letters throughout."""

    open: frozenset[str]
    fits: Mapping[str, frozenset[str]]  # by type of component
    known: frozenset[str]  # all that the SPDX License List has, open or not

    def is_open(self, licence: str) -> bool | None:
        """None of a text that nobody knows: it may mean an open one."""
        name = licence.lower()
        if name in self.open:
            return True
        return False if name in self.known or licence == NO_LICENCE else None

    def is_made_for(self, licence: str, types: str) -> bool:
        """Whether it is listed for one of the types; a component without a type takes any."""
        wanted = types.split(", ") if types else self.fits
        return any(licence.lower() in self.fits[one] for one in wanted)


def licences(view: View) -> Licences:
    """Those that are open on the view's day, by the reasons that the rule has."""
    lists, fits, known = _tables()
    # On the first of these days the rule was that the tool lists it, for whatever type.
    lists = {**lists, "listed": frozenset().union(*fits.values())}
    reasons = (item.id for item in view.items("MOF-OPEN"))
    return Licences(frozenset().union(*(lists[reason] for reason in reasons)), fits, known)


def resolve(
    own: Mapping[str, str | bool | None], general: Mapping[str, str], types: Mapping[str, str]
) -> dict[str, str | bool | None]:
    """The licence of each component: its own, or that of its type, or that of the whole model."""
    return {
        component: _general(general, types[component]) if licence == INHERITED else licence
        for component, licence in own.items()
    }


def _general(general: Mapping[str, str], types: str) -> str:
    given = (general.get(kind) for kind in (*types.split(", "), "all"))
    return next((licence for licence in given if licence), NO_LICENCE)


Lists = Mapping[str, frozenset[str]]


@cache
def _tables() -> tuple[Lists, Lists, frozenset[str]]:
    ours = tomllib.loads((data_dir() / "openness" / "licences.toml").read_text("utf-8"))
    spdx = tomllib.loads((data_dir() / "evidence" / "spdx_licenses.toml").read_text("utf-8"))
    return _small(ours["open"]), _small(ours["fits"]), _names([*spdx["approved"], *spdx["other"]])


def _small(table: Mapping[str, list[str]]) -> Lists:
    return {key: _names(names) for key, names in table.items()}


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)
