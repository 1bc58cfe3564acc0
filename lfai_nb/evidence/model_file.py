"""What is released of a model, from a file: the YAML of the foundation's tool, or our TOML.

    read_model(path, view=…)   the name, each component's licence, and what was odd in the file
    template(view)             a TOML file to fill in

    DataError                  every fault of the file
    MissingExtra               the YAML of the tool needs a library

In the tool's file a component that is not listed is not released, and one without a licence has
that of its type or of the whole model. In ours, what is left out is unknown.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from lfai_nb.checked import TomlTable, text_of, unknown_key
from lfai_nb.errors import DataError, Problem
from lfai_nb.evidence import plain_yaml
from lfai_nb.frozen import dataclass, field
from lfai_nb.openness import (
    GENERAL,
    INHERITED,
    NO_LICENCE,
    NOT_OPEN,
    Release,
    by_tool_name,
    components,
    resolve,
)
from lfai_nb.openness.licences import COVERS, NOT_GENERAL, unused
from lfai_nb.policy import Item, View
from lfai_nb.quantities import in_quotes

#: The largest model of the tool has some 5 kB.
MOST_BYTES = 1_000_000
#: What the tool calls the whole model and each type, and what we call them.
TOOL_TYPES = {"distribution": "all", "code": "code", "data": "data", "document": "documents"}
#: What our file says instead of a licence.
WORDS: Mapping[str, Release] = {
    "unknown": None,
    "none": NO_LICENCE,
    NOT_OPEN: NOT_OPEN,
    "inherited": INHERITED,
    "yes": True,
    "no": False,
}


@dataclass(frozen=True, slots=True)
class ModelFile:
    name: str
    released: dict[str, Release]
    holds: dict[str, Collection[str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_model(path: Path, *, view: View) -> ModelFile:
    """By the end of its name, YAML is the tool's and anything else is ours."""
    text = text_of(path, MOST_BYTES, f"for a model's file: at most {MOST_BYTES:,} bytes are read")
    if path.suffix.lower() in (".yml", ".yaml"):
        return from_tool(text, path.name, view=view)
    return from_toml(text, path.name, view=view)


def template(view: View) -> str:
    """A file to fill in: a line for each component."""
    lines = [
        "# What is released of a model. Each component has a licence, by its SPDX identifier, such",
        '# as "Apache-2.0"; or "inherited" (that of its type or of the whole), "none" (released',
        '# without one), "not open" (under one that you know not to be open, as many terms for',
        "# models are), false (not released), true (released under an open licence). What is left",
        "# out is unknown. Then: lfai-nb openness model.toml",
        "",
        'name = ""',
        "",
        "[licence]  # of all components, or of those of a type, for each that is “inherited” below",
        *(f'# {kind} = "Apache-2.0"' for kind in GENERAL),
        "",
        "[components]",
    ]
    for name, items in components(view).items():
        lines.append(f"# Class {name}")
        lines += [
            f'# {item.id} = "Apache-2.0"  # {item.text}{" Optional." * item.optional}'
            for item in items
        ]
    lines += [
        "",
        "[holds]  # documents that are more than one component",
        '# model-card = ["data-card", "evaluation-results"]',
    ]
    return "\n".join(lines)


def from_toml(text: str, file: str, *, view: View) -> ModelFile:
    table = TomlTable.parse(text, file, [])
    table.only(set(), {"name", "licence", "components", "holds"})
    items = _items(view)
    general = table.table("licence")
    general.only(set(), set(GENERAL))
    listed, holding = table.table("components"), table.table("holds")
    released: dict[str, Release] = {}
    for name, value in listed.values.items():
        if name not in items:
            listed.fault(unknown_key(name, items), name)
        elif isinstance(value, bool):
            released[name] = value
        elif isinstance(value, str) and value.strip():
            written = value.strip()
            released[name] = WORDS.get(written.lower(), written)
        else:
            listed.fault('a licence such as "MIT", true or false is needed', name)
    holds = {name: holding.texts(name) for name in holding.values}
    for name in [*holds, *(part for parts in holds.values() for part in parts)]:
        if name not in items:
            holding.fault(unknown_key(name, items), name)
    by_type = _by_type(general)
    name = table.text("name")
    if not table.problems and not released and not by_type:
        table.fault("no component is in it; lfai-nb openness --init prints a file to fill in")
    table.refuse()
    types = {name: item.part for name, item in items.items()}
    notes = tuple(unused(released, by_type, types))
    return ModelFile(name, resolve(released, by_type, types), dict(holds), notes)


def _by_type(general: TomlTable) -> dict[str, str]:
    """The licences for all; what can be said of one part alone is a fault."""
    by_type = {}
    for kind in GENERAL:
        written = general.text(kind).strip()
        meant = WORDS.get(written.lower(), written)
        if written and (not isinstance(meant, str) or meant == INHERITED):
            general.fault(NOT_GENERAL.format(word=written, covers=COVERS[kind]), kind)
        elif isinstance(meant, str):
            by_type[kind] = meant
    return {kind: licence for kind, licence in by_type.items() if licence}


def from_tool(text: str, file: str, *, view: View) -> ModelFile:
    """The tool's own file, as it is: a component that there is not is left out, and named."""
    whole = plain_yaml.read(text, file, purpose="reading the tool's YAML")
    release = whole.get("release") if isinstance(whole, dict) else None
    if not isinstance(release, dict):
        message = "this is not a file of the Model Openness Tool: it has no release with components"
        raise DataError([Problem(message, file)])
    known = {_plain(name): item for name, item in by_tool_name(view).items()}
    released: dict[str, Release] = dict.fromkeys((item.id for item in known.values()), False)
    notes = []
    for component in _list(release.get("components")):
        name = str(component.get("name", "")) if isinstance(component, dict) else str(component)
        item = known.get(_plain(name))
        if item is None:
            notes.append(f"{in_quotes(name)} is not a component of the framework; left out")
            continue
        licence = component.get("license") if isinstance(component, dict) else None
        released[item.id] = _licence(licence)
    types = {item.id: item.part for item in known.values()}
    return ModelFile(
        str(release.get("name") or ""),
        resolve(released, _general(release.get("license")), types),
        notes=tuple(notes),
    )


def _general(given: object) -> dict[str, str]:
    """The licence of the whole and of each type; a text alone is that of the whole."""
    if isinstance(given, str):
        return {"all": given}
    if not isinstance(given, dict):
        return {}
    names = {ours: given.get(theirs) for theirs, ours in TOOL_TYPES.items()}
    return {
        kind: text
        for kind, own in names.items()
        if (text := str((own.get("name") if isinstance(own, dict) else own) or "").strip())
    }


def _licence(given: object) -> Release:
    if given is None:
        return INHERITED
    name = given.get("name") if isinstance(given, dict) else given
    text = str(name if name is not None else "").strip()
    return NO_LICENCE if text in ("", "unlicensed") else text


def _list(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _items(view: View) -> dict[str, Item]:
    return {item.id: item for items in components(view).values() for item in items}


def _plain(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())
