"""Cells that run in their page: each notebook to its end, as Python has it, from here alone."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Locator, Page, Route, expect

from tests.site.conftest import ROOT, Watched
from tests.site.test_access import SCREENS, look
from tools import in_page, lab

COLD = 120_000  # milliseconds, on a machine that is busy with other tests
ENDED = re.compile(r"\d+ cells ran|The cell ran|An error in|cannot run")
# What a notebook says of today is another text each day.
TODAY = re.compile(r"(?:less than a month|[\w ]+?) old on \d{1,2} [A-Z][a-z]+ \d{4}")

NOTEBOOKS = pytest.mark.parametrize("name", lab.names_of_notebooks())
#: With each kind of answer: text, pictures, tables, and what has a tool of its own. The one on dues
#: runs in most tests of this file; the others differ in their words alone, which nbval holds
#: against Python each time, and run here in `make audit`.
EACH_TIME = ("packet", "portfolio", "readiness")
pytestmark = pytest.mark.browser


def cells_of(name: str) -> list[dict]:
    """The notebook's code cells that run in the page."""
    cells = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text("utf-8"))["cells"]
    run = in_page.code({"cells": cells})
    return [c for c in cells if c["cell_type"] == "code" and "".join(c["source"]) in run]


def plain(text: str) -> str:
    return TODAY.sub("OLD", " ".join(text.split()))


def stored(cell: dict) -> str:
    """What Python said when the notebook was run and stored."""
    parts = []
    for output in cell["outputs"]:
        data = output.get("data", {})
        if "text/html" in data:
            html = BeautifulSoup("".join(data["text/html"]), "html.parser")
            parts.append(html.get_text(" "))
        else:
            parts.append("".join(output.get("text", data.get("text/plain", ""))))
    return plain(" ".join(parts)).replace(" ", "")


# The words of each output, without the link to the table's file that the page puts there.
WORDS = """all => all.map((output) => {
  const copy = output.cloneNode(true);
  for (const link of copy.querySelectorAll(".table-file")) link.remove();
  return copy.textContent;
})"""


# Of each table, which cells stand as numbers, as days and as states.
MARKS = """() => [...document.querySelectorAll("article .cell_output table")].map((table) =>
  [...table.querySelectorAll("th, td")].map((cell) =>
    [...cell.classList].filter((mark) => /number|^day$|^state-/.test(mark)).sort().join(" ")))"""


def opened(page: Page, address: str, name: str) -> Page:
    page.set_default_timeout(COLD)
    page.goto(f"{address}notebooks/{name}.html")
    return page


def run_all(page: Page, button: str = "Run here") -> str:
    forget(page)
    page.get_by_role("button", name=button, exact=True).click()
    return ended(page)


def forget(page: Page) -> None:
    """What the page says of the last run; otherwise it may be taken for the end of the next one."""
    page.locator(".run-state").evaluate("(state) => { state.textContent = ''; }")


def ended(page: Page) -> str:
    state = page.locator(".run-state")
    expect(state).to_have_text(ENDED, timeout=COLD)
    return state.inner_text()


def cell(page: Page, n: int) -> Locator:
    return page.locator(".cell:has(> .run-cell)").nth(n)


def write(page: Page, n: int, code: str) -> None:
    cell(page, n).get_by_role("textbox").fill(code)


def run(page: Page, n: int) -> None:
    forget(page)
    cell(page, n).get_by_role("button", name=f"Run cell {n + 1}", exact=True).click()


@contextmanager
def requests_of(page: Page) -> Iterator[list[str]]:
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    yield addresses


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name in EACH_TIME else pytest.mark.audit)
        for name in lab.names_of_notebooks()
    ],
)
def test_every_cell_runs_in_its_page_and_answers_what_python_answers(
    page: Page, address: str, name: str, site: Path
) -> None:
    opened(page, address, name)
    cells = cells_of(name)
    files = page.locator(".cell_output .table-file")
    addresses = files.evaluate_all("all => all.map((link) => link.getAttribute('href'))")
    before = [(site / "notebooks" / str(href)).read_text("utf-8") for href in addresses]
    marks = page.evaluate(MARKS)
    assert run_all(page).startswith(f"{len(cells)} cells ran")
    assert page.locator(".run-bar").get_attribute("data-started") == "from the picture"
    for n, each in enumerate(cells):
        box = cell(page, n)
        expect(box.locator(".run-cell-state")).to_contain_text("Ran in")
        outputs = box.locator(".cell_output > .output")
        texts = outputs.evaluate_all(WORDS)
        assert plain(" ".join(texts)).replace(" ", "") == stored(each), f"cell {n + 1}"
    # Each table is dressed as before, and can be had as a file.
    assert page.evaluate(MARKS) == marks
    after = files.evaluate_all("all => all.map((link) => decodeURIComponent(link.href))")
    assert [text.partition(",")[2] for text in after] == before


def test_nothing_is_fetched_before_the_click_and_all_of_it_from_here(
    page: Page, address: str
) -> None:
    with requests_of(page) as addresses:
        opened(page, address, "dues").wait_for_load_state("networkidle")
        assert [a for a in addresses if "/lite/" in a] == []
        # The pointer or the keyboard at the button fetches what is small, to the last of it.
        with page.expect_response("**/python.mjs"):
            page.get_by_role("button", name="Run here").focus()
        early = {a.rsplit("/", 1)[-1] for a in addresses if "/lite/" in a}
        scripts = {f"{name}.mjs" for name in ("notebook", "editor", "output", "tables", "python")}
        assert early <= {"now.json", *scripts}
        run_all(page)
        assert all(a.startswith(address) for a in addresses)
        assert any(a.endswith("picture.bin") for a in addresses)


@pytest.mark.parametrize(
    "picture", ["of another Python", pytest.param("broken", marks=pytest.mark.audit)]
)
def test_without_a_picture_that_is_taken_python_starts_plainly(
    watched: Watched, address: str, picture: str, site: Path
) -> None:
    page = watched.page

    def other(route: Route) -> None:
        if picture == "broken":
            route.fulfill(body=b"no picture at all")
        else:
            whole = next((site / "lite" / "run").glob("*/picture.bin")).read_bytes()
            route.fulfill(body=whole[: len(whole) // 2])

    page.route("**/picture.bin", other)
    opened(page, address, "dues")
    assert "cells ran" in run_all(page)
    assert page.locator(".run-bar").get_attribute("data-started") == "plainly"
    expect(cell(page, 1).locator(".cell_output")).to_contain_text("$10,000 a year")
    assert watched.elsewhere == []


def test_both_ways_to_start_draw_new_random_numbers_and_know_the_same(
    watched: Watched, address: str
) -> None:
    """The private interfaces of Pyodide, both ways: see memory.mjs."""
    page, drawn = watched.page, []
    asking = (
        "import random, uuid, sys, time, lfai_nb\n"
        "print(random.random(), uuid.uuid4())\n"
        "print(sys.version, sys.executable, lfai_nb.__version__, time.localtime().tm_gmtoff)"
    )
    for way in ("from the picture", "from the picture", "plainly"):
        if way == "plainly":
            page.route("**/picture.bin", lambda route: route.fulfill(status=404))
        opened(page, address, "dues")
        run_all(page)
        assert page.locator(".run-bar").get_attribute("data-started") == way
        expect(cell(page, 1).locator(".cell_output")).to_contain_text("$10,000 a year")
        write(page, 0, asking)
        run(page, 0)
        ended(page)
        drawn.append(cell(page, 0).locator(".cell_output").inner_text().splitlines())
    first, second, other = drawn
    assert len({first[0], second[0], other[0]}) == 3
    assert first[1] == second[1] == other[1]


def test_a_changed_cell_changes_the_answers_and_reset_brings_back_the_page(
    page: Page, address: str
) -> None:
    opened(page, address, "dues")
    before = cell_texts = page.locator(".cell_output").all_inner_texts()
    run_all(page)
    code = cell(page, 0).get_by_role("textbox").input_value()
    write(page, 0, code.replace("1999", "5000"))
    expect(cell(page, 0).locator(".run-cell-state")).to_have_text("Changed since it ran.")
    cell(page, 0).get_by_role("textbox").press("Control+Enter")
    ended(page)
    run(page, 1)
    assert ended(page).startswith("The cell ran")
    expect(cell(page, 1).locator(".cell_output")).to_contain_text("$25,000 a year")
    page.get_by_role("button", name="Reset").click()
    assert cell(page, 0).get_by_role("textbox").input_value() == code
    cell_texts = page.locator(".cell_output").all_inner_texts()
    assert cell_texts == before
    # A single cell of a fresh Python: what stands above it runs first.
    run(page, 1)
    assert ended(page).startswith("2 cells ran")
    expect(cell(page, 1).locator(".cell_output")).to_contain_text("$10,000 a year")


def test_answers_below_a_cell_that_ran_alone_may_be_out_of_date_and_say_so(
    page: Page, address: str
) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    opened(page, address, "dues")
    run_all(page)
    marked = page.locator(".run-cell.old")
    expect(marked).to_have_count(0)
    code = cell(page, 0).get_by_role("textbox").input_value()
    write(page, 0, code.replace("1999", "5000"))
    run(page, 0)
    below = len(cells_of("dues")) - 1
    assert ended(page).endswith(f"{below} may be out of date.")
    expect(marked).to_have_count(below)
    expect(cell(page, 0).locator(".run-cell-state")).to_contain_text("Ran in")
    state = cell(page, 2).locator(".run-cell-state")
    expect(state).to_have_text("May be out of date: cell 1 ran after it.")
    # Out of order, it rests on an answer that may itself be old.
    run(page, 2)
    ended(page)
    expect(state).to_have_text("May be out of date, as cell 2 may be.")
    # In order, each is up to date again.
    run(page, 1)
    ended(page)
    expect(cell(page, 1).locator(".run-cell-state")).to_contain_text("Ran in")
    run(page, 2)
    ended(page)
    expect(state).to_contain_text("Ran in")
    expect(marked).to_have_count(below - 2)
    cell(page, 3).get_by_role("button", name="Run all cells").click()
    expect(page.locator(".run-state")).to_contain_text(f"{below + 1} cells ran", timeout=COLD)
    expect(marked).to_have_count(0)
    expect(page.get_by_role("button", name="Run all cells")).to_have_count(0)
    # What the page came with is no newer than what was run.
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".run-state")).to_have_text("The page is back to its original state.")
    run(page, 0)
    ended(page)
    expect(cell(page, 1).locator(".run-cell-state")).to_contain_text("May be out of date")


@pytest.mark.audit
@NOTEBOOKS
def test_in_each_notebook_a_cell_is_changed_and_broken_and_a_loop_is_stopped(
    page: Page, address: str, name: str
) -> None:
    opened(page, address, name)
    assert "cells ran" in run_all(page)
    if (fold := cell(page, 0).locator("summary", has_text="The code of this cell")).count():
        fold.click()
    write(page, 0, "print(6 * 7)")
    run(page, 0)
    assert ended(page).startswith("The cell ran")
    expect(cell(page, 0).locator(".cell_output")).to_have_text("42\n")
    write(page, 0, "1 / 0")
    run(page, 0)
    assert ended(page).startswith("An error in cell 1")
    expect(cell(page, 0).locator(".run-error p")).to_contain_text("division by zero")
    write(page, 0, "while True: pass")
    run(page, 0)
    expect(cell(page, 0).locator(".run-cell-state")).to_have_text("Running …")
    page.get_by_role("button", name="Stop").click()
    expect(cell(page, 0).locator(".run-cell-state")).to_have_text("Stopped.")
    page.get_by_role("button", name="Reset").click()
    assert "cells ran" in run_all(page, "Run all")


@pytest.fixture(scope="module")
def after_a_run(window_of_the_file: Watched, address: str) -> Watched:
    """The notebook on dues, all of whose cells ran."""
    run_all(opened(window_of_the_file.page, address, "dues"))
    return window_of_the_file


@pytest.fixture
def ran(after_a_run: Watched, reader: Page) -> Page:
    """That page, for tests that write code into its second cell, and need no new Python."""
    return reader


def test_a_broken_cell_says_so_in_a_sentence_and_what_follows_does_not_run(ran: Page) -> None:
    page = ran
    write(page, 1, "first = 1\nanswer = employes + first")
    assert run_all(page, "Run all") == "An error in cell 2. The 7 after it did not run."
    error = cell(page, 1).locator(".run-error")
    expect(error.locator("p")).to_contain_text("Line 2: name 'employes' is not defined")
    rest = error.locator("details")
    expect(rest).not_to_have_attribute("open", "")
    assert "Traceback" in (rest.text_content() or "")
    assert "cells.py" not in (rest.text_content() or "")
    expect(cell(page, 2).locator(".run-cell-state")).to_have_text("Not run.")
    write(page, 1, "if True print('x')")
    run(page, 1)
    ended(page)
    expect(error.locator("p")).to_contain_text("Line 1 is not valid Python")
    write(page, 1, "from lfai_nb.membership import quote\nquote(0, lf_member=True, on=on)")
    run(page, 1)
    ended(page)
    expect(error.locator("p")).to_have_text(
        "Line 2: employees is a whole number of 1 or more, not 0."
    )
    write(page, 1, "import pandas")
    run(page, 1)
    ended(page)
    expect(error.locator("p")).to_contain_text("this page has no pandas")


def test_a_loop_is_stopped_and_the_next_run_starts_afresh(page: Page, address: str) -> None:
    opened(page, address, "dues")
    run_all(page)
    write(page, 1, "n = 0\nwhile True:\n    n += 1\n    if n < 4: print('round', n)")
    run(page, 1)
    expect(cell(page, 1).locator(".run-cell-state")).to_have_text("Running …")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".run-state")).to_contain_text("Stopped.")
    expect(cell(page, 1).locator(".run-cell-state")).to_have_text("Stopped.")
    write(page, 1, "print(employees)")
    run(page, 1)
    assert ended(page).startswith("2 cells ran")
    expect(cell(page, 1).locator(".cell_output")).to_have_text("1999\n")


def test_what_a_cell_prints_without_end_is_cut_and_its_html_cannot_run_scripts(ran: Page) -> None:
    page = ran
    write(page, 1, "for n in range(100_000):\n    print(n)")
    run(page, 1)
    ended(page)
    text = cell(page, 1).locator(".cell_output").inner_text()
    assert len(text) < 250_000
    assert text.rstrip().endswith("characters.")
    write(
        page,
        1,
        'class A:\n    def _repr_svg_(self): return \'<svg role="img" id="drawn"></svg>\'\nA()',
    )
    run(page, 1)
    ended(page)
    expect(cell(page, 1).locator("svg#drawn")).to_have_count(1)


def test_the_address_of_a_cells_tool_is_the_pages_own(page: Page, address: str) -> None:
    """In the place of a widget, which needs JupyterLab, it has its own tool or leads there."""
    opened(page, address, "dues")
    expect(page.locator("#dues-tool output")).not_to_be_empty()
    expect(page.locator("details.cell-widget .cell")).to_be_hidden()
    opened(page, address, "readiness")
    expect(page.locator("details.cell-widget .cell")).to_be_hidden()
    page.get_by_role("link", name="the readiness tool").click()
    expect(page.locator("#readiness-tool")).to_be_visible()


OTHER_HOST = "https://example.org/"


def test_python_in_a_page_can_ask_no_other_host(watched: Watched, address: str) -> None:
    """Not even where a reader types so: the worker has the page's policy, on any host."""
    page = watched.page
    opened(page, address, "dues")
    run_all(page)
    write(page, 1, f"from pyodide.http import open_url\nopen_url('{OTHER_HOST}').read()")
    run(page, 1)
    ended(page)
    expect(cell(page, 1).locator(".run-error p")).to_have_text(
        "Line 2: a page lets Python ask no other host; JupyterLab on your machine may."
    )
    # Neither later, nor by way of another worker, nor by what a cell shows.
    write(
        page,
        1,
        f"""import js
js.fetch("{OTHER_HOST}a")
js.WebSocket.new("wss://example.org/b")""",
    )
    run(page, 1)
    ended(page)
    write(
        page,
        1,
        f"""from IPython.display import HTML
HTML('<meta http-equiv="refresh" content="0; url={OTHER_HOST}c"><img src="{OTHER_HOST}d.png">'
     '<link rel="preconnect" href="{OTHER_HOST}"><iframe src="{OTHER_HOST}e"></iframe>')""",
    )
    run(page, 1)
    ended(page)
    page.wait_for_timeout(500)
    assert page.url.startswith(address)
    assert watched.elsewhere == []


def test_no_worker_is_started_from_within_a_page_s_python(ran: Page) -> None:
    """A script of the site as a worker of its own would have no policy on most hosts."""
    page = ran
    write(
        page,
        1,
        """import js
print(hasattr(js, "Worker"), hasattr(js, "SharedWorker"))
print(hasattr(js.navigator, "serviceWorker"))""",
    )
    run(page, 1)
    ended(page)
    expect(cell(page, 1).locator(".cell_output")).to_have_text("False False False")


def test_only_pages_that_run_cells_may_start_a_worker(site: Path) -> None:
    runs = {
        str(page.relative_to(site))
        for page in site.glob("*/**/*.html")
        if "lite" not in page.relative_to(site).parts
        and re.search(r'Content-Security-Policy" content="[^"]*worker-src', page.read_text("utf-8"))
    }
    notebooks = {f"notebooks/{name}.html" for name in lab.names_of_notebooks()}
    assert runs == notebooks | {"book/reference/try.html"}
    for name in runs:
        page = (site / name).read_text("utf-8")
        assert "worker-src 'self' blob:;" in page
        assert "'wasm-unsafe-eval'" in page


def test_what_is_served_is_named_by_its_content(site: Path) -> None:
    folder = site / "lite" / "run"
    now = json.loads((folder / "now.json").read_text())
    assert [p.name for p in folder.iterdir() if p.is_dir()] == [now["folder"].rstrip("/")]
    for name in ("files.bin", "library.bin", "picture.bin"):
        assert (folder / now["folder"] / name).is_file(), name
    assert (folder / now["pyodide"]).is_dir()
    # With gzip, which every host has.
    assert now["bytes"] <= 13_000_000
    # One copy of Python and of the wheel, for the lab and for the pages. The wheel that a reader
    # installs for a notebook that was downloaded is another: it has the demos.
    assert len(list((site / "lite").rglob("*.asm.wasm"))) == 1
    wheels = [path.relative_to(site / "lite") for path in (site / "lite").rglob("lfai_nb-*.whl")]
    assert sorted(wheel.parts[0] for wheel in wheels) == ["static", "wheel"]


def test_cells_that_ran_are_accessible_at_every_width_in_light_and_dark(
    page: Page, address: str, axe: str
) -> None:
    opened(page, address, "dues")
    run_all(page)
    write(page, 6, "broken")
    run(page, 6)
    ended(page)
    page.locator(".run-error summary").click()
    expect(page.locator(".run-cell.old")).to_have_count(2)
    assert [each for screen in SCREENS for each in look(page, axe, *screen)] == []


def test_a_notebook_is_run_by_keyboard_alone(page: Page, address: str) -> None:
    opened(page, address, "dues")
    page.locator(".run-here").focus()
    page.keyboard.press("Enter")
    ended(page)
    focused = (
        "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
    )
    seen = []
    while "Code of cell 1" not in seen:
        page.keyboard.press("Tab")
        seen.append(page.evaluate(focused))
        assert len(seen) < 30, seen
    page.keyboard.press("Control+Home")
    page.keyboard.type("print('by hand')\n")
    page.keyboard.press("Shift+Enter")
    ended(page)
    expect(cell(page, 0).locator(".cell_output")).to_contain_text("by hand")
    page.keyboard.press("Tab")  # a text area of code lets go of the keyboard
    assert page.evaluate(focused) == "Run cell 1"


def test_each_example_of_the_page_to_try_runs_alone_and_says_what_the_page_says(
    page: Page, address: str
) -> None:
    page.set_default_timeout(COLD)
    page.goto(f"{address}book/reference/try.html")
    stored = [plain(text) for text in page.locator(".cell_output pre").all_text_contents()]
    assert len(stored) == 5
    assert all(stored)
    assert run_all(page).startswith("5 cells ran")
    assert [plain(t) for t in page.locator(".cell_output pre").all_text_contents()] == stored
    page.get_by_role("button", name="Reset").click()
    cell(page, 4).get_by_role("textbox").fill("from lfai_nb.council import quorum\nquorum(9)")
    run(page, 4)
    assert ended(page).startswith("The cell ran")
    expect(cell(page, 4).locator(".cell_output")).to_have_text("5")
