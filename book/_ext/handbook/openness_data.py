"""What the tool on model openness reads in the page: components, licences, and the two readings."""

from html import escape
from typing import Any

from lfai_nb.evidence.model_file import WORDS
from lfai_nb.faces.openness import FIRST, NOTHING_YET, READINGS, UNKNOWN, class_title
from lfai_nb.openness import CLASSES, GENERAL, INHERITED, NOT_OPEN, components
from lfai_nb.openness.classes import substitutes
from lfai_nb.openness.licences import COVERS, NOT_GENERAL, UNUSED, spelled
from lfai_nb.policy import Item, View, load

#: The rules that an answer rests on.
RULES = (
    "MOF-CLASSES",
    *(f"MOF-CLASS-{name}" for name in CLASSES),
    *("MOF-LICENSE", "MOF-OPEN", "MOF-SUBSTITUTES"),
)
#: The licences and words that the fields offer; any other can be typed.
OFFERED = (
    *("inherited", NOT_OPEN, "none", "no", "yes", "unknown"),
    *("Apache-2.0", "MIT", "BSD-3-Clause", "CC-BY-4.0", "CC0-1.0"),
    *("CDLA-Permissive-2.0", "OpenMDW-1.0"),
)
#: What is said of one part alone is no licence for all.
OFFERED_FOR_ALL = tuple(n for n in OFFERED if n not in ("inherited", "no", "yes", "unknown"))
GENERAL_WORDS = {
    "all": "Licence of the whole model",
    "code": "Of all code",
    "data": "Of all data",
    "documents": "Of all documents",
}


def now() -> View:
    policy = load()
    return policy.at(policy.known_until)


def form(template: str) -> str:
    view = now()
    general = "".join(
        _field(f"licence-{kind}", GENERAL_WORDS[kind], "openness-general") for kind in GENERAL
    )
    how = (
        "<p><small>A licence here counts for each part below where you write <i>inherited</i>. "
        "A part that is left empty stays unknown.</small></p>"
    )
    groups = [
        f"<fieldset><legend>Licences for all, or for a type</legend>{how}{general}</fieldset>"
    ]
    for name, items in components(view).items():
        fields = "".join(
            _field(item.id, f"{item.text}{' (optional)' * item.optional}") for item in items
        )
        groups.append(
            f"<fieldset><legend>{escape(class_title(name, view))}</legend>{fields}</fieldset>"
        )
    words = {item.id: item for items in components(view).values() for item in items}
    inside = []
    for substitute in substitutes(view):
        if substitute.when:
            options = "".join(
                f'<option value="{by}">{_head(words[by])}</option>' for by in substitute.by
            )
            inside.append(
                f'<p><label for="holds-{substitute.id}">'
                f"{_head(words[substitute.component])}</label> "
                f'<select id="holds-{substitute.id}" name="holds-{substitute.id}">'
                f'<option value="">a document of its own</option>{options}</select></p>'
            )
    legend = "<legend>What is part of another document</legend>"
    groups.append(f"<fieldset>{legend}{''.join(inside)}</fieldset>")
    filled = template.replace("@fields@", "".join(groups))
    for place, names in (("@offered@", OFFERED), ("@general@", OFFERED_FOR_ALL)):
        options = "".join(f'<option value="{escape(name)}">' for name in names)
        filled = filled.replace(place, options)
    return filled


def _head(item: Item) -> str:
    return escape(item.name.capitalize())


def _field(name: str, label: str, offered: str = "openness-licences") -> str:
    return (
        f'<p><label for="{name}">{escape(label)}</label> <input id="{name}" name="{name}" '
        f'list="{offered}" maxlength="100" autocomplete="off"></p>'
    )


def openness() -> dict[str, Any]:
    view = now()
    is_open, fits, known = spelled(view)
    rules = {item.id for item in view.items("MOF-LICENSE")}
    return {
        "classes": CLASSES,
        "titles": {name: class_title(name, view) for name in CLASSES},
        "since": view.in_force("MOF-CLASSES").start.isoformat(),
        "readings": {"tool": READINGS[False], "strict": READINGS[True]},
        "lenient": "open" in rules,
        "components": [
            {
                "id": item.id,
                "text": item.text,
                "class": name,
                "part": item.part,
                "optional": item.optional,
            }
            for name, items in components(view).items()
            for item in items
        ],
        "substitutes": [
            {
                "id": substitute.id,
                "component": substitute.component,
                "by": substitute.by,
                "when": bool(substitute.when),
            }
            for substitute in substitutes(view)
        ],
        "open": is_open,
        "fits": fits,
        "known": known,
        "words": WORDS,
        "inherited": INHERITED,
        "not_open": NOT_OPEN,
        "covers": COVERS,
        "unused": UNUSED,
        "not_general": NOT_GENERAL,
        "parts_unknown": UNKNOWN,
        "nothing_yet": NOTHING_YET,
        "first": FIRST.format(no="no"),
    }
