"""Every model on record gets the class that the foundation's own tool gives it."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lfai_nb.errors import DataError
from lfai_nb.openness import Model, classify, models
from lfai_nb.openness.licences import spelled
from lfai_nb.places import OVERRIDE
from lfai_nb.policy import Policy, load

VIEW = load().at(date(2026, 5, 11))
EVERY = models(VIEW)
REAL = {name: model for name, model in EVERY.items() if name.startswith("models/")}
MADE_UP = {name: model for name, model in EVERY.items() if name.startswith("Test_Data/")}


def test_a_table_of_models_that_is_damaged_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("policy", "catalog", "openness"):
        (tmp_path / folder).mkdir()
    (tmp_path / "openness" / "models.csv").write_text("model\nmodels/a.yml\n", encoding="utf-8")
    monkeypatch.setenv(OVERRIDE, str(tmp_path))
    with pytest.raises(DataError, match=r"the column 'class' is missing @ models\.csv: line 1"):
        models(VIEW)


def test_the_licences_are_spelled_as_spdx_has_them() -> None:
    open_ones, fits, others = spelled(VIEW)
    assert "Apache-2.0" in open_ones
    assert "Apache-2.0" in fits["code"]
    assert "CC-BY-4.0" not in fits["code"]
    assert "CC-BY-NC-4.0" in others
    assert not {*open_ones} & {*others}


def judged(model: Model) -> str | None:
    return classify(model.released, view=VIEW).certain


def test_all_the_models_of_the_tool_are_there_with_its_classes() -> None:
    assert (len(REAL), len(MADE_UP)) == (273, 27)
    assert Counter(model.stated for model in REAL.values()) == {
        None: 242,
        "III": 16,
        "II": 1,
        "I": 14,
    }


def test_each_model_is_in_the_class_that_the_tool_gives_it() -> None:
    other = {name: (model.stated, judged(model)) for name, model in EVERY.items()}
    assert {name: both for name, both in other.items() if both[0] != both[1]} == {}


@pytest.mark.parametrize("name", MADE_UP)
def test_the_tools_test_files_are_in_the_class_that_their_names_say(name: str) -> None:
    """A class is reached where the name says 100 %, and so are those below it."""
    stated = re.search(r"C1_(\d+)%-C2_(\d+)%-C3_(\d+)%", name)
    assert stated
    reached = [share == "100" for share in stated.groups()]
    expected = next((n for n, ok in zip(("I", "II", "III"), reached, strict=True) if ok), None)
    assert judged(MADE_UP[name]) == expected


def test_sixteen_models_have_their_class_by_the_paper_alone() -> None:
    """What was wrong: the rule stood in the data, and nothing followed it."""
    rule = VIEW.policy["MOF-SUBSTITUTES"]
    others = tuple(
        replace(value, content=tuple(i for i in value.content if i.id != "paper-for-report"))  # type: ignore[union-attr,arg-type]
        for value in rule.values
    )
    rules = {**VIEW.policy.rules, rule.id: replace(rule, values=others)}
    without = Policy(rules, VIEW.policy.sources, VIEW.policy.contradictions).at(VIEW.day)
    lost = [n for n, m in REAL.items() if classify(m.released, view=without).certain != m.stated]
    assert len(lost) == 16
    assert all(REAL[name].released["technical-report"] is False for name in lost)


def test_all_classified_models_rest_on_a_licence_that_is_made_for_another_type() -> None:
    """So by the stricter reading, a licence made for the type, no model would have a class."""
    classified = [model for model in REAL.values() if model.stated]
    assert all(classify(model.released, view=VIEW).misfits for model in classified)


def test_a_text_that_is_no_known_licence_rules_no_class_out() -> None:
    amber = REAL["models/Amber"].released
    assert classify(amber | {"model-card": "Apache 2.0"}, view=VIEW).certain is None
    assert classify(amber | {"model-card": "Apache 2.0"}, view=VIEW).possible == "I"
    closed = classify(amber | {"model-card": "CC-BY-NC-4.0"}, view=VIEW)
    assert (closed.possible, [item.id for item in closed.closed]) == (None, ["model-card"])
