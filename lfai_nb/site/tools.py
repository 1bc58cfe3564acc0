"""The tools that answer in the page: their markup, their data, their script, all in the page.

```{tool} dues
```

A page with everything inside works from a folder as well as from a server, and needs no request.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from lfai_nb.site import export

HERE = Path(__file__).parent
DATA: dict[str, Callable[[], dict[str, Any]]] = {"dues": export.dues}


@cache
def script(name: str) -> str:
    """The whole ES module of a tool: what the tools share, then its own."""
    parts = ((HERE / "js" / f"{part}.js").read_text("utf-8") for part in ("tool", name))
    lines = (line.strip() for part in parts for line in part.splitlines())
    # Comments are for whoever reads the source, and a page needs no indentation.
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def html(name: str) -> str:
    form = (HERE / "templates" / f"tool-{name}.html").read_text(encoding="utf-8")
    data = export.as_script_data(DATA[name]())
    return (
        f'{form}\n<script type="application/json" id="{name}-data">{data}</script>\n'
        f'<script type="module">{script(name)}</script>'
    )


class Tool(SphinxDirective):
    """A tool in the page, by its name."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in DATA:
            raise self.error(f"there is no tool {name!r}; there are {', '.join(DATA)}")
        for part in (*(HERE / "js").glob("*.js"), HERE / "templates" / f"tool-{name}.html"):
            self.env.note_dependency(str(part))
        return [nodes.raw("", html(name), format="html")]
