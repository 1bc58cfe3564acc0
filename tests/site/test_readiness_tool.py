"""The readiness tool in the page: the judgment of Python, and unknown that stays unknown."""

import random
import re
import tomllib
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from handbook import page_tools
from lfai_nb.domain import HOSTED_STAGES
from lfai_nb.evidence.portfolio import facts_of_all
from lfai_nb.faces.readiness import (
    VOTED,
    council_vote,
    counts,
    headline,
    left_to_people,
    readiness_markdown,
)
from lfai_nb.lifecycle import licenses
from lfai_nb.lifecycle.fact_keys import FACTS, BadgeLevel, Interval
from lfai_nb.lifecycle.facts import Fact, ProjectFacts
from lfai_nb.lifecycle.gate import StageNotOffered, versions
from lfai_nb.lifecycle.planning import plan, supposed
from lfai_nb.lifecycle.readiness import Assessment, assess, rules
from lfai_nb.places import data_dir
from lfai_nb.policy import NotKnownYet
from tests.site.drawn import hold_timers
from tests.site.parity import GENERATED, in_chromium

pytestmark = pytest.mark.browser

PAGE = "book/hosting/readiness.html"
BAR = "#readiness-bars [aria-current]"
DAYS = versions(rules())
CASES = tomllib.loads((data_dir() / "policy" / "cases" / "licences.toml").read_text("utf-8"))[
    "case"
]
FACT_CASES = tomllib.loads((data_dir() / "policy" / "cases" / "facts.toml").read_text("utf-8"))[
    "case"
]
LISTED = [*licenses.table().approved, *licenses.table().other]


def random_licence(dice: random.Random) -> str:
    """A case, an identifier or its beginning, or some signs in a row."""
    some = dice.choice(LISTED)
    signs = [*("AND", "or", "WITH", "(", ")", "Apache 2.0", "mit", "x+"), *dice.sample(LISTED, 3)]
    return dice.choice(
        (
            dice.choice(CASES)["text"],
            dice.choice((some, some.lower(), some.upper() + "+")),
            some[: dice.randint(1, len(some))],
            " ".join(dice.choice(signs) for _ in range(dice.randint(1, 9))),
        )
    )


def random_fact(dice: random.Random, key: str) -> object:
    """A value for the key, often near a threshold."""
    kind = FACTS[key].type
    if dice.random() < 0.1:
        return Unknown(dice.choice(("GitHub did not answer; try again", "nobody <i>knows</i>")))
    if kind is bool:
        return dice.random() < 0.7
    if kind is BadgeLevel:
        from_below = [Interval(level, None) for level in list(BadgeLevel)[1:-1]]
        return dice.choice([*BadgeLevel, *from_below])
    if kind is Interval:
        low = dice.randint(0, 6)
        more = dice.choice((0, 0, 1, 3, None))
        return Interval(low, None if more is None else low + more)
    if kind is str:
        return random_licence(dice)
    near = dice.choice((0, 1, 12, 299, 300, 301, 499, 500, 501, 999, 1000, 1001, 1_000_000))
    near = min(near, FACTS[key].maximum or near)
    return Interval(near, None) if dice.random() < 0.2 else near


class Unknown(str):
    """Why a fact is not known, as a host or the record has it."""


def as_fact(key: str, value: object, on: date) -> Fact:
    if isinstance(value, Unknown):
        return Fact.unknown(key, value, source="github", url="", retrieved=None)
    return supposed(key, value, on)


def as_ask(stage: str, on: date, facts: dict[str, object]) -> dict[str, object]:
    """The same question, as the page puts it."""
    known = {k: as_text(v) for k, v in facts.items() if not isinstance(v, Unknown)}
    why = {k: v for k, v in facts.items() if isinstance(v, Unknown)}
    voted = council_vote(project_of(on, facts))
    return {"stage": stage, "on": str(on), "name": "Ours", "why": why, "voted": voted, **known}


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def project_of(on: date, facts: dict[str, object]) -> ProjectFacts:
    return ProjectFacts.of("Ours", "none", *(as_fact(k, v, on) for k, v in facts.items()))


def in_python(stage: str, on: date, facts: dict[str, object]) -> Assessment | None:
    try:
        return assess(project_of(on, facts), stage, on=on)
    except (NotKnownYet, StageNotOffered):
        return None


def path_of(judged: Assessment) -> list[str]:
    """The lines of the cheapest path as the Markdown report has them, without its escapes."""
    report = readiness_markdown(judged)
    if "What would meet the thresholds" not in report:
        return []
    lines = report.split("### What would meet the thresholds")[1].split("###")[0].splitlines()
    return [plain(line[2:]) for line in lines if line.startswith("- ")]


def plain(markdown: str) -> str:
    """Letters and digits alone: a report escapes what the page shows as it is."""
    entities = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&#64;": "@", "&#58;": ":", "&#46;": "."}
    for entity, sign in entities.items():
        markdown = markdown.replace(entity, sign)
    return re.sub(r"\W", "", markdown.replace("\\", ""))


@GENERATED
def test_generated_projects_are_judged_as_in_python(reader: Page, count: int) -> None:
    dice = random.Random(2018)
    questions = []
    for _ in range(count):
        on = dice.choice(DAYS) + timedelta(days=dice.choice((-1, 0, 1, 200, 900, 5000)))
        keys = dice.sample(sorted(FACTS), dice.randint(0, len(FACTS)))
        questions.append(
            (dice.choice(HOSTED_STAGES), on, {key: random_fact(dice, key) for key in keys})
        )
    asks = [as_ask(*question) for question in questions]
    answers = in_chromium(reader, "readiness", "assess", asks)
    for question, answer in zip(questions, answers, strict=True):
        judged = in_python(*question)
        if judged is None:
            assert "refused" in answer, question
            continue
        rows = [
            {
                "id": row.rule.id,
                "title": judged.gate.title(row.rule),
                "state": str(row.state),
                **({"known": row.measured} if row.fact and row.fact.known else {}),
                "distance": row.distance,
            }
            for row in judged.rows
            if row.value is not None
        ]
        assert answer["rows"] == rows, question
        assert answer["headline"] == headline(judged), question
        assert answer["counts"] == counts(judged), question
        assert answer["caveat"] == judged.gate.document.caveat, question
        assert answer["left"] == left_to_people(judged), question
        steps = [line for line in answer["path"] if not line.startswith("For ")]
        assert len(steps) == len(plan(judged).steps), question


def test_the_cases_of_licences_are_answered_as_in_python(reader: Page) -> None:
    asks = [
        {"stage": "sandbox", "on": "2024-03-01", "license_spdx": case["text"]} for case in CASES
    ]
    for case, answer in zip(CASES, in_chromium(reader, "readiness", "assess", asks), strict=True):
        row = next(row for row in answer["rows"] if row["id"] == "SBX-LICENSE")
        assert (row["state"], row["known"]) == (case["answer"], case["shown"]), case["why"]


def test_a_thousand_written_licences_are_read_as_in_python(reader: Page) -> None:
    dice = random.Random(3)
    texts = [random_licence(dice) for _ in range(1000)]
    for text, reading in zip(
        texts, in_chromium(reader, "readiness", "licence", texts), strict=True
    ):
        expected = licenses.read(text)
        assert reading == {
            "text": expected.text,
            "approved": expected.approved,
            "meant": list(expected.meant),
        }, text


def test_the_cheapest_path_has_the_words_of_the_report(reader: Page) -> None:
    dice = random.Random(7)
    questions = [
        (
            dice.choice(HOSTED_STAGES),
            DAYS[-1],
            {k: random_fact(dice, k) for k in dice.sample(sorted(FACTS), dice.randint(5, 30))},
        )
        for _ in range(100)
    ]
    asks = [as_ask(*question) for question in questions]
    for question, answer in zip(
        questions, in_chromium(reader, "readiness", "assess", asks), strict=True
    ):
        judged = in_python(*question)
        assert judged is not None
        assert [plain(line) for line in answer["path"]] == path_of(judged), question


def test_a_project_without_a_name_is_spoken_of_in_a_sentence(reader: Page) -> None:
    ask = {"stage": "incubation", "on": "2024-01-01"}
    unknown, unmet = in_chromium(reader, "readiness", "assess", [ask, {**ask, "stars": "1"}])
    assert unknown["headline"].startswith("Whether the project meets")
    assert unmet["headline"].startswith("The project does not meet")


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        ({"stage": "sandbox", "on": "2020-01-01"}, "there was no Sandbox stage on 1 January 2020"),
        (
            {"stage": "sandbox", "on": "2017-01-01"},
            "no rules are known for 1 January 2017: the first lifecycle document is of 1 May 2018.",
        ),
        (
            {"stage": "emeritus", "on": "2024-01-01"},
            "Stage asked for: choose Sandbox, Incubation or Graduation, not “emeritus”.",
        ),
        ({"stage": "incubation", "on": "2023-02-30"}, "a date is written as"),
        ({"stage": "incubation", "on": "soon"}, "a date is written as"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_a_sentence(
    reader: Page, ask: dict[str, str], sentence: str
) -> None:
    (answer,) = in_chromium(reader, "readiness", "assess", [ask])
    assert sentence in answer["refused"]


STARS = "Stars of the main repository on GitHub: write a "
ORGANISATIONS = (
    "Organisations whose people contributed commits over the 12 months that end on the day of the "
    "measurement: write a "
)
RANGE = f"{ORGANISATIONS}whole number, such as 3, or a range, such as 3-5, not “"


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("stars", "-1", f"{STARS}whole number, such as 2,300, not “-1”."),
        ("stars", "1e9", f"{STARS}whole number"),
        ("stars", "many", f"{STARS}whole number"),
        ("stars", "2.300", f"{STARS}whole number"),
        ("stars", "2.3456k", f"{STARS}whole number"),
        ("stars", "1,00", f"{STARS}whole number"),
        ("stars", "3..5", f"{STARS}whole number"),
        ("stars", "3|5", f"{STARS}whole number"),
        ("stars", "10²", f"{STARS}whole number"),
        ("stars", "1" + "0" * 30, f"{STARS}smaller number"),
        ("badge_level", "10", "OpenSSF Best Practices badge: choose none, in_progress, passing, "),
        ("tsc", "true", "There is a technical steering committee (TSC): choose yes, no or unknown"),
        ("contributing_organizations", "5..2", f"{RANGE}5..2”."),
        ("contributing_organizations", "1..2..3", RANGE),
        ("contributing_organizations", "-5", RANGE),
        ("contributing_organizations", "3-", RANGE),
        ("contributing_organizations", "to 5", RANGE),
        ("contributing_organizations", "{ low = 3, high = 5 }", RANGE),
        ("contributing_organizations", "1-" + "9" * 20, f"{ORGANISATIONS}smaller number"),
    ],
)
def test_a_fact_is_refused_by_the_label_of_its_field_with_what_works(
    reader: Page, key: str, text: str, sentence: str
) -> None:
    ask = {"stage": "incubation", "on": "2024-01-01", key: text}
    (answer,) = in_chromium(reader, "readiness", "assess", [ask])
    assert answer["refused"].startswith(sentence)
    assert f"not “{text[:37]}" in answer["refused"]
    assert key not in answer["refused"]


@pytest.mark.parametrize(
    ("key", "text", "known"),
    [
        *(
            ("stars", text, "2,300")
            for text in (
                *("2300", "2,300", " 2 300 ", "2\u00a0300", "2\u2009300", "2\u202f300"),
                *("２３００", "２，３００", "2’300", "02300"),
            )
        ),
        ("stars", "1,234,567", "1,234,567"),
        ("stars", "0", "0"),
        *(
            ("contributing_organizations", text, "3..5")
            for text in ("3..5", "3-5", "3 - 5", "3–5", "3 to 5", "３ to ５")
        ),
        ("contributing_organizations", "1,000-2,000", "1,000..2,000"),
        ("contributing_organizations", "3..3", "3"),
        *(("stars", text, "2,300 or more") for text in ("2300 or more", "At least 2.3k")),
        ("contributing_organizations", "at least ３", "3 or more"),
        *(
            ("badge_level", text, "passing or higher")
            for text in ("passing or higher", "Passing or more", "at least passing")
        ),
    ],
)
def test_a_number_is_read_as_people_write_it(reader: Page, key: str, text: str, known: str) -> None:
    ask = {"stage": "incubation", "on": "2024-01-01", key: text}
    (answer,) = in_chromium(reader, "readiness", "assess", [ask])
    assert {row["known"] for row in answer["rows"] if "known" in row} == {known}


WRITTEN = [
    *("3", "03", "1,200", "1 200", "1’200", "1'200", "1.200", "1200.0", "1,20", "12,00", "1,2 3"),
    *("2kk", "1e3", "1_000", "-1", "half", "３", "1，200", "٣", "²", "0x1f", "+3", "3..5", "3-5"),
    *(
        "3 to 5",
        "3 – 5",
        "5..3",
        "3..",
        "..3",
        "1..2..3",
        "3..4k",
        "2.3k-3k",
        "1,000..2,000",
        "3...5",
        "to",
        "3 or more",
        "at least 1,200",
        "at least",
        "or more",
        "3..5 or more",
        "at least 3 or higher",
        "-1 or more",
        "3 or more or higher",
        "12.5 or more",
    ),
]


@pytest.mark.parametrize("key", ["stars", "contributing_organizations"])
def test_a_number_is_read_or_refused_as_on_the_command_line(reader: Page, key: str) -> None:
    asks = [{"stage": "incubation", "on": "2024-01-01", key: text} for text in WRITTEN]
    for text, answer in zip(WRITTEN, in_chromium(reader, "readiness", "assess", asks), strict=True):
        try:
            value = FACTS[key].parse(text)
        except ValueError:
            assert "refused" in answer, text
            continue
        assert "rows" in answer, text
        known = {row["known"] for row in answer["rows"] if "known" in row}
        assert known == {f"{value:,}" if isinstance(value, int) else str(value)}, text


def test_the_cases_of_facts_are_read_and_judged_as_in_python(reader: Page) -> None:
    asks = [
        {"stage": "graduation", "on": "2024-03-01", case["fact"]: case["typed"]}
        for case in FACT_CASES
    ]
    for case, answer in zip(
        FACT_CASES, in_chromium(reader, "readiness", "assess", asks), strict=True
    ):
        if case.get("refused"):
            assert "refused" in answer, case["why"]
            continue
        rows = {row["id"]: row for row in answer["rows"]}
        assert {row["known"] for row in rows.values() if "known" in row} == {case["known"]}
        for rule, state in case["states"].items():
            assert rows[rule]["state"] == state, (case["why"], rule)


def test_rows_of_one_title_are_told_apart(reader: Page) -> None:
    (answer,) = in_chromium(
        reader, "readiness", "assess", [{"stage": "incubation", "on": "2024-01-01"}]
    )
    titles = [row["title"] for row in answer["rows"]]
    assert "OpenSSF Best Practices badge (passing)" in titles
    assert "OpenSSF Best Practices badge (silver)" in titles
    assert "GitHub stars" in titles
    assert len(set(titles)) == len(titles)


def test_the_scripts_are_small_and_hold_no_threshold() -> None:
    # What measures counts twelve months: that is a year, and no threshold.
    judging = map(page_tools.own_source, page_tools.FOLLOWS["readiness"])
    script = page_tools.script("readiness") + "".join(judging)
    assert len(page_tools.at_once("readiness").encode()) < 16_000
    for name in page_tools.FOLLOWS["readiness"]:
        assert len(page_tools.file(name).encode()) < 16_000, name
    # Nobody loads it who has not asked for it; its data is a third of it.
    assert len(page_tools.own_source("readiness_live").encode()) < 24_000
    contents = [value["content"] for value in page_tools.DATA["readiness"]()["values"]]
    thresholds = {c for c in contents if isinstance(c, int) and not isinstance(c, bool) and c >= 10}
    assert thresholds
    assert not thresholds & {int(n) for n in re.findall(r"\d+", script)}
    assert not [word for word in ("passing", "silver", "gold") if f'"{word}"' in script]


def open_measured(page: Page) -> None:
    """Facts that a machine can find out are folded away, unless some of them were typed."""
    page.locator("details.measured > summary").click()


def test_facts_change_the_verdict_by_mouse_and_the_address_follows(
    page: Page, address: str
) -> None:
    page.goto(f"{address}{PAGE}?stage=incubation&on=2024-01-01")
    output = page.locator("#readiness-answer")
    expect(output).to_have_text(re.compile(r"^\d+ open questions before Incubation\. By the rules"))
    open_measured(page)
    page.get_by_label("Stars of the main repository").fill("499")
    expect(output).to_contain_text(
        re.compile(r"^One step and \d+ open questions before Incubation")
    )
    expect(page.locator('[data-part="all"]')).to_contain_text("The project does not meet")
    expect(page.locator("#readiness-gaps")).to_contain_text("1 more star")
    page.get_by_label("By the rules of").fill("2023-05-31")
    expect(output).to_contain_text("31 May 2023")
    expect(output).to_contain_text(re.compile(r"^\d+ met, .* before Incubation"))
    expect(page).to_have_url(re.compile(r"on=2023-05-31.*stars=499"))
    page.reload()
    expect(page.get_by_label("Stars of the main repository")).to_have_value("499")
    expect(output).to_contain_text("31 May 2023")


def test_it_works_by_keyboard_alone(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?on=2024-01-01")
    reader.locator("#stage").focus()
    reader.keyboard.press("ArrowDown")
    expect(reader.locator("#readiness-answer")).to_contain_text("Graduation")
    reader.locator("details.measured > summary").focus()
    reader.keyboard.press("Enter")
    reader.locator("#badge_level").focus()
    reader.keyboard.type("pass")
    expect(reader.locator("#badge_level")).to_have_value("passing")
    expect(reader.locator("#readiness-answer")).to_contain_text("One step and")
    tsc = reader.locator('input[name="tsc"]')
    tsc.nth(2).focus()
    reader.keyboard.press("ArrowLeft")
    expect(tsc.nth(1)).to_be_checked()
    expect(reader).to_have_url(re.compile("tsc=no"))


def test_only_what_the_stage_asks_for_is_asked(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?stage=sandbox&on=2024-01-01")
    open_measured(page)
    expect(page.get_by_role("group", name="The repository has a README.")).to_be_visible()
    expect(page.locator("#stars")).to_be_hidden()
    page.get_by_label("Stage asked for").select_option("incubation")
    expect(page.locator("#stars")).to_be_visible()


def test_a_hostile_name_is_shown_as_text(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?on=2024-01-01&name=<img src=x onerror=alert(1)><script>alert(1)")
    expect(reader.locator("#readiness-answer")).to_contain_text("<img src=x onerror=alert(1)>")
    assert reader.locator(".tool img, .tool script").count() == 0


def test_it_works_from_a_folder_and_prints_alone(page: Page, site: Any) -> None:
    page.goto((site / PAGE).as_uri() + "?stage=sandbox&on=2024-01-01&file_readme=yes")
    expect(page.locator(BAR)).to_contain_text("1 of 23 met")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="All requirements")).to_be_hidden()
    expect(page.locator("#readiness-answer")).to_be_visible()


def test_every_row_links_to_its_rule(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?stage=incubation&on=2024-01-01")
    reader.get_by_text("Each requirement").first.click()
    reader.locator(".tool-detail").get_by_role("link", name="GitHub stars").click()
    expect(reader).to_have_url(re.compile(r"rules/incubation\.html#INC-STARS"))
    expect(reader.locator("#INC-STARS")).to_have_count(1)


def test_while_a_field_is_wrong_the_last_answer_stays(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?stage=incubation&on=2024-01-01&stars=499")
    output, stars = reader.locator("#readiness-answer"), reader.locator("#stars")
    rows = reader.locator('[data-part="all"] table')
    expect(output).to_contain_text("One step and")
    height = output.evaluate("box => box.offsetHeight")
    stars.fill("many")
    expect(output).to_contain_text("Stars of the main repository on GitHub: write a whole number")
    expect(output).to_contain_text(
        re.compile(r"Before: One step and \d+ open questions before Incubation\.")
    )
    expect(rows).to_contain_text("GitHub stars")
    assert output.evaluate("box => box.offsetHeight") >= height
    expect(stars).to_have_attribute("aria-invalid", "true")
    stars.fill("")
    expect(output).to_contain_text(re.compile(r"^\d+ open questions before Incubation"))
    expect(output).not_to_contain_text("Before:")
    expect(stars).not_to_have_attribute("aria-invalid", "true")
    reader.locator("#on").fill("")
    expect(output).not_to_have_class(re.compile("refused"))  # no day is today


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("on=2023-02-30", "a date is written as 2024-02-27 or 27 Feb 2024, not “2023-02-30”."),
        ("on=2024-01-01&tac_sponsor=maybe&stage=sandbox", "A member of the TAC sponsors the"),
        ("on=2024-01-01&badge_level=platinum", "OpenSSF Best Practices badge: choose none"),
    ],
)
def test_what_an_address_cannot_mean_is_told_and_the_form_goes_on(
    reader: Page, address: str, query: str, words: str
) -> None:
    reader.goto(f"{address}{PAGE}?{query}")
    output = reader.locator("#readiness-answer")
    expect(output).to_contain_text(words)
    expect(output).to_have_class("refused")
    reader.get_by_label("Your project").fill("Anvil")
    expect(output).to_contain_text("Anvil")
    expect(output).to_have_class("")


def test_a_stage_that_there_is_not_has_to_be_chosen(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?stage=bogus&on=2024-01-01")
    output, choose = (
        reader.locator("#readiness-answer"),
        "Stage asked for: choose Sandbox, Incubation",
    )
    expect(output).to_have_text(f"{choose} or Graduation, not “bogus”.")
    reader.get_by_label("Your project").fill("Anvil")
    expect(output).to_have_text(f"{choose} or Graduation.")
    reader.get_by_label("Stage asked for").select_option("sandbox")
    expect(output).to_contain_text("before Sandbox. Anvil, by the rules")


def test_a_name_is_cut_and_injects_nothing_into_what_is_copied(
    page: Page, address: str, chromium: Any
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    name = "1. https://evil.example.com%0A%0A%23 Owned%0A- x " + "y" * 300
    page.goto(f"{address}{PAGE}?on=2024-01-01&stage=sandbox&name={name}")
    output = page.locator("#readiness-answer")
    expect(output).to_contain_text(". 1. https://evil.example.com # Owned - x y")
    expect(page.locator("#project")).to_have_value(re.compile(r"^.{200}$"))
    assert "y" * 200 not in (output.text_content() or "")
    page.get_by_label("Stage asked for").select_option("incubation")
    open_measured(page)
    page.get_by_label("Stars of the main repository").fill("1")
    hold_timers(page)  # "Copied" is there for a moment
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("1\\. https\\://evil.example.com \\# Owned")
    assert "\n- x" not in copied


def test_the_first_letters_of_a_licence_are_never_a_no(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?on=2024-01-01&stage=sandbox")
    field, bar = page.locator("#license_spdx"), page.locator(BAR)
    open_measured(page)
    field.focus()
    for letter in "mit license":
        page.keyboard.type(letter)
        expect(bar).to_contain_text(" of 23 met")
        expect(bar).not_to_contain_text("missing")
    expect(page.locator("#readiness-gaps")).to_contain_text("did you mean MIT?")
    field.fill("mit")
    expect(bar).to_contain_text("1 of 23 met")
    page.get_by_text("Each requirement").first.click()
    expect(page.locator(".tool-detail table td", has_text=re.compile("^MIT$"))).to_be_visible()
    field.fill("SSPL-1.0")
    expect(bar).to_contain_text("1 missing")


def test_the_field_of_the_licence_offers_what_is_approved(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}")
    offered = reader.locator("#licences option").evaluate_all(
        "all => all.map(choice => choice.value)"
    )
    listed = licenses.table()
    assert offered == [name for name in listed.approved if name not in listed.deprecated]
    assert reader.locator("#license_spdx").get_attribute("list") == "licences"


def test_the_text_of_2019_is_in_doubt_and_a_future_day_has_the_newest_rules(
    reader: Page, address: str
) -> None:
    reader.goto(f"{address}{PAGE}?stage=incubation&on=2020-01-01")
    output = reader.locator("#readiness-answer")
    expect(output).to_contain_text("may never have been adopted (C-47).")
    reader.locator("#on").fill("2035-01-01")
    expect(output).to_contain_text("By the newest rules we know, those of 1 June 2023.")
    expect(output).not_to_contain_text("2035")
    expect(output).not_to_contain_text("adopted")


def test_a_hosted_project_hears_its_stage_and_a_sheet_has_nothing_to_press(
    page: Page, address: str
) -> None:
    page.goto(f"{address}{PAGE}?on=2026-11-01")
    page.get_by_label("Your project").fill("FlagAI")
    expect(page.locator("#readiness-answer")).to_contain_text(
        re.compile(r"^At Sandbox: .+ open questions before Incubation\. FlagAI, by")
    )
    press = page.get_by_text("Press one to see what it would change.")
    expect(press).to_be_visible()
    page.get_by_text("The same facts by the rules of other days").click()
    page.emulate_media(media="print")
    expect(press).to_be_hidden()
    expect(page.get_by_text("By each version of the rules.")).to_be_visible()
    expect(page.get_by_text("Press a day to judge by it.")).to_be_hidden()


def test_a_sheet_lists_what_is_met_what_is_not_and_what_is_open(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?stage=incubation&on=2026-11-01&stars=812&member_sponsor=no")
    page.emulate_media(media="print")
    sheet = page.locator('[data-part="all"] table')
    expect(sheet).to_be_visible()
    expect(sheet.locator("tbody tr")).to_have_count(29)
    # Each with its rule, what it asks for and what is known.
    for sign, rule, words in (
        ("met", "INC-STARS", "500 stars 812"),
        ("unmet", "SBX-SPONSOR", "no"),
        ("cannot tell", "SBX-FILE-README", "unknown"),
    ):
        row = sheet.get_by_role("row").filter(has_text=rule)
        expect(row.get_by_role("img", name=sign, exact=True)).to_be_visible()
        assert words in " ".join(row.inner_text().split())


@pytest.mark.parametrize(
    "typed", ["Milvus", "milvus-io/milvus", "https://github.com/Milvus-io/milvus.git"]
)
def test_a_project_of_the_record_brings_its_facts_with_their_days(
    page: Page, address: str, typed: str
) -> None:
    page.goto(f"{address}{PAGE}?on=2026-11-01")
    page.get_by_label("Your project").fill(typed)
    expect(page.locator("#readiness-answer")).to_contain_text(
        re.compile(r"^At Graduation: \d+ met, \d+ unknown\. Milvus, by the newest rules")
    )
    (known,) = (facts for facts in facts_of_all() if facts.name == "Milvus")
    open_measured(page)
    expect(page.locator("#stars")).to_have_value(str(known["stars"].value))
    stars = page.locator('[data-fact="stars"] .from')
    expect(stars).to_contain_text("Landscape, 20 November 2023")
    expect(page).to_have_url(re.compile(r"project="))
    assert "stars" not in page.evaluate(
        "location.href"
    )  # what the record has is not what was typed


def test_the_large_words_count_what_is_unknown_as_the_bars_and_the_report_do(
    reader: Page, address: str
) -> None:
    """Most of Milvus is unknown: words that speak of no gap alone would hide it."""
    reader.goto(f"{address}{PAGE}?project=Milvus&on=2026-11-01")
    answer = reader.locator("#readiness-answer strong")
    expect(answer).to_have_text(re.compile(r"^At Graduation: \d+ met, \d+ unknown\. $"))
    met, unknown = re.findall(r"\d+", answer.inner_text())
    expect(reader.locator(BAR)).to_contain_text(f"{met} of {int(met) + int(unknown)} met")
    expect(reader.locator(BAR)).to_contain_text(f"{unknown} unknown")
    report = reader.locator('[data-part="all"] > p')
    expect(report).to_contain_text(re.compile(rf"\b{met} met\b.*\b{unknown}\b"))


def test_a_reason_that_many_questions_share_stands_once_with_what_to_do(
    reader: Page, address: str
) -> None:
    reader.goto(f"{address}{PAGE}?project=Milvus&on=2026-11-01")
    questions = reader.locator(".questions")
    shared = questions.locator(".shared-reason").filter(has_text="larger than the 500 MiB")
    expect(shared).to_have_count(1)
    expect(shared).to_contain_text(re.compile(r"Of \d+ of these: .* Press “Check it live” above"))
    assert questions.inner_text().count("larger than the 500 MiB") == 1


def test_the_record_stays_out_of_the_address_and_what_is_typed_goes_before_it(
    page: Page, address: str
) -> None:
    page.goto(f"{address}{PAGE}?project=ONNX&on=2026-11-01")
    answer = page.locator("#readiness-answer")
    expect(answer).to_contain_text("At Graduation: three thresholds of Graduation not met")
    open_measured(page)
    page.locator('[data-fact="file_governance"]').get_by_role("radio", name="yes").check()
    expect(answer).to_contain_text("two thresholds")
    page.locator("#license_spdx").fill("")
    expect(page).to_have_url(re.compile(r"file_governance=yes"))
    expect(page).to_have_url(re.compile(r"license_spdx=(&|$)"))
    page.reload()
    expect(answer).to_contain_text("two thresholds")
    expect(page.locator("#license_spdx")).to_have_value("")
    page.get_by_label("Your project").fill("Docling")
    expect(answer).to_contain_text("Docling")
    expect(page.locator("#license_spdx")).to_have_value("MIT")
    assert "file_governance" not in page.evaluate("location.href")


def put_together(data: dict[str, Any], at: int) -> str:
    words, numbers = data["reasons"][at]
    return str(data["wordings"][words]).format(*numbers.split())


def test_no_reason_of_the_record_loses_a_word_or_a_number() -> None:
    data = page_tools.DATA["readiness"]()
    reasons = {put_together(data, at) for at in range(len(data["reasons"]))}
    read = {rule.fact for rule in rules().rules.values()}
    assert reasons == {
        fact.reason
        for project in facts_of_all()
        for fact in project
        if fact.key in read and fact.value is None
    }


def test_the_page_and_python_judge_the_record_alike(reader: Page) -> None:
    on = DAYS[-1]
    data = page_tools.DATA["readiness"]()
    asks, judged = [], []
    keys = list(data["facts"])
    for entry, known in zip(data["projects"], facts_of_all(), strict=True):
        facts: dict[str, object] = {}
        why: dict[str, str] = {}
        for _, _, texts, reasons, there, absent in entry["facts"]:
            facts |= {keys[k]: text for k, text in zip(texts[::2], texts[1::2], strict=True)}
            facts |= {keys[k]: "yes" for k in there} | {keys[k]: "no" for k in absent}
            why |= {
                keys[k]: put_together(data, n)
                for k, n in zip(reasons[::2], reasons[1::2], strict=True)
            }
        stage = str(entry["next"])
        ask = {"stage": stage, "on": str(on), "name": known.name, "why": why}
        method, source = entry.get("voted", ("", 0))
        voted = VOTED.format(method=method, source=data["sources"][source]) if method else ""
        asks.append({**ask, "voted": voted, **facts})
        judged.append(assess(known, stage, on=on))
    for answer, expected in zip(
        in_chromium(reader, "readiness", "assess", asks), judged, strict=True
    ):
        assert answer["headline"] == headline(expected)
        assert answer["counts"] == counts(expected)
        assert answer["left"] == left_to_people(expected)
        assert [row["distance"] for row in answer["rows"]] == [
            row.distance for row in expected.rows if row.value is not None
        ]


def test_a_step_is_supposed_with_before_and_after(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?stage=incubation&on=2026-11-01&stars=312&badge_level=passing")
    step = reader.get_by_role("button", name="OpenSSF Best Practices badge (silver): silver")
    # Of units, not of work: that is what is known.
    expect(step).to_contain_text("fewest missing")
    expect(reader.locator(".tool-detail")).to_contain_text("what lacks the smallest number first")
    expect(reader.locator(".tool-detail")).not_to_contain_text("After:")  # nothing is supposed yet
    step.click()
    expect(step).to_have_attribute("aria-pressed", "true")
    expect(reader.locator(".tool-detail")).to_contain_text(
        "Before: 1 met, 2 missing, 26 unknown. After: 2 met, 1 missing, 26 unknown."
    )
    assert "silver" not in reader.evaluate("location.href")


def test_the_rules_of_all_days_stand_side_by_side(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?stage=incubation&on=2026-11-01&stars=312")
    reader.get_by_text("The same facts by the rules of other days").click()
    rows = reader.locator('[data-part="versions"] tbody tr')
    expect(rows).to_have_count(len(DAYS))
    expect(rows.nth(2)).to_contain_text("1 met, 0 missing")
    expect(rows.nth(3)).to_contain_text("0 met, 1 missing")
    rows.nth(2).get_by_role("button").click()
    expect(reader.locator("#on")).to_have_value("2021-02-02")
    expect(reader.locator("#readiness-answer")).to_contain_text("2 February 2021")
    expect(reader.locator('[data-part="versions"]')).to_have_attribute("open", "")


def test_a_gap_says_why_how_how_far_and_in_whose_words(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?stage=incubation&on=2026-11-01&stars=312&member_sponsor=no")
    gaps = reader.locator("#readiness-gaps")
    expect(gaps.get_by_role("heading")).to_have_text(
        ["Missing, for the project to close", "Missing, for a sponsor to close"]
    )
    gap = gaps.get_by_role("listitem").first
    expect(gap).to_contain_text("188 more stars. Known: 312. Needed: 500 stars.")
    expect(gap).to_contain_text("Make the project better known")
    expect(gap.get_by_role("link", name="INC-STARS")).to_be_visible()
    quotation = gap.locator("small")
    expect(quotation).to_contain_text("“")


def test_a_reader_is_asked_about_a_dozen_questions(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?stage=incubation&on=2026-11-01")
    questions = reader.locator(".questions [data-fact]:visible")
    assert 10 <= questions.count() <= 14
    for question in questions.all():
        question.get_by_text("Where to look").click()
        expect(question.locator("a[href*='rules/']:visible").first).to_be_visible()
        assert len(question.locator(".look").inner_text()) > 20
