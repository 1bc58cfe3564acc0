"""The lab in the reader's browser: each of its notebooks runs to the end, on this host alone."""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from lfai_nb.evidence.portfolio import facts_of_all
from lfai_nb.faces.readiness import counts, headline
from lfai_nb.faces.readiness_widget import thresholds
from lfai_nb.lifecycle.gate import versions
from lfai_nb.lifecycle.planning import what_if
from lfai_nb.lifecycle.readiness import assess, rules
from tests.site.conftest import ROOT, Watched
from tools import lab, lab_pages

COLD = 120_000  # milliseconds, on a machine that is busy with other tests


def use_dues(page: Page) -> None:
    """Type another head-count into the calculator and read the new answer."""
    page.get_by_label("Employees", exact=True).fill("5000")
    page.keyboard.press("Enter")
    expect(page.locator(".jupyter-widgets .lfai-quote")).to_contain_text("$25,000 a year")


def use_readiness(page: Page) -> None:
    """Choose another project and stage, suppose two things, and read the new judgment."""
    project = next(facts for facts in facts_of_all() if facts.name == "DeepRec")
    measured = assess(project, "graduation", on=versions(rules())[-1])
    most = max(thresholds("stars", versions(rules())))
    supposed = what_if(measured, stars=most, badge_level="gold")
    assert counts(supposed) != counts(measured)
    answer = page.locator(".jupyter-widgets .lfai-readiness")
    page.get_by_label("Project", exact=True).select_option("DeepRec")
    page.get_by_label("Ready for", exact=True).select_option("Graduation")
    expect(answer).to_contain_text(f"{headline(measured)} {counts(measured)}")
    page.get_by_label("Suppose stars", exact=True).select_option(str(most))
    page.get_by_label("Suppose the badge", exact=True).focus()
    page.keyboard.press("End")  # the last level, without the mouse
    expect(answer).to_contain_text(f"{headline(supposed)} {counts(supposed)}")


def use_council(page: Page) -> None:
    """All sixteen come, and eleven are in favour."""
    for label, number in (("Seats present, with a vote", "16"), ("Votes in favour", "11")):
        page.get_by_label(label, exact=True).fill(number)
        page.keyboard.press("Enter")
    expect(page.locator(".jupyter-widgets .lfai-vote")).to_contain_text("Carried, under every")


def use_openness(page: Page) -> None:
    """It has no controls: its cells are what one changes."""
    expect(page.locator(".lfai-openness").first).to_contain_text("Our model reaches Class III")


def use_packet(page: Page) -> None:
    """It has no controls."""
    expect(page.locator(".jp-Notebook")).to_contain_text("Anvil, for Sandbox: of 23 fields 8 are")


def use_plan(page: Page) -> None:
    """Ask for another stage."""
    page.get_by_label("We ask for", exact=True).select_option("Graduation")
    answer = page.locator(".jupyter-widgets .lfai-plan")
    expect(answer).to_contain_text("a majority of the Governing Board")


def use_portfolio(page: Page) -> None:
    """It has no controls."""
    expect(page.locator(".jp-Notebook")).to_contain_text(
        "Incubation asks for 3 organisations: 11 certainly have them"
    )


def use_workflow(page: Page) -> None:
    """Ask for one step."""
    page.get_by_label("Step, heading or project", exact=True).select_option("Train at scale")
    answer = page.locator(".jupyter-widgets .lfai-workflow")
    expect(answer).to_contain_text("For “Train at scale” the foundation hosts")


def use_calibration(page: Page) -> None:
    """It has no controls."""
    expect(page.locator(".jp-Notebook")).to_contain_text("Share known")


USE: dict[str, Callable[[Page], None]] = {
    "calibration": use_calibration,
    "council": use_council,
    "dues": use_dues,
    "openness": use_openness,
    "packet": use_packet,
    "plan": use_plan,
    "portfolio": use_portfolio,
    "readiness": use_readiness,
    "workflow": use_workflow,
}


#: One with controls in each run; the others, which differ in their cells alone (and nbval runs
#: these each time), in `make audit`: each takes a quarter of a minute.
EACH_TIME = ("dues",)
#: From a site two folders down, as where a host has many; the others from one at the root.
DEEP_DOWN = "dues"


def test_each_notebook_of_the_lab_is_used() -> None:
    assert set(USE) == set(lab.names_of_notebooks())


@pytest.mark.browser
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name in EACH_TIME else pytest.mark.audit)
        for name in lab.names_of_notebooks()
    ],
)
def test_a_notebook_opens_from_its_page_and_runs_to_the_end(
    watched: Watched, address: str, below: str, site: Path, name: str
) -> None:
    if not (site / "lite").is_dir():
        pytest.fail("the site has no lab: make site")
    page = watched.page
    page.set_default_timeout(COLD)
    page.goto(f"{below if name == DEEP_DOWN else address}notebooks/{name}.html")
    page.get_by_role("link", name="Open in the full lab").click()
    # All cells run by themselves, and until then there is what was stored.
    page.locator("html[data-ran=all]").wait_for(state="attached")
    prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
    cells = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text())["cells"]
    count = sum(cell["cell_type"] == "code" for cell in cells)
    expect(prompts).to_have_text([re.compile(r"\[\d+\]")] * count, timeout=COLD)
    wrong = page.locator('.jp-OutputArea-output[data-mime-type*="error"]')
    assert wrong.all_inner_texts() == []
    USE[name](page)
    assert watched.elsewhere == []
    # The lab's own programs warn about each other's shortcuts; only errors count.
    assert [c for c in watched.complaints if "favicon" not in c and "rror" in c] == []


@pytest.mark.browser
def test_the_labs_own_address_and_its_logo_lead_back_to_the_handbook(
    watched: Watched, address: str
) -> None:
    page = watched.page
    first = re.compile(r"/book/index\.html$")
    page.goto(f"{address}lite/")
    expect(page).to_have_url(first)
    page.goto(f"{address}lite/notebooks/index.html?path=dues.ipynb")
    logo = page.locator("#jp-NotebookLogo")
    expect(logo).to_have_text("← LF AI & Data Handbook", timeout=COLD)
    # Dark where the system is, and each link leads to a page that there is.
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false", timeout=COLD)
    links = page.locator(".jp-Notebook a[href*='.html']")
    expect(links.first).to_be_attached(timeout=COLD)
    for link in links.evaluate_all("all => all.map((anchor) => anchor.href)"):
        assert page.request.get(link).ok, link
    logo.click()
    expect(page).to_have_url(re.compile(r"/notebooks/dues\.html$"))


def test_every_page_of_the_lab_lets_in_nobody_else_and_leads_to_what_is_there(site: Path) -> None:
    pages = sorted((site / "lite").rglob("*.html"))
    assert [str(p.relative_to(site / "lite")) for p in pages] == [
        "index.html",
        "notebooks/index.html",
        "tree/index.html",
    ]
    for page in pages:
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert policy is not None, page
        assert "default-src 'none'" in policy["content"]
        words = {w for part in policy["content"].split(";") for w in part.split()[1:]}
        assert not {w for w in words if "*" in w or "http" in w or "//" in w}, page
        for link in soup.find_all("a", href=True):
            assert (page.parent / link["href"]).resolve().is_file(), link


def test_no_file_of_the_lab_names_a_package_on_another_host(site: Path) -> None:
    locks = list((site / "lite").rglob("pyodide-lock.json"))
    assert locks
    for lock in locks:
        for package in json.loads(lock.read_text(encoding="utf-8"))["packages"].values():
            assert "://" not in package["file_name"], package["name"]


def test_the_lab_holds_what_its_lock_names_as_it_says_and_nothing_else(site: Path) -> None:
    """The kernel does without some of it; the lock of what is served knows the rest."""
    folder = site / "lite" / "static" / "pyodide-lock"
    packages = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    for package in packages.values():
        file = folder / package["file_name"]
        assert hashlib.sha256(file.read_bytes()).hexdigest() == package["sha256"], file.name
        assert set(package["depends"]) <= set(packages)
    named = {Path(package["file_name"]).name for package in packages.values()}
    assert {path.name for path in folder.glob("*.whl")} <= named
    # What completes by reading, and what IPython has for a terminal, stays away: 3 MB of 4.6.
    for name in lab.IN_NAME_ONLY:
        files = zipfile.ZipFile(folder / packages[name]["file_name"]).namelist()
        assert [file for file in files if ".dist-info/" not in file] == []
    assert sum(path.stat().st_size for path in folder.glob("*.whl")) < 2_500_000


def test_a_notebook_of_the_lab_links_to_pages_and_keeps_its_outputs(tmp_path: Path) -> None:
    notebook = tmp_path / "one.ipynb"
    source = "See [the page](../book/joining/dues.md#terms), [next](readiness.ipynb), [it](https://e.org)."
    text = {"cell_type": "markdown", "source": [source]}
    widget = {"data": {lab_pages.WIDGET: {}}}
    code = {"cell_type": "code", "source": [], "outputs": [{}, widget], "execution_count": 1}
    notebook.write_text(json.dumps({"metadata": {}, "cells": [text, code]}))
    made = json.loads(lab_pages.for_the_lab(notebook))
    assert made["cells"][0]["source"] == (
        "See [the page](#handbook/book/joining/dues.html#terms), "
        "[next](#handbook/notebooks/readiness.html), [it](https://e.org)."
    )
    assert (made["cells"][1]["outputs"], made["cells"][1]["execution_count"]) == ([{}], None)
    assert made["metadata"]["kernelspec"]["name"] == "python"
