"""A notebook that is taken along begins with one true line that installs what it needs."""

import ast
import json
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from playwright.sync_api import Page

from handbook import downloads, notebook_buttons
from tests.site.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
    "optional-dependencies"
]
SITE = "https://handbook.example.org/"
REPOSITORY = "https://github.com/example/handbook"


def brings(extra: str) -> set[str]:
    """The names of the packages that come with an extra, and with those that it names."""
    names: set[str] = set()
    for requirement in map(Requirement, EXTRAS[extra]):
        names |= (
            set().union(*map(brings, requirement.extras))
            if requirement.name == "lfai-nb"
            else {requirement.name}
        )
    return names


def imported(text: str) -> set[str]:
    """The packages beyond Python's own and ours that the code cells import."""
    names: set[str] = set()
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] != "code":
            continue
        lines = [line for line in "".join(cell["source"]).splitlines() if line[:1] not in "%!"]
        for node in ast.walk(ast.parse("\n".join(lines))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(str(node.module).split(".")[0])
    # JupyterLab has IPython with it.
    return names - set(sys.stdlib_module_names) - {"lfai_nb", "IPython"}


def line_of(text: str) -> str:
    first, *_ = json.loads(text)["cells"]
    why, line = "".join(first["source"]).splitlines()
    assert why.startswith("#")
    start, what, end = line.partition(line.removeprefix("%pip install ").strip('"'))
    assert (start, end) == ('%pip install "', '"')
    return what


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_line_installs_what_the_notebook_imports(notebook: Path) -> None:
    text = notebook.read_text("utf-8")
    for site, repository, begins in (
        (SITE, "", f"{SITE}lite/wheel/lfai_nb-"),
        (SITE, REPOSITORY, SITE),
        ("", REPOSITORY, f"git+{REPOSITORY}"),
    ):
        needed = Requirement(line_of(downloads.taken_along(text, site, repository)))
        assert needed.name == "lfai-nb"
        assert str(needed.url).startswith(begins)
        (extra,) = needed.extras
        assert imported(text) <= brings(extra)
    assert line_of(downloads.taken_along(text, "", "")) == f".[{extra}]"


def test_the_other_cells_are_as_they_were() -> None:
    for notebook in NOTEBOOKS:
        text = notebook.read_text("utf-8")
        taken = json.loads(downloads.taken_along(text, SITE, ""))
        assert taken["cells"][1:] == json.loads(text)["cells"]


@pytest.mark.parametrize("repository", ["", "https://git.example.org/handbook", REPOSITORY])
@pytest.mark.parametrize("name", ["dues", "flagai_quickstart"])
def test_colab_and_binder_are_plain_links_and_only_where_they_can_read_the_repository(
    repository: str, name: str
) -> None:
    html = notebook_buttons.buttons(
        ROOT / "notebooks" / f"{name}.ipynb",
        lambda path, _: f"../{path}",
        in_the_lab=(),
        site="",
        repository=repository,
        branch="main",
    )
    # The demos need PyTorch, and so more memory than a machine of Binder has.
    to_binder = f'<a href="{downloads.BINDER}/example/handbook/main?urlpath=lab%2Ftree%2Fnotebooks'
    opens_there = f'{to_binder}%2F{name}.ipynb">Open in Binder</a>' in html
    assert opens_there == ("mybinder.org" in html) == (repository == REPOSITORY and name == "dues")
    leads_there = f'<a href="{downloads.COLAB}/example/handbook/blob/main/notebooks/' in html
    assert leads_there == ("Open in Colab" in html) == (repository == REPOSITORY)
    # Nothing is fetched from there: no image, no frame, no script with an address.
    assert "src=" not in html
    # Without an address of the book's own, the page says where its notebook is taken from.
    assert ("data-wheel" in html) == (not repository)


def test_binder_installs_what_our_own_notebooks_import_on_a_python_that_we_support() -> None:
    folder = ROOT / ".binder"
    lines = (folder / "requirements.txt").read_text("utf-8").splitlines()
    constraint, what = [line for line in lines if not line.startswith("#")]
    # A constraint is sought from the file's own folder, `.` from the root, where Binder installs.
    assert (folder / constraint.removeprefix("--constraint ")).resolve() == ROOT / "constraints.txt"
    assert what == ".[lab]"
    for notebook in NOTEBOOKS:
        text = notebook.read_text("utf-8")
        if downloads.binder(notebook.stem, downloads.extra_of(text), REPOSITORY, "main"):
            assert imported(text) <= brings("lab")
    python = (folder / "runtime.txt").read_text("utf-8").strip().replace("-", " :: ")
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"Programming Language :: {python.capitalize()}" in classifiers["classifiers"]


@pytest.mark.browser
@pytest.mark.parametrize("name", ["dues", "flagai_quickstart"])
def test_what_is_taken_installs_from_the_site_that_it_was_taken_from(
    page: Page, address: str, name: str, tmp_path: Path
) -> None:
    page.goto(f"{address}notebooks/{name}.html")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download").click()
    assert taken.value.suggested_filename == f"{name}.ipynb"
    line = line_of(Path(taken.value.path()).read_text("utf-8"))
    needed = Requirement(line)
    assert str(needed.url).startswith(address)
    # What else it needs is in the registry, which cannot be asked here.
    uv = Path(sysconfig.get_path("scripts"), "uv")
    command = [uv, "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-cache"]
    command += ["--python", sys.executable]
    subprocess.run([*command, "--target", tmp_path / "here", line], check=True, timeout=300)
    (about,) = (tmp_path / "here").glob("lfai_nb-*.dist-info/METADATA")
    offered = {
        line.split(": ")[1]
        for line in about.read_text("utf-8").splitlines()
        if line.startswith("Provides-Extra: ")
    }
    assert needed.extras <= offered
    assert (tmp_path / "here" / "lfai_nb" / "demos" / "flagai").is_dir()


@pytest.mark.browser
def test_the_site_serves_the_whole_wheel(site: Path) -> None:
    with zipfile.ZipFile(site / downloads.WHEEL) as archive:
        assert "lfai_nb/demos/__init__.py" in archive.namelist()
