"""The buttons of a notebook's page: run it in the browser where that works, download, source."""

import json
from collections.abc import Callable, Container
from html import escape
from pathlib import Path

LAB_PAGE = "lite/notebooks/index.html"


def buttons(name: str, pathto: Callable[[str, int], str], in_the_lab: Container[str]) -> str:
    """What stands under the title of the page of ``notebooks/NAME.ipynb``."""
    source = f"_sources/notebooks/{name}"
    links = [
        f'<a href="{pathto(f"{source}.ipynb", 1)}" download>Download</a>',
        f'<a href="{pathto(f"{source}.py.txt", 1)}">View the source</a>',
    ]
    if name in in_the_lab:
        lab = f"{pathto(LAB_PAGE, 1)}?path={escape(name)}.ipynb"
        links.insert(0, f'<a class="run" href="{lab}">Run in your browser</a>')
        how = (
            "It runs in this browser, on Python served by this site; nothing is installed. Wait "
            "for the tick beside “Python (Pyodide)”, then choose Run, Run All Cells."
        )
    else:
        how = (
            "It needs more than a browser has. In a copy of the repository, <code>make lab</code> "
            f"opens JupyterLab; the notebook is <code>notebooks/{escape(name)}.ipynb</code>."
        )
    return (
        f'<nav class="notebook-buttons" aria-label="This notebook">{" ".join(links)}</nav>'
        f'<p class="notebook-how">{how}</p>'
    )


def as_script(notebook: Path) -> str:
    """The notebook as a Python script in cells, which every browser shows as text."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    parts = []
    for cell in cells:
        text = "".join(cell["source"]).rstrip()
        if cell["cell_type"] == "code":
            parts.append(f"# %%\n{text}\n")
        else:
            comment = "\n".join(f"# {line}".rstrip() for line in text.splitlines())
            parts.append(f"# %% [markdown]\n{comment}\n")
    return "\n".join(parts)
