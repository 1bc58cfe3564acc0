"""The dues tool in the page: the answers of Python, by mouse, by keyboard, by address."""

import gzip
import json
import random
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from handbook import dues_data, page_tools
from lfai_nb.membership import BadInput, compare, quote
from lfai_nb.membership.dues import LEVELS, ORGANIZATIONS
from lfai_nb.places import data_dir
from lfai_nb.policy import NotKnownYet, load
from lfai_nb.quantities import whole_number
from tests.membership.newer_premier import in_place_of_the_data
from tests.quantity_cases import REFUSED, UNDERSTOOD
from tests.site.conftest import window
from tests.site.drawn import hold_timers, let_go
from tests.site.parity import GENERATED, in_chromium

pytestmark = pytest.mark.browser

PAGE = "book/joining/dues.html"
CASES = tomllib.loads((data_dir() / "policy/cases/dues.toml").read_text(encoding="utf-8"))
DAY = date(2024, 2, 27)
RULES = load(("dues", "membership"))
CAVEATS = {item.id: item.text for item in load(("dues",)).at(DAY).items("DUES-UNSTATED")}
EDGES = sorted(
    {
        band.min
        for rule in ("DUES-GENERAL-NEW", "DUES-GENERAL-LF")
        for band in load(("dues",)).at(DAY).bands(rule)
    }
)


def as_text(ask: dict[str, Any]) -> dict[str, str]:
    """A question as a form or an address puts it."""

    def word(value: object) -> str:
        return str(value).lower() if isinstance(value, bool) else str(value)

    return {key: word(value) for key, value in ask.items() if key != "level"}


def in_python(ask: dict[str, Any]) -> Any:
    """What the page must answer, by the package."""
    given = {key: ask[key] for key in ("lf_member", "organization", "on")} | {"policy": RULES}
    try:
        offered = {o.quote.level: o for o in compare(ask["employees"], **given)}
    except NotKnownYet:
        return "refused"
    answers = []
    for level in reversed(LEVELS):
        if level not in offered:
            with pytest.raises(BadInput) as refusal:
                quote(ask["employees"], level=level, **given)
            answers.append({"level": level, "refused": str(refusal.value)})
            continue
        option = offered[level]
        quotation = option.quote
        answers.append(
            {
                "level": level,
                "amount_usd": quotation.amount_usd,
                "headline": quotation.headline,
                "band": str(quotation.band) if quotation.band else None,
                "needs_approval": quotation.needs_approval,
                "reason": quotation.reason,
                "caveats": list(quotation.caveats),
                "extra": option.extra_usd,
                "adds": [item.text for item in option.adds],
                "figures": quotation.figures,
                "source": f"{quotation.source.title}, “{quotation.where}”.",
                "href": f"../reference/rules/dues.html#{quotation.rule}",
            }
        )
    return answers


@GENERATED
def test_generated_questions_have_the_same_answer_as_in_python(reader: Page, count: int) -> None:
    dice = random.Random(2024)
    near = [max(1, edge + n) for edge in EDGES for n in (-1, 0, 1)]
    asks = [
        {
            "employees": dice.choice(near)
            if dice.random() < 0.3
            else int(10 ** dice.uniform(0, 7)),
            "lf_member": dice.random() < 0.5,
            "organization": dice.choice(ORGANIZATIONS),
            "on": DAY + timedelta(days=dice.randint(-30, 4000)),
        }
        for _ in range(count)
    ]
    answers = in_chromium(reader, "dues", "answers", [as_text(ask) for ask in asks])
    for ask, answer in zip(asks, answers, strict=True):
        expected = in_python(ask)
        if expected == "refused":
            assert "is not known" in answer["refused"], ask
            continue
        levels = [
            {k: v for k, v in level.items() if k in expected[n]}
            for n, level in enumerate(answer["levels"])
        ]
        assert levels == expected, ask


def test_the_cases_that_stand_beside_the_rules(reader: Page) -> None:
    """All but two, which a form cannot put: it asks for no level, and all that it says is text."""
    cases = [
        case
        for case in CASES["case"]
        if case["ask"].get("level") != "platinum" and case["ask"].get("employees") != "500"
    ]
    assert len(cases) == len(CASES["case"]) - 2
    asks = [CASES["defaults"] | case["ask"] for case in cases]
    answers = in_chromium(reader, "dues", "answers", [as_text(ask) for ask in asks])
    for case, ask, answer in zip(cases, asks, answers, strict=True):
        level = answer
        if "levels" in answer:
            level = next(row for row in answer["levels"] if row["level"] == ask["level"])
        if "refused" in case:
            assert case["refused"] in level["refused"], case["why"]
            continue
        expected = dict(case["answer"])
        caveat = expected.pop("caveat", None)
        assert level | expected == level, case["why"]
        assert caveat is None or CAVEATS[caveat] in level["caveats"], case["why"]


def test_the_script_is_small_and_holds_no_amount() -> None:
    script = page_tools.script("dues")
    assert len(page_tools.at_once("dues").encode()) < 16_000
    assert len(gzip.compress(script.encode())) < 6_000
    data = json.dumps(dues_data.dues())
    amounts = {int(n.replace(",", "")) for n in re.findall(r"\$([\d,]+\d)", data)} | set(EDGES[1:])
    assert amounts
    numbers = {int(n) for n in re.findall(r"\d+", script)}
    assert not amounts - {0} & numbers


@pytest.mark.parametrize("line", ["const a = 'x , y';", 'b("say \\"a , b\\" now : ", / , /);'])
def test_a_script_goes_into_the_page_as_it_is_written(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "js").mkdir()
    parts = ("tool", *page_tools.PARTS["dues"], "dues")
    for part in parts:
        (tmp_path / "js" / f"{part}.js").write_text(f'{line}\nexport const c = "export  d";\n')
    monkeypatch.setattr(page_tools, "HERE", tmp_path)
    monkeypatch.setattr(page_tools, "script", page_tools.script.__wrapped__)
    assert page_tools.at_once("dues").count(line) == len(parts)
    assert page_tools.at_once("dues").count('const c = "export  d";') == len(parts)


def test_it_answers_at_once_and_on_every_change_by_mouse(reader: Page, address: str) -> None:
    reader.goto(address + PAGE)
    output = reader.locator("#dues-answer")
    expect(output).to_contain_text("General: $10,000 a year")
    reader.get_by_label("We are").select_option(label="an academic institution")
    reader.get_by_role("textbox", name="Employees").fill("4999")
    reader.get_by_role("radio", name="yes").click()
    expect(output).to_contain_text("Associate: Free, subject to approval by the Governing Board")
    expect(output).to_contain_text("General: $15,000 a year")
    expect(reader).to_have_url(re.compile("organization=academic&employees=4999&lf_member=true"))


def test_it_works_by_keyboard_alone_with_the_focus_in_sight(reader: Page, address: str) -> None:
    reader.goto(address + PAGE)
    reader.locator("#organization").focus()
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Control+a")
    reader.keyboard.type("2000")
    assert reader.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    reader.keyboard.press("Tab")
    reader.keyboard.press("ArrowDown")
    expect(reader.locator("#dues-answer")).to_contain_text("General: $15,000 a year")
    reader.keyboard.press("Enter")  # submitting the form must not lose the answer
    expect(reader.locator("#dues-answer")).to_contain_text("General: $15,000 a year")
    reached = []
    while "Copy the link" not in reached:  # the amounts lead to their rules, on the way there
        reader.keyboard.press("Tab")
        reached.append(reader.evaluate("document.activeElement.textContent"))
        assert len(reached) < 7, reached
    assert "$15,000 a year" in reached


def test_each_amount_leads_to_its_rule_and_source(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?organization=corporate&employees=1999&lf_member=true")
    reader.locator("#dues-tool").get_by_role("link", name="$10,000 a year").click()
    expect(reader).to_have_url(re.compile(r"reference/rules/dues\.html#DUES-GENERAL-LF$"))
    expect(reader.locator("#DUES-GENERAL-LF")).to_be_in_viewport()


def test_a_shared_address_gives_the_same_answer_and_fills_the_form(
    reader: Page, address: str
) -> None:
    reader.goto(f"{address}{PAGE}?organization=nonprofit&employees=1,999&lf_member=true")
    expect(reader.locator("#dues-answer")).to_contain_text("General: $10,000 a year")
    expect(reader.get_by_role("textbox", name="Employees")).to_have_value("1,999")
    expect(reader.get_by_role("radio", name="yes")).to_be_checked()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("employees=0", "a whole number of 1 or more"),
        ("employees=-5", "a whole number of 1 or more"),
        ("employees=1e3", "a whole number of 1 or more"),
        ("employees=499.5", "a whole number of 1 or more"),
        ("employees=NaN", "a whole number of 1 or more"),
        ("employees=" + "9" * 400, "is more than this page can count"),
        ("employees=1" + "0" * 30, "is more than this page can count: it gets as far as"),
        ("employees=1.000", "“1.000” can mean two numbers. Write 1000 or 1,000 if it is that"),
        ("employees=10kk", "“10kk” is not a whole number of 1 or more. Write the number of your"),
        ("employees=about 500", "Write the number of your employees in digits, such as 1200"),
        ("employees=", "Enter the number of your employees, such as 1200."),
        ("employees=<script>alert(1)</script>", "a whole number of 1 or more"),
        ("organization=<img src=x onerror=alert(1)>", "is not a kind of organisation"),
        ("organization=toString", "Choose whether you are a company, an academic institution or"),
        ("organization=government", "“government” is not a kind of organisation that this page"),
        ("lf_member=1", "“1” does not say whether you are a Linux Foundation member."),
        ("lf_member=maybe", "Choose yes or no (in the address: true or false)."),
    ],
)
def test_a_hostile_address_is_refused_in_a_sentence(
    reader: Page, address: str, query: str, sentence: str
) -> None:
    reader.goto(f"{address}{PAGE}?{query}")
    expect(reader.locator("#dues-answer")).to_contain_text(sentence)
    assert reader.locator(".tool script, .tool img").count() == 0


@pytest.mark.parametrize("query", ["name=<script>alert(1)</script>", "__proto__=1", "employees"])
def test_what_the_tool_does_not_ask_for_changes_nothing(
    reader: Page, address: str, query: str
) -> None:
    reader.goto(f"{address}{PAGE}?{query}")
    words = (
        "Enter the number of your employees" if query == "employees" else "General: $10,000 a year"
    )
    expect(reader.locator("#dues-answer")).to_contain_text(words)


def test_the_answer_can_be_copied_as_text_and_as_markdown(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}{PAGE}?employees=700")
    hold_timers(page)  # "Copied" is there for a moment
    for button, words in (
        ("Copy as text", "General: $25,000 a year. General dues go by"),
        ("Copy as Markdown", "| General | \\$25,000 a year |"),
        ("Copy the link", "employees=700"),
    ):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert words in page.evaluate("navigator.clipboard.readText()")
        let_go(page)
        expect(page.get_by_role("button", name=button)).to_be_visible()


def test_an_answer_prints_on_one_page_without_the_page_around_it(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?employees=700")
    expect(page.locator("#dues-answer")).to_contain_text("$25,000")
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="All amounts")).to_be_hidden()
    expect(page.locator("#dues-answer")).to_be_visible()


def test_it_works_from_a_folder_without_a_server(reader: Page, site: Any) -> None:
    reader.goto((site / PAGE).as_uri() + "?employees=5000")
    expect(reader.locator("#dues-answer")).to_contain_text("General: $45,000 a year")
    reader.get_by_role("textbox", name="Employees").fill("4999")
    expect(reader.locator("#dues-answer")).to_contain_text("General: $30,000 a year")
    expect(reader).to_have_url(re.compile("employees=4999&lf_member=false$"))


def test_with_scripts_off_the_tables_stand_in_its_place(chromium: Any, address: str) -> None:
    with window(chromium, java_script_enabled=False) as tab:
        page = tab.page
        page.goto(address + PAGE)
        expect(page.locator(".tool")).to_be_hidden()
        expect(page.get_by_text("With scripts on, this page")).to_be_visible()
        expect(page.get_by_text("Dues a year in US dollars")).to_be_visible()


@pytest.mark.parametrize(("written", "heads"), UNDERSTOOD.items())
def test_a_head_count_is_understood_as_people_write_it(
    reader: Page, written: str, heads: int
) -> None:
    ask = {"employees": written, "lf_member": "false", "organization": "corporate"}
    (answer,) = in_chromium(reader, "dues", "answers", [ask | {"on": "2026-01-01"}])
    assert answer["heads"] == heads == whole_number(written), "as on the command line"


@pytest.mark.parametrize("written", REFUSED)
def test_what_is_no_head_count_is_refused_in_words_for_the_reader(
    reader: Page, written: str
) -> None:
    ask = {"employees": written, "lf_member": "false", "organization": "corporate"}
    (answer,) = in_chromium(reader, "dues", "answers", [ask | {"on": "2026-01-01"}])
    assert re.search("such as 1200|more than|Write [0-9]+ or [0-9,]+ if", answer["refused"])
    assert not re.search("lf_member|employees is", answer["refused"])
    with pytest.raises(BadInput):  # the command line reads no more than the page
        quote(whole_number(written), lf_member=False, on=DAY)


def test_after_an_unknown_kind_in_the_address_the_form_goes_on(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?organization=bogus&employees=5")
    output = reader.locator("#dues-answer")
    expect(output).to_contain_text("“bogus” is not a kind of organisation")
    reader.get_by_role("textbox", name="Employees").fill("6")
    expect(output).to_contain_text("Choose whether you are a company")
    reader.get_by_label("We are").select_option(label="a company")
    expect(output).to_contain_text("For a company, 6 employees")


def test_emptying_the_field_keeps_the_last_answer(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?employees=600")
    field, output = reader.get_by_role("textbox", name="Employees"), reader.locator("#dues-answer")
    table = reader.locator("#dues-tool").get_by_role("table", name="Your dues a year")
    expect(table).to_contain_text("$25,000 a year")
    height = reader.locator("#dues-tool").bounding_box()
    field.fill("")
    expect(output).to_contain_text("Enter the number of your employees")
    expect(output).to_contain_text("Below is still the answer for a company, 600 employees")
    expect(table).to_contain_text("$25,000 a year")
    after = reader.locator("#dues-tool").bounding_box()
    assert height is not None
    assert after is not None
    assert abs(height["height"] - after["height"]) < 40, "the page jumps"
    field.fill("abc")
    expect(output).to_contain_text("“abc” is not a whole number")
    expect(output).to_contain_text("Before: ")
    expect(table).to_contain_text("$25,000 a year")


def test_each_amount_has_its_own_source_and_age_in_the_page(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_place_of_the_data(tmp_path, monkeypatch):
        html = f"<!doctype html><meta charset=utf-8><title>Dues</title>{page_tools.html('dues')}"
    page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.clock.set_fixed_time("2027-06-30T12:00:00Z")
    page.goto("http://127.0.0.1:9999/?organization=academic&employees=9")
    old = (
        "LF AI & Data Foundation overview, February 2024, “LF AI & Data Annual Dues”. The newest "
        "figures we know, those of 27 February 2024: 3 years and 4 months old on 30 June 2027."
    )
    new = (
        "A price list of 1 January 2027, “Prices”. The newest figures we know, "
        "those of 1 January 2027: 5 months old on 30 June 2027."
    )
    expect(page.locator("#dues-answer")).to_contain_text("Premier: $130,000 a year")
    assert page.locator(".tool-origin").all_inner_texts() == [
        f"Source of Associate and General: {old}",
        f"Source of Premier: {new}",
    ]
    page.evaluate("navigator.clipboard.writeText = (text) => { window.taken = text; }")
    page.get_by_role("button", name="Copy as text").click()
    assert f"Source of Premier: {new}" in page.evaluate("window.taken")
    page.get_by_role("button", name="Copy as Markdown").click()
    assert "Source of Premier: A price list" in page.evaluate("window.taken")
    page.clock.set_fixed_time("2026-12-31T12:00:00Z")
    page.goto("http://127.0.0.1:9999/?organization=corporate&employees=9")
    general, premier = page.locator(".tool-origin").all_inner_texts()
    assert "The newest figures we know, those of 27 February 2024: 2 years and 10 months" in general
    assert premier.endswith(
        "“LF AI & Data Annual Dues”. Figures of 27 February 2024: 2 years and 10 months old "
        "on 31 December 2026. Newer ones are known, from 1 January 2027 on."
    )


def test_a_day_to_come_is_answered_with_the_newest_figures_known_here(reader: Page) -> None:
    ask = {"employees": "9", "lf_member": "false", "organization": "corporate", "on": "2035-01-01"}
    (answer,) = in_chromium(reader, "dues", "answers", [ask])
    assert answer["levels"][1]["figures"] == (
        "The newest figures we know, those of 27 February 2024: 10 years and 10 months old "
        "on 1 January 2035."
    )


def test_the_printed_sheet_says_what_it_is_for_whom_of_when_and_where_from(
    page: Page, address: str
) -> None:
    page.goto(f"{address}{PAGE}?employees=700")
    head = page.locator("#dues-print-head")
    expect(head).to_be_hidden()
    page.emulate_media(media="print")
    expect(head).to_be_visible()
    words = head.inner_text()
    assert words.startswith("LF AI & Data Handbook")
    for part in (
        "What LF AI & Data membership costs",
        "For a company, 700 employees, not yet a Linux Foundation member.",
        "Asked on ",
        "not an offer of the foundation",
        page.evaluate("location.href"),
    ):
        assert part in words
    top = head.bounding_box()
    answer = page.locator("#dues-answer").bounding_box()
    assert top is not None
    assert answer is not None
    assert top["y"] < answer["y"]
    expect(page.locator(".tool-origin", has_text="The newest figures we know")).to_be_visible()


def test_one_employee_is_said_in_the_singular(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?employees=1")
    expect(reader.locator("#dues-answer")).to_contain_text("For a company, 1 employee, not yet")
