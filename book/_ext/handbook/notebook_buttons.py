"""The buttons of a notebook's page: run it in the browser where that works, download, source."""

import json
from collections.abc import Callable, Container
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from handbook import downloads, page_tools, try_cells

NOTEBOOKS = "notebooks/"
LAB_PAGE = "lite/notebooks/index.html"
#: Where tools/in_page.py writes what a page needs to run its cells.
RUN_FOLDER = "lite/run/"


def add(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Under the title of a notebook, and of a page whose examples run in place."""
    if app.builder.format != "html":
        return

    def pathto(file: str, _resource: int = 1) -> str:
        return "../" * docname.count("/") + file

    if docname.startswith(NOTEBOOKS):
        notebook, options = Path(app.env.doc2path(docname)), app.config.html_theme_options
        taken_from = {
            "site": app.config.html_baseurl,
            "repository": options["source_repository"],
        }
        write_files(notebook, Path(app.outdir), docname, taken_from)
        in_the_lab = app.config.handbook_lab_notebooks
        branch = options["source_branch"]
        html = buttons(notebook, pathto, in_the_lab, branch=branch, **taken_from)
    elif any(try_cells.ALONE in cell["classes"] for cell in doctree.findall(nodes.container)):
        html = bar_alone(pathto)
    else:
        return
    title = next(iter(doctree.findall(nodes.title)))
    title.parent.insert(title.parent.index(title) + 1, nodes.raw("", html, format="html"))


def write_files(notebook: Path, out: Path, docname: str, taken_from: dict[str, str]) -> None:
    """The notebook as it is taken along, and as a script to be read."""
    beside, listing = out / f"{docname}.ipynb", out / "_sources" / f"{docname}.py.txt"
    for file in (beside, listing):
        file.parent.mkdir(parents=True, exist_ok=True)
    downloads.write(notebook, beside, taken_from)
    listing.write_text(as_script(notebook), encoding="utf-8")


def buttons(
    notebook: Path,
    pathto: Callable[[str, int], str],
    in_the_lab: Container[str],
    *,
    site: str,
    repository: str,
    branch: str,
) -> str:
    """What stands under the title of the notebook's page."""
    name, text = notebook.stem, notebook.read_text("utf-8")
    extra = downloads.extra_of(text)
    taken, completed = "", ""
    if not (site or repository):  # then the page says where it is taken from
        wheel = escape(pathto(downloads.WHEEL, 1))
        taken = f' data-wheel="{wheel}" data-extra="{extra}"'
        completed = f'<script type="module">{page_tools.script("download")}</script>'
    file = pathto(f"notebooks/{name}.ipynb", 1)
    links = [
        f'<a href="{file}" download="{escape(name)}.ipynb"{taken}>Download</a>',
        f'<a href="{pathto(f"_sources/notebooks/{name}.py.txt", 1)}">View the source</a>',
    ]
    bar = script = ""
    if name in in_the_lab:
        lab = f"{pathto(LAB_PAGE, 1)}?path={escape(name)}.ipynb"
        links.insert(0, f'<a class="lab" href="{lab}">Open in the full lab</a>')
        bar, script = run_bar(pathto(RUN_FOLDER, 1)), run_script()
        how = (
            "Run here runs this page's code in your browser. It downloads about 13 MB once and "
            "installs nothing. You can change each cell. The full lab is JupyterLab in this "
            "browser, and runs all cells when it opens."
        )
    else:
        # Only the demos need PyTorch, which is large.
        command = "make lab-demos" if extra == "demos" else "make lab"
        how = (
            "It needs more than a browser has. In a copy of the repository, "
            f"<code>{command}</code> opens JupyterLab; the notebook is "
            f"<code>notebooks/{escape(name)}.ipynb</code>."
        )
    how += " The download begins with the line that installs what it needs."
    if colab := downloads.colab(name, repository, branch):
        links.append(f'<a href="{escape(colab)}">Open in Colab</a>')
        line = f'%pip install "{downloads.requirement(extra, site, repository)}"'
        how += f" In Colab, run <code>{escape(line)}</code> first."
    if binder := downloads.binder(name, extra, repository, branch):
        links.append(f'<a href="{escape(binder)}">Open in Binder</a>')
        how += " Binder installs it by itself, in some minutes."
    return (
        f'{bar}<nav class="notebook-buttons" aria-label="This notebook">{" ".join(links)}</nav>'
        f'<p class="notebook-how">{how}</p>{script}{completed}'
    )


def bar_alone(pathto: Callable[[str, int], str]) -> str:
    """What stands under the title of a page of examples that run in place."""
    return run_bar(pathto(RUN_FOLDER, 1)) + run_script()


def run_bar(folder: str) -> str:
    """The button that makes the page's cells run, and the line that says what they do."""
    return (
        '<div class="run-bar" role="group" aria-label="Run the cells">'
        f'<button type="button" class="run-here" data-folder="{escape(folder)}" hidden>Run here'
        '</button> <span class="run-state" role="status"></span></div>'
    )


def run_script() -> str:
    return f'<script type="module">{page_tools.script("run_here")}</script>'


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


def setup(app: Sphinx) -> None:
    app.connect("doctree-resolved", add)
