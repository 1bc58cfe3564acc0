"""Which licences count as open for a model's components, and for which type each is made.

What makes a licence open is a rule, ``MOF-OPEN``, with its date; which licences meet it, by the
tables of the Model Openness Tool, is a record, ``data/openness/licences.toml``.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from lfai_nb.checked import TomlTable
from lfai_nb.frozen import dataclass
from lfai_nb.places import data_dir
from lfai_nb.policy import View

#: Of a component that comes without any licence; SPDX writes it so, too.
NO_LICENCE = "NONE"
#: Of a component under a licence that somebody knows not to be open: no list has the terms of every
#: model, and without this they would stay unknown.
NOT_OPEN = "not open"
#: Of a component that has no licence of its own, under the one that was given for all.
INHERITED = "+"
#: For what a model can have one licence: all of it, or all components of a type.
GENERAL = ("all", "code", "data", "documents")
#: How a sentence calls them.
COVERS = {
    "all": "the whole model",
    "code": "all code",
    "data": "all data",
    "documents": "all documents",
}
#: A licence for all says nothing of which parts there are, so it fills none in by itself.
UNUSED = (
    "{licence} for {covers} counts nowhere yet: write “inherited” at each part that is published "
    "under it. A part that is left empty stays unknown."
)
#: Of a word in its place that is an answer for one part alone.
NOT_GENERAL = (
    "“{word}” is not a licence, and says nothing of {covers}: write a licence, “not open” or "
    "“none”, or leave it empty; and write “no” at each part that is not published"
)


@dataclass(frozen=True, slots=True)
class Licences:
    """The licences that are open on a day; identifiers in small letters throughout."""

    open: frozenset[str]
    fits: Mapping[str, frozenset[str]]  # by type of component
    known: frozenset[str]  # all that the SPDX License List has, open or not
    names: tuple[str, ...]  # all of these as they are written

    def is_open(self, licence: str) -> bool | None:
        """None of a text that nobody knows: it may mean an open one."""
        name = licence.lower()
        if name in self.open:
            return True
        closed = name in self.known or name == NOT_OPEN or licence == NO_LICENCE
        return False if closed else None

    def is_made_for(self, licence: str, types: str) -> bool:
        """Whether it is listed for one of the types; a component without a type takes any."""
        wanted = types.split(", ") if types else self.fits
        return any(licence.lower() in self.fits[kind] for kind in wanted)


def licences(view: View) -> Licences:
    """Those that are open on the view's day, by the reasons that the rule has."""
    lists, fits, known, names = tables()
    # On the first of these days the rule was that the tool lists it, for whatever type.
    lists = {**lists, "listed": frozenset().union(*fits.values())}
    reasons = (item.id for item in view.items("MOF-OPEN"))
    is_open = frozenset[str]().union(*(lists[reason] for reason in reasons))
    return Licences(is_open, fits, known, names)


def spelled(view: View) -> tuple[list[str], dict[str, list[str]], list[str]]:
    """As they are written: those that are open, those of each type, and the others of SPDX."""
    table = licences(view)

    def among(names: frozenset[str]) -> list[str]:
        return [name for name in table.names if name.lower() in names]

    fits = {kind: among(names) for kind, names in table.fits.items()}
    return among(table.open), fits, among(table.known - table.open)


def resolve(
    own: Mapping[str, str | bool | None], general: Mapping[str, str], types: Mapping[str, str]
) -> dict[str, str | bool | None]:
    """The licence of each component: its own, or that of its type, or that of the whole model."""
    return {
        component: _general(general, types[component]) if licence == INHERITED else licence
        for component, licence in own.items()
    }


def unused(
    own: Mapping[str, str | bool | None], general: Mapping[str, str], types: Mapping[str, str]
) -> list[str]:
    """A sentence on each licence for all that no component has taken over."""
    taken = {_kind(general, types[name]) for name, licence in own.items() if licence == INHERITED}
    return [
        UNUSED.format(licence=general[kind], covers=COVERS[kind])
        for kind in GENERAL
        if general.get(kind) and kind not in taken
    ]


def _general(general: Mapping[str, str], types: str) -> str:
    return general.get(_kind(general, types), NO_LICENCE)


def _kind(general: Mapping[str, str], types: str) -> str:
    """Whose licence a component takes over; of its types the first that has one, or none at all."""
    return next((kind for kind in (*types.split(", "), "all") if general.get(kind)), "")


Lists = Mapping[str, frozenset[str]]


@cache
def tables(folder: Path | None = None) -> tuple[Lists, Lists, frozenset[str], tuple[str, ...]]:
    listed = _listed(folder or data_dir())
    spdx = TomlTable.read(
        (folder or data_dir()) / "evidence" / "spdx_licenses.toml", listed.problems
    )
    opened, fits = _lists(listed.table("open")), _lists(listed.table("fits"))
    spelled = [*spdx.table("approved").values, *spdx.texts("other")]
    tool = (name for kind in ("open", "fits") for name in _spelled(listed.table(kind)))
    listed.refuse()
    return opened, fits, _names(spelled), tuple(sorted({*spelled, *tool}))


def recorded_on() -> date:
    """The day of the tool's state that the models, and the tables of licences, were taken from."""
    listed = _listed(data_dir())
    day = listed.day("date")
    listed.refuse()
    assert day is not None  # or it would have been refused
    return day


def _listed(folder: Path) -> TomlTable:
    table = TomlTable.read(folder / "openness" / "licences.toml", [])
    table.only({"commit", "date", "open", "fits"})
    table.day("date", required=True)
    return table


def _lists(table: TomlTable) -> Lists:
    return {key: _names(table.texts(key)) for key in table.values}


def _spelled(table: TomlTable) -> Iterable[str]:
    return (name for key in table.values for name in table.texts(key))


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)
