"""What the readiness page writes for a project's own repository: the badge, and the weekly Action.

Both have one home outside the script: the badge is drawn from the templates that `lfai-nb` draws it
from, and the Action is the file that the page on the weekly check shows.
"""

import os
from pathlib import Path
from typing import Any

from lfai_nb.domain import Address
from lfai_nb.faces import badge as picture
from lfai_nb.lifecycle.readiness import State

WORKFLOW = Path(__file__).parents[2] / "hosting" / "readiness-workflow.yml"
STAGE = "stage: incubation"
FACTS = "facts: readiness.toml"
COUNTS = {State.MET: "met", State.UNMET: "unmet", State.UNKNOWN: "unknown"}


def take_away() -> dict[str, Any]:
    return {"badge": badge(), "workflow": workflow(os.environ.get("LFAI_NB_REPOSITORY_URL", ""))}


def badge() -> dict[str, Any]:
    words = {
        COUNTS[counted]: {"words": text, "colour": colour}
        for text, counted, colour in picture.WORDS.values()
    }
    return {
        "label": picture.LABEL,
        "messages": words,
        "svg": picture.SVG,
        "letter": picture.LETTER,
        "padding": picture.PADDING,
    }


def workflow(repository: str) -> str:
    """The Action for any stage; ``repository`` is where the handbook is published, if anywhere.

    A file of facts that is not there yet would stop the first run, so its line waits in a comment.
    """
    text = WORKFLOW.read_text(encoding="utf-8")
    assert text.count(STAGE) == text.count(FACTS) == 1
    text = text.replace(STAGE, "stage: {stage}")
    text = text.replace(FACTS, f"# {FACTS} # the page's facts file, once it is in the repository")
    known = Address.find(repository)
    return text.replace("OWNER/HANDBOOK", f"{known.owner}/{known.name}") if known else text
