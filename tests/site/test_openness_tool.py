"""The tool on model openness in the page: the answers of Python, under both readings."""

import random
import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from handbook import openness_data, page_tools
from lfai_nb.evidence.model_file import WORDS
from lfai_nb.faces.openness import headline
from lfai_nb.openness import GENERAL, components, judge, resolve
from lfai_nb.openness.classes import substitutes
from lfai_nb.openness.licences import unused
from tests.openness.test_judgment import CASES
from tests.site.parity import GENERATED, in_chromium

pytestmark = pytest.mark.browser

PAGE = "book/foundation/openness.html"
VIEW = openness_data.now()
ITEMS = {item.id: item for items in components(VIEW).values() for item in items}
SOMETIMES = [substitute for substitute in substitutes(VIEW) if substitute.when]
LICENCES = ["Apache-2.0", "mit", "CC-BY-4.0", "CDLA-Permissive-2.0", "OpenMDW-1.0", "OpenMDW-1.1"]
LICENCES += [
    "not open",
    "CC-BY-NC-4.0",
    "Apache 2.0",
    "BSD-3",
    "Undisclosed",
    "a text",
    "NONE",
    "GPL-3.0",
]


def in_python(ask: dict[str, str]) -> Any:
    def meant(text: str) -> Any:
        return WORDS.get(text.lower(), text)

    own = {name: meant(ask[name]) for name in ITEMS if name in ask}
    general = {kind: meant(ask.get(f"licence-{kind}", "")) for kind in GENERAL}
    types = {name: item.part for name, item in ITEMS.items()}
    released = resolve(own, general, types)
    holds: dict[str, list[str]] = {}
    for substitute in SOMETIMES:
        if by := ask.get(f"holds-{substitute.id}"):
            holds.setdefault(by, []).append(substitute.component)
    strict = ask["reading"] == "strict"
    judged = judge(released, view=VIEW, strict=strict, holds=holds)
    words = headline(judged, "Anvil", VIEW)
    return judged.as_json() | {"unused": unused(own, general, types), "headline": words}


@GENERATED
def test_generated_models_have_the_same_answer_as_in_python(reader: Page, count: int) -> None:
    dice = random.Random(17)
    asks = []
    for _ in range(count):
        choices = dice.choice([LICENCES, ["inherited", "yes"], [*WORDS, *LICENCES], ["CC-BY-4.0"]])
        ask = {"reading": dice.choice(["tool", "strict"])}
        share = dice.choice([0.5, 0.95, 1])
        ask |= {name: dice.choice(choices) for name in ITEMS if dice.random() < share}
        ask |= {
            f"licence-{k}": dice.choice([*LICENCES, "none"]) for k in GENERAL if dice.random() < 0.4
        }
        ask["name"] = "Anvil"
        ask |= {f"holds-{o.id}": dice.choice(o.by) for o in SOMETIMES if dice.random() < 0.3}
        asks.append(ask)
    answers = in_chromium(reader, "openness", "judge", asks)
    classes = set()
    for ask, answer in zip(asks, answers, strict=True):
        assert answer == in_python(ask), ask
        classes.add(answer["class"])
    assert classes == {None, "III", "II", "I"}


@pytest.mark.parametrize("reading", ["tool", "strict"])
def test_the_cases_that_stand_beside_the_rules(reader: Page, reading: str) -> None:
    names = {substitute.component: substitute.id for substitute in SOMETIMES}
    asks = [
        {
            "reading": reading,
            **{f"licence-{kind}": name for kind, name in case.get("licence", {}).items()},
            **case["components"],
            **{f"holds-{names[c]}": by for c, by in case.get("holds", {}).items()},
        }
        for case in CASES["case"]
    ]
    answers = in_chromium(reader, "openness", "judge", asks)
    for case, answer in zip(CASES["case"], answers, strict=True):
        expected = case[reading]
        assert (answer["class"] or "", answer["possible"] or "") == (
            expected["class"],
            expected["possible"],
        ), case["why"]
        assert [gap["component"] for gap in answer["missing"]] == expected["missing"], case["why"]


def test_the_script_is_small() -> None:
    assert len(page_tools.at_once("openness").encode()) < 16_000


def test_it_answers_at_once_and_keeps_the_answer_in_the_address(reader: Page, address: str) -> None:
    reader.goto(address + PAGE)
    output = reader.locator("#openness-answer")
    # Of nothing there is nothing to say but where to begin.
    expect(output).to_contain_text("No part of the model is entered yet. Begin with")
    expect(output).not_to_contain_text("possible")
    reader.locator("#parameters-final").fill("Llama 3.1 Community License")
    expect(output).to_contain_text(
        "has no class yet, as the foundation's tool judges: 14 parts are"
    )
    expect(output).to_contain_text("if all of them are released and open, class I is possible.")
    unknown_words = re.compile(
        "is not a licence that we know; if you know that it is not open, write “not open”"
    )
    # Beside the verdict, beside the field, and in the list of what is unknown.
    expect(output).to_contain_text(unknown_words)
    expect(reader.locator("#openness-tool .tool-detail")).to_contain_text(unknown_words)
    expect(reader.locator("#parameters-final")).to_have_accessible_description(unknown_words)
    reader.locator("#parameters-final").fill("not open")
    expect(reader.locator("#parameters-final")).to_have_accessible_description("")
    expect(output).to_have_text("The model reaches no class, as the foundation's tool judges.")
    expect(reader.locator("#openness-tool")).to_contain_text("its licence is not open")
    reader.get_by_label("Licence of the whole model").fill("Apache-2.0")
    for item in components(VIEW)["III"]:
        reader.locator(f"#{item.id}").fill("inherited")
    expect(output).to_contain_text("The model reaches Class III, Open Model")
    expect(reader.locator("#openness-tool")).to_contain_text("not made for data")
    reader.get_by_label("strictly").check()
    expect(output).to_contain_text("reaches no class, strictly")
    expect(reader).to_have_url(re.compile("reading=strict"))
    reader.reload()
    expect(output).to_contain_text("reaches no class, strictly")


def test_a_licence_for_all_says_what_makes_it_count(reader: Page, address: str) -> None:
    """What was wrong: it did nothing, and the page still said that no part was entered."""
    reader.goto(address + PAGE)
    output = reader.locator("#openness-answer")
    reader.get_by_label("Of all code").fill("MIT")
    expect(output).to_contain_text("MIT for all code counts nowhere yet: write “inherited” at each")
    reader.locator("#architecture").fill("inherited")
    expect(output).not_to_contain_text("counts nowhere")
    reader.get_by_label("Of all data").fill("no")
    expect(output).to_contain_text("“no” is not a licence, and says nothing of all data: write")
    expect(reader.get_by_label("Of all data")).to_have_attribute("aria-invalid", "true")
    reader.get_by_label("Of all data").fill("not open")
    expect(output).to_contain_text("not open for all data counts nowhere yet")
    reader.get_by_label("Of all documents").fill("constructor")
    expect(output).to_contain_text("“constructor” is not a licence that we know")


def test_markup_of_an_address_stays_text(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?name=%3Cimg+src=x%3E&model-card=%3Cb%3Ebold%3C/b%3E")
    expect(reader.locator("#openness-answer")).to_contain_text("<img src=x>")
    assert reader.locator("#openness-tool .tool-detail b, #openness-tool img").count() == 0


def test_the_rules_are_those_of_the_newest_day() -> None:
    assert VIEW.day >= date(2026, 5, 18)
