"""What a reader of the lab sees of ours: its notebooks, its page, the ways back to the handbook."""

import json
import re
import shutil
from pathlib import Path

# The lab's own pages: scripts within them, programs put together at run time, workers, but nothing
# of any other host.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "worker-src 'self' blob:; connect-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; "
    "manifest-src 'self'; frame-src 'self' blob:; form-action 'self'; base-uri 'self'"
)
# The lab's page looks for this in the pages of the folders above it, to know where the lab begins.
ROOT_OF_LAB = (
    '<script id="jupyter-config-data" type="application/json" data-jupyter-lite-root=".">'
    "{}</script>\n"
)
WAY_BACK = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta http-equiv="refresh" content="0; url={to}">
<title>Back to the handbook</title>
{config}</head><body><main><p><a href="{to}">Back to the handbook</a></p></main></body></html>
"""
SITE_LINK = re.compile(r"\]\((\.\./|(?=\w+\.ipynb))([^)#]*)(#[^)]*)?\)")
ADDED = ("lab_page.js", "lab_page.css")
LINKS = (
    '<link rel="stylesheet" href="../lab_page.css">'
    '<script type="module" src="../lab_page.js"></script>'
)
WIDGET = "application/vnd.jupyter.widget-view+json"


def for_the_lab(notebook: Path) -> str:
    """The notebook for the lab's kernel: its links lead back to the handbook's pages. Its outputs
    stay until the cells have run; but not that of a widget, which is nothing without Python."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["metadata"]["kernelspec"] = {
        "name": "python",
        "display_name": "Python (Pyodide)",
        "language": "python",
    }
    for cell in content["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = SITE_LINK.sub(to_the_book, "".join(cell["source"]))
        elif cell["cell_type"] == "code":
            cell["execution_count"] = None
            cell["outputs"] = [o for o in cell["outputs"] if WIDGET not in o.get("data", {})]
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def to_the_book(link: re.Match[str]) -> str:
    """A link that JupyterLab leaves alone; ``lab_page.js`` makes one to the page of it."""
    up, path, place = link.groups()
    page = re.sub(r"\.(?:md|ipynb)$", ".html", path)
    return f"](#handbook/{'' if up else 'notebooks/'}{page}{place or ''})"


def finish(site: Path) -> None:
    """The lab's page gets its policy, and what would lead to programs that are left out leads back.

    The lab's own address leads to JupyterLab, its logo to a list of files (``tree``), and both of
    these are not built.
    """
    page = site / "notebooks" / "index.html"
    html = page.read_text(encoding="utf-8")
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    html = html.replace("<head>", f"<head>\n    {policy}", 1)
    html = re.sub("<title>.*?</title>", "<title>LF AI &amp; Data Handbook</title>", html, count=1)
    html = html.replace("</head>", f"{LINKS}\n  </head>", 1)
    page.write_text(html, encoding="utf-8")
    for name in ADDED:
        shutil.copyfile(Path(__file__).with_name(name), site / name)
    shutil.rmtree(site / "doc")
    (site / "tree").mkdir()
    for name, to, config in (
        ("index.html", "../index.html", ROOT_OF_LAB),
        ("tree/index.html", "../../index.html", ""),
    ):
        (site / name).write_text(WAY_BACK.format(to=to, config=config), encoding="utf-8")
