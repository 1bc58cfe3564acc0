"""Each recipe of the book does what it says, carried out as it is written."""

from pathlib import Path

import pytest

from tests.recipes import FOLDER, Copy, steps

RECIPES = sorted(
    {path.stem for path in FOLDER.glob("*.md")} - {"index", "house", "practices", "promises"}
)


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_works_as_it_is_written(recipe: str, tmp_path: Path) -> None:
    todo = steps(recipe)
    assert {step.verb for step in todo} > {"Type"} or recipe == "release", (
        "it changes a file and types a command"
    )
    copy = Copy(tmp_path / "handbook")
    for step in todo:
        copy.do(step)
