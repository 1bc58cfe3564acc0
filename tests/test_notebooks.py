"""The notebooks as files: run, clean, and honest about what is not compared."""

import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))
#: Cells whose output nbval runs and does not compare: times of one machine. No more than these.
MOST_IGNORED = 10


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def code(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [c for c in notebook["cells"] if c["cell_type"] == "code" and "".join(c["source"])]


def ignored(notebook: dict[str, Any]) -> list[str]:
    """The sources of the cells that nbval does not compare, by tag or by comment."""
    sources = [("".join(c["source"]), c["metadata"].get("tags", [])) for c in code(notebook)]
    return [
        source
        for source, tags in sources
        if any(tag.startswith("nbval") for tag in tags) or "NBVAL_" in source
    ]


by_name = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@by_name
def test_every_code_cell_was_run_in_order_and_without_an_error(path: Path) -> None:
    cells = code(read(path))
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert not [o for cell in cells for o in cell["outputs"] if o["output_type"] == "error"]


@by_name
def test_it_opens_with_what_you_will_learn_what_you_need_and_how_long_it_takes(path: Path) -> None:
    opening = "".join(read(path)["cells"][0]["source"]).lower()
    assert opening.startswith("# ")
    for word in ("you will learn", "you need"):
        assert word in opening
    assert "minute" in opening or "second" in opening


@by_name
def test_it_carries_no_state_of_widgets_and_says_how_long_it_ran(path: Path) -> None:
    metadata = read(path)["metadata"]
    assert "widgets" not in metadata
    assert metadata["kernelspec"]["name"] == "python3"
    assert metadata["handbook"]["seconds"] > 0


@by_name
def test_what_is_not_compared_gives_its_reason(path: Path) -> None:
    for source in ignored(read(path)):
        comments = [line for line in source.splitlines()[:2] if line.startswith("# ")]
        assert [line for line in comments if "NBVAL_" not in line], source[:80]


def test_few_cells_are_not_compared() -> None:
    assert sum(len(ignored(read(path))) for path in NOTEBOOKS) <= MOST_IGNORED


def test_there_are_the_notebooks_that_were_promised() -> None:
    names = {path.stem for path in NOTEBOOKS}
    assert {"dues", "readiness", "portfolio", "calibration"} <= names
