"""The readiness of a project as a badge: a small picture for a README.

Its words and its drawing are templates, which the readiness page fills in as well, so that both
draw the same badge.
"""

from collections.abc import Mapping

from lfai_nb.faces.text import escape
from lfai_nb.lifecycle.readiness import Assessment, State, Verdict

LABEL = "LF AI & Data {stage}"
#: Of each verdict the words, the number in them, and a colour that only repeats the words.
WORDS: Mapping[Verdict, tuple[str, State, str]] = {
    Verdict.MEETS: ("thresholds met, {on}", State.MET, "#1a7f37"),
    Verdict.DOES_NOT: ("{n} not met, {on}", State.UNMET, "#b35900"),
    Verdict.CANNOT_TELL: ("{n} unknown, {on}", State.UNKNOWN, "#57606a"),
}
#: The width of a letter at this size, in tenths of a pixel; textLength makes every font keep to it.
LETTER = 66
PADDING = 12  # of both sides of a text together, in pixels
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" '
    'viewBox="0 0 {width} 20" role="img" '
    'aria-label="{label}: {message}"><title>{label}: {message}</title>'
    '<rect width="{left}" height="20" fill="#24292f"/>'
    '<rect x="{left}" width="{right}" height="20" fill="{colour}"/>'
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
    '<text x="6" y="14" textLength="{left_text}">{label}</text>'
    '<text x="{right_start}" y="14" textLength="{right_text}">{message}</text>'
    "</g></svg>\n"
)


def readiness_badge(assessment: Assessment) -> str:
    """A small SVG for a README; its words say the verdict, its colour only repeats them."""
    label, message, colour = _words(assessment)
    # Whole numbers: a float would be rounded differently in the page.
    left_text, right_text = (len(text) * LETTER // 10 for text in (label, message))
    left, right = left_text + PADDING, right_text + PADDING
    return SVG.format(
        width=left + right,
        label=escape(label),
        message=escape(message),
        left=left,
        right=right,
        colour=colour,
        left_text=left_text,
        right_start=left + PADDING // 2,
        right_text=right_text,
    )


def readiness_badge_json(assessment: Assessment) -> dict[str, object]:
    """What a badge service such as shields.io draws the same badge from, at an address of yours."""
    label, message, colour = _words(assessment)
    return {"schemaVersion": 1, "label": label, "message": message, "color": colour}


def _words(assessment: Assessment) -> tuple[str, str, str]:
    words, counted, colour = WORDS[assessment.verdict]
    message = words.format(n=assessment.count(counted), on=assessment.on.isoformat())
    return LABEL.format(stage=assessment.stage), message, colour
