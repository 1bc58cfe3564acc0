"""Each recipe of the book does what it says, carried out as it is written."""

from pathlib import Path

import pytest

from tests.recipes import FOLDER, Copy, Step, steps

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
    carry_out(recipe, todo, copy)


def carry_out(recipe: str, todo: list[Step], copy: Copy) -> None:
    for step in todo:
        try:
            copy.do(step)
        except AssertionError as error:
            pytest.fail(
                f"book/contributing/{recipe}.md, step “{step}”:\n{error}\n"
                "If what the recipe starts from is another now (an amount, a line of a file), "
                "correct the recipe."
            )


def test_a_recipe_that_no_longer_fits_names_its_page_and_step(tmp_path: Path) -> None:
    copy = Copy.__new__(Copy)  # without the repository
    copy.folder = tmp_path
    (tmp_path / "dues.toml").write_text("value = 150000\n", "utf-8")
    step = Step("In", "dues.toml", "", "value = 120000", "value = 130000")
    with pytest.raises(pytest.fail.Exception) as caught:
        carry_out("fee", [step], copy)
    message = str(caught.value)
    assert message.startswith("book/contributing/fee.md, step “In dues.toml”:\ndues.toml has")
    assert message.endswith("correct the recipe.")
