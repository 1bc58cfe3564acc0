"""Each notebook as a page: nothing scrolls sideways, and a phone keeps the names of columns."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.site.conftest import ROOT
from tests.site.drawn import drawn
from tests.site.test_colour_and_width import MEASURE

pytestmark = pytest.mark.browser
NAMES = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
OPEN = "() => document.querySelectorAll('article details').forEach((part) => { part.open = true; })"
# Of each table, the cells whose column nobody can tell: its head is not seen, and the cell itself
# does not say what it is.
NAMELESS = """() => [...document.querySelectorAll("article table")].flatMap((table) => {
  if (!table.checkVisibility() || !table.tHead) return [];
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const head = table.tHead.getBoundingClientRect();
  const hidden = getComputedStyle(table.tHead).clipPath !== "none";
  if (head.width > 2 && head.height > 2 && !hidden) return [];
  return [...table.tBodies].flatMap((body) => [...body.rows]).flatMap((row) => [...row.cells])
    .filter((cell) => cell.tagName === "TD" && cell.textContent.trim() && names[cell.cellIndex])
    .filter((cell) => !getComputedStyle(cell, "::before").content.includes(cell.dataset.label)
      || cell.dataset.label !== names[cell.cellIndex])
    .map((cell) => `${table.caption?.textContent ?? ""}: ${cell.textContent.trim().slice(0, 40)}`);
})"""


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_notebook_scrolls_sideways_and_a_phone_keeps_the_names_of_columns(
    reader: Page, address: str, name: str
) -> None:
    reader.set_viewport_size({"width": 1280, "height": 900})
    reader.goto(f"{address}notebooks/{name}.html")
    reader.evaluate(OPEN)
    drawn(reader)
    measured: dict[str, Any] = reader.evaluate(MEASURE)
    assert measured["wide"] == []
    reader.set_viewport_size({"width": 375, "height": 800})
    assert reader.evaluate(NAMELESS) == []


def test_what_is_too_wide_and_a_column_without_a_name_are_seen(reader: Page, address: str) -> None:
    reader.set_viewport_size({"width": 375, "height": 800})
    reader.goto(f"{address}notebooks/workflow.html")
    reader.evaluate("document.querySelectorAll('td').forEach((cell) => cell.dataset.label = '?')")
    assert reader.evaluate(NAMELESS) != []
    reader.set_viewport_size({"width": 1280, "height": 900})
    reader.evaluate(OPEN)
    drawn(reader)
    assert reader.evaluate(MEASURE)["wide"] == []
    reader.evaluate(
        """() => {
          const [box, wide] = [document.createElement("div"), document.createElement("div")];
          box.style.overflowX = "auto";
          wide.style.width = "3000px";
          wide.textContent = "wide";
          box.append(wide);
          document.querySelector("article").append(box);
        }"""
    )
    assert reader.evaluate(MEASURE)["wide"] != []
