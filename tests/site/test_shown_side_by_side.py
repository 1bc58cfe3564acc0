"""Tables of slides, and of neighbouring foundations: whole, and in the words of the documents.

The expected words are those of the documents, written by hand.
"""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup

from handbook.links import PLACES
from handbook.tables import foundation, projects, side_by_side
from lfai_nb.catalog import load
from lfai_nb.policy import load as load_policy
from tests.site.rendered import LINK, html_of

ON = date(2026, 11, 20)


def rows(content: object) -> dict[str, list[str]]:
    lines = BeautifulSoup(html_of(content), "html.parser").tbody.find_all("tr")
    return {row.th.text: [td.text for td in row.find_all("td")] for row in lines}


@pytest.mark.parametrize("name", side_by_side.SHOWN)
def test_each_has_a_caption_headings_and_links_that_lead_somewhere(name):
    html = html_of(side_by_side.SHOWN[name](ON))
    table = BeautifulSoup(html, "html.parser").table
    assert table.caption.text
    assert all(th.get("scope") for th in table.find_all("th"))
    for kind, target, _day in LINK.findall(html):
        PLACES[kind](target)  # raises for what is not there


def test_every_table_of_the_record_is_shown_and_no_other():
    assert {cell.table for cell in load().cells} == set(side_by_side.SHOWN)


def test_the_four_reports_have_their_fourteen_figures():
    table = side_by_side.presented("deeprec-users", ON)
    figures = {
        user: re.findall(r"[+-]\d[\d.]*[X%]", " ".join(of)) for user, of in rows(table).items()
    }
    assert figures == {
        "POIZON": ["+2.04%", "+9X", "-50%"],
        "Weibo": ["+50%", "-60%", "+2X"],
        "vivo": ["+1.5%", "+2X", "-50%", "+30%", "-30%"],
        "Himalaya": ["+3.15%", "+3X", "-40%"],
    }


def test_deeprec_s_features_are_eight_eight_and_eight():
    html = BeautifulSoup(html_of(side_by_side.presented("deeprec-features", ON)), "html.parser")
    assert [len(row.find_all("li")) for row in html.tbody.find_all("tr")] == [8, 8, 8]


def test_the_comparison_has_every_judgment_of_the_slide():
    table = side_by_side.presented("deeprec-comparison", ON)
    assert rows(table) == {
        "HugeCTR": ["Bad", "Good", "Partially supported", "Bad", "No"],
        "DeepRec": ["Good", "Good", "Fully supported", "Good", "Yes"],
        "TensorFlow with TFRA": ["Good", "Bad", "Partially supported", "Good", "No"],
        "PyTorch with TorchRec": ["Good", "Bad", "Partially supported", "Good", "No"],
    }


def test_the_clusters_have_their_seven_figures():
    stated = [of[0] for of in rows(side_by_side.presented("tony-cluster", ON)).values()]
    assert stated == ["10K+ nodes", "20K+ nodes", "2.2 PB", "1 exabyte", "5K+", "3K", "2x YoY"]


def test_what_this_foundation_asks_beside_its_neighbours_comes_from_the_rules():
    view = load_policy().at(ON)
    ours = {row: of[0] for row, of in rows(side_by_side.neighbours(ON)).items()}
    assert str(view.number("INC-ORGS")) in ours["Organisations"]
    assert f"{view.number('STG-REAPPLY-MONTHS')} months" in ours["After a refusal"]
    assert ours["Members"] == "PremierGeneralAssociate"


def test_the_countries_of_the_council_are_those_of_the_table_of_2023():
    counted = {
        country: int(of[0]) for country, of in rows(foundation.council_countries(ON)).items()
    }
    assert counted == {"China": 7, "USA": 6, "Finland": 1, "Sweden": 1, "UK": 1}
    assert "No table" in html_of(foundation.council_countries(date(2022, 1, 1)))


def test_the_projects_that_the_first_pages_name_are_hosted():
    stages = rows(projects.some(ON))
    assert set(stages) == {load().find(project).name for project in projects.SOME}
    assert all(stage in ("Sandbox", "Incubation", "Graduation") for _what, stage in stages.values())
