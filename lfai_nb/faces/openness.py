"""A model's openness as a person reads it: the class first, then what is missing, then warnings."""

from lfai_nb.faces.text import escape, paragraph
from lfai_nb.openness import CLASSES, Judgment
from lfai_nb.policy import NotKnownYet, View

READINGS = {
    False: "as the foundation's tool judges",
    True: "strictly, with licences made for the type alone",
}

#: In place of a class, as long as there is nothing to judge.
NOTHING_YET = "No part of the model is entered yet."
FIRST = (
    "Begin with the parts of class III: for each, its licence, such as Apache-2.0, or “{no}” if it "
    "is not released."
)


#: Of one part, and of several.
UNKNOWN = (
    "one part is unknown; if it is released and open, class {possible} is possible",
    "{n} parts are unknown; if all of them are released and open, class {possible} is possible",
)


def headline(judged: Judgment, name: str, view: View) -> str:
    """The class, or that there is none, and under which reading."""
    who = name.strip() or "The model"
    reached, possible = judged.openness.certain, judged.openness.possible
    how = READINGS[judged.strict]
    if reached is None:
        if possible is None:
            return f"{who} reaches no class, {how}"
        return f"{who} has no class yet, {how}: {_open_still(judged, possible)}"
    more = f"; class {possible} is possible" if possible != reached else ""
    return f"{who} reaches {class_title(reached, view)}, {how}{more}"


def _open_still(judged: Judgment, possible: str) -> str:
    """What the possible class hangs on: without it, "no class" beside it contradicts it."""
    ahead = CLASSES[: CLASSES.index(possible) + 1]
    n = sum(len(judged.openness.unknown[name]) for name in ahead)
    words = UNKNOWN[0] if n == 1 else UNKNOWN[1]
    return words.format(n=n, possible=possible)


def class_title(name: str, view: View) -> str:
    """The class with what the framework calls it, where that is known for the day."""
    try:
        items = view.items("MOF-CLASSES")
    except NotKnownYet:
        return f"class {name}"
    return next(item.name for item in items if item.id == name)


def blocks(judged: Judgment) -> list[tuple[str, list[str]]]:
    """What there is to say beside the class: a heading and its lines."""
    gaps = {f"{gap.component.id}: {gap.why}." for gap in (*judged.missing, *judged.unknown)}
    lines = {
        f"Missing for class {judged.next_class}": [
            f"{gap.component.id}: {gap.why}." for gap in judged.missing
        ],
        f"Unknown for class {judged.next_class}": [
            f"{gap.component.id}: {gap.why}." for gap in judged.unknown
        ],
        "Warnings": [line for line in judged.warnings if line not in gaps],
    }
    return [(heading, of) for heading, of in lines.items() if of]


def judgment_text(judged: Judgment, name: str, view: View) -> str:
    parts = [paragraph(f"{headline(judged, name, view)}.")]
    for heading, lines in blocks(judged):
        parts += ["", f"{heading}:", *(paragraph(line, "  ", "- ") for line in lines)]
    value = view.in_force("MOF-LICENSE")
    return "\n".join([*parts, "", paragraph(f"Source: {value.source.title}, “{value.where}”.")])


def judgment_html(judged: Judgment, name: str, view: View) -> str:
    parts = "".join(
        f"<p>{escape(heading)}:</p><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
        for heading, lines in blocks(judged)
    )
    return (
        f'<div class="lfai-openness"><p><strong>{escape(headline(judged, name, view))}.</strong>'
        f"</p>{parts}</div>"
    )
