"""Two readings of one model: the cases, the reasons, and what is said of a licence's slip."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lfai_nb.errors import DataError, Unusable
from lfai_nb.evidence.model_file import from_toml, from_tool, read_model, template
from lfai_nb.openness import components, judge, models
from lfai_nb.places import data_dir
from lfai_nb.policy import load

VIEW = load().at(date(2026, 5, 11))
CASES = tomllib.loads((data_dir() / "policy/cases/openness.toml").read_text(encoding="utf-8"))


def as_file(case: dict[str, Any]) -> str:
    """A case as somebody would write it into a file."""

    def written(value: object) -> str:
        return str(value).lower() if isinstance(value, bool) else f'"{value}"'

    lines = ["[licence]", *(f'{k} = "{v}"' for k, v in case.get("licence", {}).items())]
    lines += ["[components]", *(f"{k} = {written(v)}" for k, v in case["components"].items())]
    holds: dict[str, list[str]] = {}
    for component, by in case.get("holds", {}).items():
        holds.setdefault(by, []).append(component)
    return "\n".join([*lines, "[holds]", *(f'{by} = ["{c[0]}"]' for by, c in holds.items())])


@pytest.mark.parametrize("reading", ["tool", "strict"])
@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["why"])
def test_the_cases_that_stand_beside_the_rules(case: dict[str, Any], reading: str) -> None:
    if not case["components"]:
        judged = judge({}, view=VIEW, strict=reading == "strict")
    else:
        model = from_toml(as_file(case), "model.toml", view=VIEW)
        judged = judge(model.released, view=VIEW, strict=reading == "strict", holds=model.holds)
    answer = judged.as_json()
    assert (answer["class"] or "", answer["possible"] or "") == (
        case[reading]["class"],
        case[reading]["possible"],
    )
    assert [gap.component.id for gap in judged.missing] == case[reading]["missing"]


def test_read_strictly_no_model_on_record_has_a_class() -> None:
    real = [model for name, model in models(VIEW).items() if name.startswith("models/")]
    assert len(real) == 273
    assert {judge(m.released, view=VIEW, strict=True).openness.certain for m in real} == {None}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Apache 2.0", " (did you mean Apache-2.0?)."),
        ("bsd 3 clause", "did you mean BSD-3-Clause?"),
        ("MIT license", "did you mean MIT?"),
        ("OpenMDW-1.1", "the tool lists another version of OpenMDW"),
        (
            "a text of our own",
            "is not a licence that we know; if you know that it is not open, write “not open”.",
        ),
        ("Llama 3.1 Community License", "it is not open, write “not open”."),
        (
            "<b>",
            "is not a licence that we know; if you know that it is not open, write “not open”.",
        ),
    ],
)
def test_a_licence_that_is_not_known_is_named_with_what_it_may_mean(text: str, words: str) -> None:
    judged = judge({"model-card": text}, view=VIEW)
    (warning,) = judged.warnings
    assert warning.startswith("model-card: ")
    assert words in warning
    assert judged.openness.possible == "I"


def test_a_component_that_does_not_count_says_why() -> None:
    every = dict.fromkeys((item.id for item in components(VIEW)["III"]), True)
    reasons: dict[str, str | bool] = {"architecture": "CC-BY-NC-4.0", "model-card": "NONE"}
    reasons |= {"data-card": False, "parameters-final": "not open"}
    judged = judge(every | reasons, view=VIEW)
    assert {gap.component.id: gap.why for gap in judged.missing} == {
        "architecture": "CC-BY-NC-4.0 is not an open licence",
        "model-card": "it has no licence",
        "parameters-final": "its licence is not open",
        "data-card": "it is not released",
    }


# Files


def test_the_tools_own_file_is_read_as_it_is() -> None:
    text = """
release:
  name: Acme
  license: {distribution: {name: Apache-2.0}, code: {name: MIT}, data: {name: }}
  components:
    - {name: Model architecture, description: code}
    - {name: 'model parameters (final)'}
    - {name: Model card, license: unlicensed}
    - {name: Data card, license: 'Component not include'}
    - {name: Research paper, license: {name: CC-BY-4.0}}
    - {name: Dance of the seven veils}
    - Training code
"""
    model = from_tool(text, "acme.yml", view=VIEW)
    assert model.name == "Acme"
    assert model.released["architecture"] == "MIT"
    assert model.released["parameters-final"] == "Apache-2.0"
    assert model.released["model-card"] == "NONE"
    assert model.released["data-card"] == "Component not include"
    assert model.released["research-paper"] == "CC-BY-4.0"
    assert model.released["training-code"] == "MIT"
    assert model.released["datasets"] is False
    assert model.notes == (
        "'Dance of the seven veils' is not a component of the framework; left out",
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("m.yml", b"release: [", "not readable as YAML"),
        ("m.yml", b"- 1\n- 2\n", "not a file of the Model Openness Tool"),
        ("m.yml", b"", "not a file of the Model Openness Tool"),
        ("m.yml", b"a: \x00\n", "NUL"),
        ("m.yml", "a: é\n".encode("latin-1"), "not UTF-8"),
        ("m.yml", b"x" * 2_000_000, "too large"),
        ("m.yml", b"a: !!python/object/apply:os.system [ls]\n", "not readable as YAML"),
        ("m.toml", b"[components]\ntraining-cod = true\n", "did you mean 'training-code'"),
        ("m.toml", b"[components]\ntraining-code = 3\n", "m.toml: components.training-code"),
        ("m.toml", b"[component]\n", "did you mean 'components'"),
        ("m.toml", b'[licence]\nsound = "MIT"\n', "licence.sound"),
        ("m.toml", b'[components]\n[holds]\nmodel-card = ["data"]\n', "unknown key 'data'"),
        ("m.toml", b'name = "Acme"\n', "no component is in it"),
        ("m.csv", b"a,b\n", "not readable as TOML"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_place(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(DataError) as error:
        read_model(file, view=VIEW)
    assert any(reason in str(problem) for problem in error.value.problems), str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="cannot be read"):
        read_model(tmp_path / "no.toml", view=VIEW)


def test_the_template_filled_in_is_a_file() -> None:
    lines = template(VIEW).splitlines()
    start = lines.index("[components]")
    filled = [
        *lines[:start],
        *(line.removeprefix("# ") if " = " in line else line for line in lines[start:]),
    ]
    model = from_toml("\n".join(filled), "model.toml", view=VIEW)
    assert judge(model.released, view=VIEW).openness.certain == "I"
    assert len(model.released) == 17
