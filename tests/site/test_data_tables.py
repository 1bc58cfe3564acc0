"""Tables: numbers below each other, whole days, a fit for every screen, a file to take along."""

import csv
import io
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from handbook.data_tables import dress, files
from handbook.elements import Element, below
from handbook.parts import el
from handbook.stored_html import as_nodes
from handbook.table_rows import as_csv, laid_out
from tests.site.rendered import html_of

HEAD = "<thead><tr><th>Level</th><th>Dues</th><th>Share</th><th>Since</th></tr></thead>"


def page_of(html: str) -> Element:
    return el("main", as_nodes(html))


def as_soup(page: Element) -> BeautifulSoup:
    return BeautifulSoup(html_of(page.children), "html.parser")


def dressed(html: str) -> BeautifulSoup:
    page = page_of(html)
    dress(page)
    return as_soup(page)


def classes(soup: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(cell.get("class", [])) for cell in soup.select(selector)]


def test_a_column_of_numbers_and_one_of_days_are_marked_with_their_heads():
    soup = dressed(
        f"<table>{HEAD}<tbody>"
        "<tr><th>Premier</th><td>$120,000</td><td>17 %</td><td>1 June 2023</td></tr>"
        "<tr><th>General</th><td>$5,000</td><td>–</td><td>27 February 2024</td></tr>"
        "<tr><th>Associate</th><td>nothing, once the board agrees</td><td>3 %</td><td>–</td></tr>"
        "</tbody></table>"
    )
    assert classes(soup, "thead th") == ["", "number", "number", ""]
    assert classes(soup, "tr:nth-child(1) td") == ["number", "number", "day"]
    # Words among numbers stay words, and a dash stands where a number would.
    assert classes(soup, "tr:nth-child(3) td") == ["", "number", ""]


def test_a_word_among_numbers_stands_below_them():
    rows = "".join(f"<tr><th>{n}</th><td>{n},000</td></tr>" for n in range(1, 4))
    soup = dressed(
        "<table><thead><tr><th>A</th><th>B</th></tr></thead>"
        f"<tbody>{rows}<tr><th>x</th><td>free</td></tr></tbody></table>"
    )
    assert classes(soup, "td") == [*["number"] * 3, "among-numbers"]


def of_rows(*cells: str, times: int = 7) -> BeautifulSoup:
    """A table of as many equal rows as are worth sorting."""
    head = "".join(f"<th>{n}</th>" for n in range(len(cells)))
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    body = f"<tr>{row}</tr>" * times
    return dressed(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def sorts(soup: BeautifulSoup) -> list[str]:
    return [str(head.get("data-sorts", "")) for head in soup.select("thead th")]


SENTENCE = "A sentence that is read where it stands, and not sorted by its first word."


def test_the_head_of_each_column_of_data_says_what_it_is_sorted_by():
    soup = of_rows("Milvus", "24,131", "16 January 2020", SENTENCE)
    assert sorts(soup) == ["text", "number", "day", ""]
    assert "sortable" in soup.table["class"]
    assert sorts(of_rows("Milvus", "✓")) == ["text", "text"]


@pytest.mark.parametrize(
    "soup",
    [
        of_rows("Milvus", "24,131", times=6),
        of_rows("first this", "then that"),  # steps have an order of their own
        of_rows(SENTENCE, SENTENCE),
        of_rows('<a href="#">Milvus</a>', SENTENCE, times=20),
    ],
)
def test_what_nobody_would_sort_has_no_signs_for_it(soup: BeautifulSoup):
    assert sorts(soup) == [""] * len(soup.select("thead th"))


def test_rows_that_belong_together_stay_together():
    row = "<tr><td>1</td><td>2</td></tr>"
    soup = dressed(
        "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody>"
        f'<tr><td rowspan="2">1</td><td>2</td></tr><tr><td>3</td></tr>{row * 8}</tbody></table>'
    )
    assert not soup.select("[data-sorts]")


def test_a_day_within_a_sentence_is_held_together_and_the_sentence_stays_as_it_was():
    soup = dressed(
        "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody>"
        "<tr><th>x</th><td>From 1 June 2023 &amp; later, &lt;b&gt;</td></tr></tbody></table>"
    )
    assert soup.td is not None
    assert soup.td.get_text() == "From 1 June 2023 & later, <b>"
    assert [day.get_text() for day in soup.select("td .day")] == ["1 June 2023"]


@pytest.mark.parametrize(
    ("cell", "state"),
    [("✓ met", "state-met"), ("✗", "state-unmet"), ("? unknown", "state-unknown"), ("–", ""),
     ('<span role="img" aria-label="yes">✓</span>', "state-met"), ("?x", "")],
)  # fmt: skip
def test_a_sign_has_the_colour_of_its_state(cell: str, state: str):
    soup = dressed(
        "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody>"
        f"<tr><th>x</th><td>{cell}</td></tr></tbody></table>"
    )
    assert soup.td is not None
    assert state in soup.td.get_attribute_list("class") or not state
    assert bool(soup.select("td[class^=state-]")) == bool(state)


def test_short_answers_are_compared_and_sentences_are_read_one_row_after_another():
    short = dressed(f"<table>{HEAD}<tbody><tr><th>a</th>{'<td>yes</td>' * 3}</tr></tbody></table>")
    assert short.select(".table-box > table.comparison")
    assert not short.select("[data-label], .stackable")
    long = "This needs a whole sentence, and nobody compares it at a glance."
    soup = dressed(
        f"<table>{HEAD}<tbody><tr><th>a</th><td>{long}</td><td>1</td><td>2</td></tr></tbody></table>"
    )
    assert not soup.select(".table-box")
    labels = [cell.get("data-label") for cell in soup.select("table.stackable td")]
    assert labels == ["Dues", "Share", "Since"]
    # Where the book says so, sentences are compared too.
    compared = str(soup).replace('class="stackable"', 'class="comparison"')
    assert dressed(compared).select(".table-box > table.comparison")


PANDAS = """<div><style scoped>.dataframe { }</style><table border="1" class="dataframe">
<thead><tr style="text-align: right;"><th></th><th>verdict</th><th>met</th></tr>
<tr><th>stage</th><th>rules</th><th></th></tr></thead>
<tbody><tr><th rowspan="2" valign="top">sandbox</th><th>of the day</th><td>3</td></tr>
<tr><th>of today</th><td>1</td></tr></tbody></table></div>"""


def test_a_table_of_pandas_has_one_head_and_says_its_index_in_each_row():
    soup = dressed(PANDAS)
    assert [th.get_text() for th in soup.select("thead tr > *")] == ["stage", "rules", "met"]
    assert [[c.get_text() for c in row.select("th, td")] for row in soup.select("tbody tr")] == [
        ["sandbox", "of the day", "3"],
        ["sandbox", "of today", "1"],
    ]
    assert soup.style is None
    assert classes(soup, "td") == ["number", "number"]


def test_a_table_without_a_caption_is_called_as_its_section():
    soup = dressed(f"<section><h2>All amounts</h2>{PANDAS}</section>")
    assert soup.table is not None
    assert soup.table["aria-label"] == "All amounts"


def test_a_file_has_the_rows_of_the_table_as_programs_write_them():
    page = page_of(
        f'<div class="shown" data-shown="dues-table"><table>{HEAD}<tbody>'
        "<tr><th>Premier</th><td>$120,000</td><td>17 %</td><td>1 June 2023</td></tr>"
        '<tr><th>General, "small"</th><td>$5,000</td><td>–</td><td>27 February 2024</td></tr>'
        "<tr><th><ul><li>A</li><li>B</li></ul></th><td>$0</td><td>1,000 %</td><td>–</td></tr>"
        '</tbody></table><p>Of today.</p><p class="origin">Made from: us.</p></div>'
    )
    dress(page)
    ((name, text),) = files(page, "book/joining/dues")
    soup = as_soup(page)
    assert name == "dues-table.csv"
    assert list(csv.reader(io.StringIO(text))) == [
        ["Level", "Dues, US dollars", "Share, percent", "Since"],
        ["Premier", "120000", "17", "2023-06-01"],
        ['General, "small"', "5000", "", "2024-02-27"],
        ["A; B", "0", "1000", ""],
    ]
    link = soup.select_one("p.origin > a.table-file")
    assert link is not None
    assert link["href"] == name
    assert not soup.select("[data-shown]")


def test_each_file_of_a_page_has_a_name_of_its_own_and_short_tables_have_none():
    rows = "".join(f"<tr><th>{n}</th><td>{n}</td></tr>" for n in range(3))
    head = "<thead><tr><th>A</th><th>B</th></tr></thead>"
    table, short = f"<table>{head}<tbody>{rows}</tbody></table>", f"<table>{head}</table>"
    output = f'<div class="cell_output">{table}{short}{table}</div>'
    page = page_of(f'<div data-shown="what">{table}{table}</div>{output}')
    dress(page)
    assert [name for name, _ in files(page, "notebooks/nine")] == [
        *("what.csv", "what-2.csv"),
        *("nine-table.csv", "nine-table-2.csv"),
    ]


@pytest.mark.browser
def test_each_file_beside_a_page_says_what_its_table_says(site: Path):
    read = 0
    for page in [*site.glob("book/*/*.html"), *site.glob("notebooks/*.html")]:
        html = page.read_text("utf-8")
        if "table-file" not in html:
            continue
        table: Element | None = None
        for element in below(page_of(html), "table", "a"):
            if element["tag"] == "table":
                table = element
            elif element["attributes"].get("class") == "table-file":
                assert table is not None
                file = element["attributes"]["href"]
                assert page.with_name(file).read_text("utf-8") == as_csv(*laid_out(table)), file
                read += 1
    assert read > 50


# A page, words of the table's name, and a column that is far to its right.
WIDE = [
    ("book/hosting/stages.html", "What each stage asks for", "Graduation adds"),
    ("book/hosting/stages.html", "Numbers, levels", "since 1 June 2023"),
    ("book/foundation/vote.html", "Votes needed for every size", "Two thirds of all seats"),
    ("notebooks/calibration.html", "", "does not meet"),
]


@pytest.mark.browser
@pytest.mark.parametrize(("name", "caption", "last"), WIDE)
def test_a_comparison_on_a_phone_scrolls_by_keyboard_beside_its_first_column(
    page: Page, address: str, name: str, caption: str, last: str
) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(address + name)
    box = page.locator(".table-box").filter(has_text=caption).first
    assert box.get_attribute("role") == "region"
    assert caption in str(box.get_attribute("aria-label"))
    head = box.get_by_role("columnheader", name=last)
    first = box.locator("tbody tr > :first-child").nth(1)
    before = first.bounding_box()
    box.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "(e) => e.scrollLeft + e.clientWidth >= e.scrollWidth - 1", arg=box.element_handle()
    )
    seen, after = head.bounding_box(), first.bounding_box()
    assert before is not None
    assert after is not None
    assert seen is not None
    assert after["x"] == before["x"]
    assert after["x"] + after["width"] <= seen["x"] + 1
    assert seen["x"] + seen["width"] <= 375
    assert page.evaluate("document.documentElement.scrollWidth") == 375


@pytest.mark.browser
def test_a_comparison_by_signs_is_all_in_sight_on_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{address}book/joining/levels.html")
    box = page.locator(".table-box").filter(has=page.locator(".state-met")).first
    premier = box.get_by_role("columnheader", name="Premier")
    expect(premier.get_by_role("button")).to_be_visible()
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
