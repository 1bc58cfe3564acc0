"""What stands around the dues in the page: the answers of Python, and the state in the address."""

import json
import random
import re
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from handbook import page_tools
from lfai_nb.membership import ORGANIZATIONS, scenarios
from lfai_nb.membership.desk import WISHES, beside, converted, distance, fit, letter, lf_dues_words
from lfai_nb.membership.dues import quote
from lfai_nb.policy import load
from lfai_nb.policy.words import usd
from tests.quantity_cases import PERCENT
from tests.site.parity import ADDRESS, GENERATED

pytestmark = pytest.mark.browser

PAGE = "book/joining/dues.html"
DAY = date(2026, 11, 27)
RUN = """async ([asks]) => {
  const [tool, desk] = [await import("/tool.mjs"), await import("/desk.mjs")];
  const data = await (await fetch("/data.json")).json();
  return JSON.stringify(JSON.parse(asks).map((ask) => {
    const answer = desk.around(tool.kit, data, ask);
    return { ...answer, letter: desk.letter(tool.kit, data, answer, "a company") };
  }));
}"""


def in_chromium(page: Page, asks: list[dict[str, str]]) -> list[Any]:
    files = {
        "/": ("text/html", "<!doctype html><title>Desk</title><link rel=icon href=data:,>"),
        "/tool.mjs": (
            "text/javascript",
            page_tools.source("calendar") + page_tools.script("dues") + "\nexport { kit };",
        ),
        "/desk.mjs": ("text/javascript", page_tools.source("fitting", "dues_desk")),
        "/data.json": ("application/json", json.dumps(page_tools.DATA["dues"]())),
    }

    def answer(route: Any) -> None:
        kind, body = files[urlsplit(route.request.url).path]
        route.fulfill(body=body, content_type=kind)

    page.route(f"{ADDRESS}/**", answer)
    page.goto(f"{ADDRESS}/")
    answers: list[Any] = json.loads(page.evaluate(RUN, [json.dumps(asks)]))
    return answers


def in_python(ask: dict[str, str]) -> dict[str, Any]:
    kind, lf = ask["organization"], ask["lf_member"] == "true"
    wants = [name for name in WISHES if ask.get(f"want_{name}") == "yes"]
    fitting = fit(wants, kind, on=DAY)
    quotation = quote(
        int(ask["employees"]), lf_member=lf, level=fitting.level, organization=kind, on=DAY
    )
    years = scenarios(
        int(ask["employees"]),
        lf_member=lf,
        level=fitting.level,
        organization=kind,
        growth_percent=int(ask["growth"]),
        years=5,
        on=DAY,
    )
    return {
        "level": fitting.level,
        "headline": quotation.headline,
        "fits": list(fitting.lines),
        "next_band": distance(quotation),
        "beside": f"{lf_dues_words(load(('dues',)).at(DAY))} {beside(quotation).sentence}",
        "converted": f"{converted(quotation.amount_usd or 0, ask['rate']):,}",
        "years": [
            {
                "year": row.year,
                "employees": f"{row.quote.employees:,}",
                "levels": [
                    [each.level, usd(each.amount_usd) if each.amount_usd else each.headline]
                    for each in row.levels
                ],
                "band": str(row.general.band),
                "changes": bool(row.year) and row.general.band != years[row.year - 1].general.band,
            }
            for row in years
        ],
        "letter": list(letter(quotation, "a company")),
    }


@GENERATED
def test_generated_questions_have_the_same_answer_as_in_python(reader: Page, count: int) -> None:
    dice = random.Random(1927)
    asks = []
    for _ in range(count):
        wants = {f"want_{name}": "yes" for name in WISHES if dice.random() < 0.2}
        digits = dice.randint(0, 6)
        asks.append(
            {
                "employees": str(int(10 ** dice.uniform(0, 6))),
                "lf_member": dice.choice(["true", "false"]),
                "organization": dice.choice(ORGANIZATIONS),
                "on": DAY.isoformat(),
                "growth": str(dice.randint(-60, 300)),
                "rate": f"{dice.uniform(0.001, 9000):.{digits}f}".replace("0.", "0.", 1) or "1",
                **wants,
            }
        )
    for ask in asks:
        if float(ask["rate"]) == 0:
            ask["rate"] = "1"
    for ask, answer in zip(asks, in_chromium(reader, asks), strict=True):
        expected = in_python(ask)
        assert {key: answer[key] for key in expected} == expected, ask


def test_a_rate_is_read_as_on_the_command_line(reader: Page) -> None:
    ask = {"employees": "400", "lf_member": "false", "organization": "corporate", "rate": "1"}
    asks = [{**ask, "on": DAY.isoformat(), "growth": growth} for growth in PERCENT]
    for answer, growth in zip(in_chromium(reader, asks), PERCENT.values(), strict=True):
        assert answer["years"] == in_python({**ask, "growth": str(growth)})["years"]


GROWN = """async ([ask]) => {
  const [tool, desk] = [await import("/tool.mjs"), await import("/desk.mjs")];
  const data = await (await fetch("/data.json")).json();
  const { years } = desk.around(tool.kit, data, ask);
  const rows = desk.yearsOf(tool.kit, ask, { years });
  return [false, true].map((markdown) => desk.copied(tool.kit, ["Next *band*."], rows, markdown));
}"""


def test_the_years_to_come_are_copied_with_the_dues(page: Page) -> None:
    """What was wrong: who copied the answer left the years behind."""
    ask = {"employees": "400", "lf_member": "false", "organization": "corporate", "growth": "30"}
    in_chromium(page, [])
    text, markdown = page.evaluate(GROWN, [{**ask, "on": DAY.isoformat()}])
    assert text[:3] == ["- Next *band*.", "", "Dues a year, if you grow by 30 % a year:"]
    assert text[5] == (
        "Year: 1; Employees: 520; General: $25,000; Premier: $120,000; "
        "Band of General: 500 to 1,999 employees, a new band"
    )
    assert len(text) == 4 + 6
    assert markdown[0] == "- Next \\*band\\*."
    assert markdown[4:6] == [
        "| Year | Employees | General | Premier | Band of General |",
        "| --- | --- | --- | --- | --- |",
    ]


def test_the_script_is_small() -> None:
    assert len(page_tools.at_once("dues_desk").encode()) < 16_000


def test_the_number_comes_first_with_the_age_of_its_figures(page: Page, address: str) -> None:
    page.clock.set_fixed_time("2026-11-27T12:00:00Z")
    page.goto(f"{address}{PAGE}?employees=420")
    output = page.locator("#dues-answer")
    expect(output.locator(".tool-number")).to_have_text("General: $10,000 a year")
    # As long as nobody says what is wanted, the number says so of itself.
    expect(output).to_contain_text("This is for your size alone")
    expect(output.locator(".tool-age")).to_have_text(
        "Figures of 27 February 2024, 2 years and 9 months old"
    )
    tops = [output.locator(css).bounding_box()["y"] for css in (".tool-age", ".tool-number")]  # type: ignore[index]
    assert tops == sorted(tops)


def test_what_is_wanted_is_answered_and_kept_in_the_address(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?employees=420")
    reader.get_by_text("What you want, how you grow, another currency").click()
    reader.get_by_label("a vote in the Technical Advisory Council").check()
    number = reader.locator("#dues-answer .tool-number")
    expect(number).to_have_text("Premier: $120,000 a year")
    more = reader.locator(".tool-more")
    expect(more).to_contain_text("Premier is the lowest level that gives all you want.")
    reader.get_by_label("We grow a year by").fill("30")
    expect(more.get_by_role("table")).to_contain_text("Dues a year, if you grow by 30 % a year")
    in_two_years = more.get_by_role("row").nth(3)
    expect(in_two_years.get_by_role("cell")).to_have_text(
        ["710", "$25,000", "$120,000", "500 to 1,999 employees"]
    )
    reader.get_by_label("One US dollar is").fill("0.5")
    reader.get_by_label("Currency").fill("EUR")
    expect(more).to_contain_text("That is 60,000 EUR a year at your rate.")
    expect(reader).to_have_url(re.compile("want_council-vote=yes.*EUR"))
    reader.reload()
    expect(reader.get_by_label("a vote in the Technical Advisory Council")).to_be_checked()
    expect(more).to_contain_text("60,000 EUR")
    link = more.get_by_role("link", name="Write to the foundation").get_attribute("href")
    assert link is not None
    assert link.startswith("mailto:info@lfaidata.foundation?")
    assert "Premier membership" in parse_qs(urlsplit(link).query)["subject"][0]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("growth=abc", "is not a rate of growth; write a whole percentage"),
        ("growth=20%25%25", "is not a rate of growth"),
        ("growth=-100", "is not a rate of growth"),
        ("rate=1,5", "is not a rate; write how much one US dollar is"),
        ("rate=<img src=x onerror=alert(1)>", "is not a rate"),
    ],
)
def test_a_hostile_address_is_refused_in_a_sentence(
    reader: Page, address: str, query: str, sentence: str
) -> None:
    reader.goto(f"{address}{PAGE}?employees=10&{query}")
    expect(reader.locator(".tool-more")).to_contain_text(sentence)
    expect(reader.locator("#dues-answer")).to_contain_text("$10,000")
    assert reader.locator(".tool-more img").count() == 0
