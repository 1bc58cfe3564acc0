"""Without PyTorch a notebook of the demos says in one line what installs it."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from lfai_nb.demos import needs
from lfai_nb.demos.errors import NotInstalled
from tests.environments import ROOT, environment

#: It plans and draws, and says of itself that it needs no PyTorch.
WITHOUT = "edl_autoscaler"
DEMOS = [
    path
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    if "lfai_nb.demos" in path.read_text(encoding="utf-8") and path.stem != WITHOUT
]
COLOURS = re.compile(r"\x1b\[\d+m")
# As JupyterLab does it: it asks the kernel, and shows what the kernel calls the traceback.
LAB = """
import json, sys
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

notebook = nbformat.read(sys.argv[1], as_version=4)
client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": sys.argv[2]}})
try:
    client.execute()
except CellExecutionError:
    pass
outputs = [o for cell in notebook.cells for o in cell.get("outputs", ())]
print(json.dumps([o for o in outputs if o.output_type == "error"]))
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What runs our own notebooks, and their tests; PyTorch is not there."""
    return environment(tmp_path_factory.mktemp("environment"), "test")


def is_the_line(text: str) -> bool:
    line = text.strip()
    return line.startswith("NotInstalled: ") and line.endswith(needs.INSTALL) and "\n" not in line


@pytest.mark.parametrize("notebook", DEMOS, ids=lambda path: path.stem)
def test_a_notebook_of_the_demos_looks_first_whether_all_is_there(notebook: Path) -> None:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    first, second, *_ = [cell for cell in cells if cell["cell_type"] == "code"]
    assert "".join(first["source"]) == "from lfai_nb.demos import needs\n\nneeds.check()"
    # The page begins with the figure, and says what is needed in words.
    assert first["metadata"]["tags"] == ["remove-cell"]
    assert second["metadata"]["tags"] == ["hide-input"]


def test_jupyterlab_shows_the_line_that_installs_it_and_no_traceback(
    python: Path, tmp_path: Path
) -> None:
    program = tmp_path / "lab.py"
    program.write_text(LAB, encoding="utf-8")
    done = subprocess.run(
        [python, program, ROOT / "notebooks" / "flagai_quickstart.ipynb", ROOT / "notebooks"],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    (error,) = json.loads(done.stdout)
    assert is_the_line("\n".join(error["traceback"]))
    assert "torch" in error["evalue"]


def test_nbval_fails_once_with_that_line_and_runs_what_needs_none(python: Path) -> None:
    done = subprocess.run(
        [
            *(str(python), "-m", "pytest", "--nbval", "-p", "no:cacheprovider", "-p", "no:xdist"),
            *("--nbval-sanitize-with", "tests/nbval.cfg", "--color=no"),
            *("notebooks/edl_recovery.ipynb", f"notebooks/{WITHOUT}.ipynb"),
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": ""},
        capture_output=True,
        text=True,
        timeout=600,
    )
    out = COLOURS.sub("", done.stdout)
    assert done.returncode == 1, out
    assert re.search(r"\b1 failed, \d+ passed, \d+ skipped in", out), out
    # Where CI is set, pytest repeats the whole message in its summary.
    traceback = out.split("Traceback:\n")[1]
    assert is_the_line(traceback.lstrip().split("\n")[0])
    assert "ModuleNotFoundError" not in out


@pytest.mark.parametrize(
    ("room", "name"), [("flagai", "Predictor"), ("deeprec", "EmbeddingVariable")]
)
def test_a_room_that_is_imported_ends_in_the_same_sentence(
    python: Path, room: str, name: str
) -> None:
    program = f"from lfai_nb.demos.{room} import {name}"
    done = subprocess.run([str(python), "-c", program], capture_output=True, text=True, timeout=600)
    last = done.stderr.strip().splitlines()[-1]
    assert is_the_line(last.removeprefix("lfai_nb.demos.errors."))


def test_what_is_there_is_not_named() -> None:
    needs.check(["json"])
    with pytest.raises(NotInstalled, match=r"\(no_such_package not installed\)"):
        needs.check(["json", "no_such_package"])
