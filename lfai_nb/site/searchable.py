"""Search and sort for the tables with the class ``searchable``: a script, on their pages alone."""

from functools import cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

SCRIPT = Path(__file__).parent / "js" / "searchable.js"


@cache
def script() -> str:
    lines = (line.strip() for line in SCRIPT.read_text("utf-8").splitlines())
    return "\n".join(line for line in lines if not line.startswith("//"))


def add(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if "searchable" in context.get("body", ""):
        # In the page, as the tools are: it works from a folder, and its hash stands in the policy.
        context["body"] += f'<script type="module">{script()}</script>'


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", add, priority=950)  # when the body is finished
