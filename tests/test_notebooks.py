"""The notebooks as files: run, clean, and honest about what is not compared."""

import configparser
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from lfai_nb.demos.sentences import about, say, took
from lfai_nb.membership.sentences import figures

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))
#: Cells whose output nbval runs and does not compare: times of one machine. No more than these.
MOST_IGNORED = 1


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


def run_it(path: Path) -> str:
    return f"python -m tests.run_notebooks {path.stem}"


by_name = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@by_name
def test_every_code_cell_was_run_in_order_and_without_an_error(path: Path) -> None:
    cells = code(read(path))
    counts = [cell["execution_count"] for cell in cells]
    assert counts == list(range(1, len(cells) + 1)), f"not run from the top: {run_it(path)}"
    errors = [o["evalue"] for c in cells for o in c["outputs"] if o["output_type"] == "error"]
    assert not errors, f"a cell ended in an error; mend it, then {run_it(path)}"


@by_name
def test_it_opens_with_what_you_will_learn_what_you_need_and_how_long_it_takes(path: Path) -> None:
    opening = "".join(read(path)["cells"][0]["source"]).lower()
    assert opening.startswith("# "), "the first cell opens with `# Title`"
    for words in ("you will learn", "you need"):
        assert words in opening, f"the first cell says what {words}, in these words"
    assert "minute" in opening or "second" in opening, "the first cell says how long it takes"


NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
MOST_LETTERS = 88  # in a row of code, before a page 1,280 pixels wide has to scroll sideways


def printed(path: Path) -> str:
    """What the outputs of a notebook say: their text, and the words of their HTML."""
    parts: list[str] = []
    for output in [output for cell in code(read(path)) for output in cell["outputs"]]:
        data = output.get("data", {})
        if "text/html" in data:
            soup = BeautifulSoup("".join(data["text/html"]), "html.parser")
            parts.append(soup.get_text(" "))
        else:
            parts.append("".join(output.get("text", data.get("text/plain", ""))))
    return "\n".join(parts)


@by_name
def test_its_title_asks_and_its_first_sentence_answers_with_numbers_that_it_prints(
    path: Path,
) -> None:
    """Nobody has to run it, or to read on, to know what came out; and that cannot go stale."""
    opening = "".join(read(path)["cells"][0]["source"])
    title, finding, *_ = opening.split("\n\n")
    assert title.endswith("?"), "the title of a notebook is the question that it answers"
    numbers = set(NUMBER.findall(finding))
    assert numbers, "the finding has a number"
    missing = sorted(numbers - set(NUMBER.findall(printed(path))))
    assert not missing, (
        f"its first sentence says {', '.join(missing)}, and no output of a cell does: correct the "
        f"sentence, or let a cell print it. After a change of a cell: {run_it(path)}"
    )


@by_name
def test_it_says_what_it_shows_and_what_it_cannot(path: Path) -> None:
    texts = ["".join(c["source"]) for c in read(path)["cells"] if c["cell_type"] == "markdown"]
    assert any("## What this shows, and what it cannot" in text for text in texts)


@by_name
def test_no_row_of_code_is_wider_than_a_page(path: Path) -> None:
    rows = [row for c in code(read(path)) for row in "".join(c["source"]).splitlines()]
    wide = [row for row in rows if len(row) > MOST_LETTERS]
    assert not wide, "\n".join([f"break these, to {MOST_LETTERS} letters or fewer:", *wide])


def test_the_recipe_says_how_wide_a_row_may_be() -> None:
    recipe = NOTEBOOKS[0].parent.parent / "book/contributing/notebook.md"
    assert f"at most {MOST_LETTERS} letters" in " ".join(recipe.read_text("utf-8").split())


@by_name
def test_it_carries_no_state_of_widgets_and_says_how_long_it_ran(path: Path) -> None:
    metadata = read(path)["metadata"]
    assert "widgets" not in metadata, f"it carries the state of widgets: {run_it(path)}"
    kernel = metadata.get("kernelspec", {}).get("name")
    assert kernel == "python3", f"its kernelspec is {kernel!r}, not 'python3': {run_it(path)}"
    seconds = metadata.get("handbook", {}).get("seconds", 0)
    assert seconds > 0, f"it does not say how long it ran: {run_it(path)}"


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


# Notebooks that ask for today.


def outputs(name: str) -> str:
    path = next(path for path in NOTEBOOKS if path.stem == name)
    return json.dumps([cell["outputs"] for cell in code(read(path))], ensure_ascii=False)


def test_the_dues_notebook_says_how_old_its_figures_were_when_it_ran() -> None:
    ages = re.findall(
        r"The newest figures we know, those of 27 February 2024: ([^:]*?) old on \d+ \w+ (\d{4})\.",
        outputs("dues"),
    )
    assert len(ages) >= 2
    for age, year in ages:
        assert int(re.findall(r"(\d+) years?", age)[0]) >= int(year) - 2025
    assert "less than a month old" not in outputs("dues")


def rules_of_nbval() -> list[tuple[str, str]]:
    config = configparser.RawConfigParser()
    assert config.read(Path(__file__).parent / "nbval.cfg")
    return [(config[name]["regex"], config[name]["replace"]) for name in config.sections()]


def compared(text: str) -> str:
    """What is left of an output when nbval compares it."""
    for regex, replacement in rules_of_nbval():
        text = re.sub(regex, replacement, text)
    return text


def test_of_a_day_and_an_age_nbval_compares_nothing_and_of_an_amount_all() -> None:
    of = date(2024, 2, 27)
    days = (of, date(2025, 2, 27), date(2025, 4, 1), date(2026, 11, 27), date(2034, 3, 27))
    assert len({compared(figures(of, None, day)) for day in days}) == 1
    assert compared("$10,000 a year, of 27 February 2024") == "$10,000 a year, of 27 February 2024"
    assert compared("3 years and 2 months old") == "3 years and 2 months old"


def test_of_a_number_of_this_machine_nbval_compares_the_sentence_around_it() -> None:
    sentence = "The model gets {} of 500 texts right, the baseline 356."
    assert compared(sentence.format(about(498.4))) == compared(sentence.format(about(1_497)))
    assert compared(sentence.format(about(0.5, 2))) != compared("The model gets none.")
    assert compared("356 of 500 texts") == "356 of 500 texts"
    assert compared(took(71, "cpu")) == compared(took(1, "cuda"))
    assert compared("71 seconds a step") == "71 seconds a step"


def test_a_sentence_that_does_not_hold_stops_its_notebook(capsys: pytest.CaptureFixture) -> None:
    say("All 3 agree.", True)
    assert capsys.readouterr().out == "All 3 agree.\n"
    with pytest.raises(AssertionError, match="this does not hold: All 3 agree"):
        say("All 3 agree.", False)
