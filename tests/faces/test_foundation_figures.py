"""The figures on the foundation say in words what they show, and follow the data."""

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from lfai_nb.chart import NARROW, WIDE
from lfai_nb.faces.foundation_figures import (
    names_figure,
    structure_figure,
    thresholds_figure,
)
from lfai_nb.policy import Policy, load

ON = date(2026, 11, 20)
SVG = "{http://www.w3.org/2000/svg}"
FIGURES = {
    "structure": lambda policy, on: structure_figure(policy.at(on)),
    "names": names_figure,
    "thresholds": thresholds_figure,
}


def read(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_well_formed_and_described(name):
    figure = read(FIGURES[name](load(), ON).draw(WIDE))
    assert figure.get("role") == "img"
    assert figure.find(f"{SVG}title").text
    assert len(figure.find(f"{SVG}desc").text) > 80
    assert figure.find(f"{SVG}desc").text in figure.get("aria-label")


@pytest.mark.parametrize("name", FIGURES)
def test_its_colours_are_those_of_the_text_around_it(name):
    svg = FIGURES[name](load(), ON).draw(WIDE)
    used = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) - {"currentColor", "none"}
    # A colour has a meaning, is the page's, and has one that stands in where there is no such page.
    assert all(re.fullmatch(r"var\(--stage-[a-z-]+,#[0-9a-f]{6}\)", ink) for ink in used), used


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", FIGURES)
def test_no_word_runs_off_the_figure(name, width):
    figure = read(FIGURES[name](load(), ON).draw(width))
    for text in figure.iter(f"{SVG}text"):
        wide = 6.2 * len(text.text)  # about what 13 pixels high letters take
        x, anchor = float(text.get("x")), text.get("text-anchor", "start")
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        assert left >= -1, text.text
        assert left + wide <= width + 14, text.text


def test_the_thresholds_are_those_of_the_rules():
    description = read(thresholds_figure(load(), ON).draw(WIDE)).find(f"{SVG}desc").text
    assert "Incubation asks for none from 1 May 2018" in description
    assert "300 from 2 February 2021, 500 from 1 June 2023" in description


def test_a_changed_threshold_changes_the_figure():
    rules = dict(load().rules)
    stars, now = rules["INC-STARS"], load().at(ON)["INC-STARS"]
    values = tuple(replace(v, content=750) if v == now else v for v in stars.values)
    rules["INC-STARS"] = replace(stars, values=values)
    changed = thresholds_figure(Policy(rules, load().sources), ON).draw(WIDE)
    texts = [text.text for text in read(changed).iter(f"{SVG}text")]
    assert "750" in texts, f"a changed INC-STARS is drawn nowhere: {texts}"
    assert f"{now.content}" not in texts, f"the INC-STARS of before is still drawn: {texts}"


def test_a_document_of_later_is_not_drawn():
    assert "LF AI &amp; Data Foundation" not in names_figure(load(), date(2020, 6, 1)).draw(WIDE)
    assert "LF AI &amp; Data Foundation, from Oct 2020" in names_figure(
        load(), date(2021, 1, 1)
    ).draw(WIDE)
    assert "LF AI Foundation" in names_figure(load(), date(2020, 6, 1)).draw(WIDE)
