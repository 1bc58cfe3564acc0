"""The readiness tool in the page: the judgment of Python, and unknown that stays unknown."""

import random
import re
import tomllib
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lfai_nb.faces.readiness import counts, headline, left_to_people, readiness_markdown
from lfai_nb.lifecycle import licenses
from lfai_nb.lifecycle.fact_keys import FACTS, BadgeLevel, Interval
from lfai_nb.lifecycle.facts import ProjectFacts
from lfai_nb.lifecycle.gate import STEPS, StageNotOffered, versions
from lfai_nb.lifecycle.paths import cheapest_path, supposed
from lfai_nb.lifecycle.readiness import Assessment, assess, rules
from lfai_nb.places import data_dir
from lfai_nb.policy import NotKnownYet
from lfai_nb.site import tools
from tests.site.parity import in_chromium

pytestmark = pytest.mark.browser

PAGE = "book/hosting/readiness.html"
DAYS = versions(rules())
CASES = tomllib.loads((data_dir() / "policy" / "cases" / "licences.toml").read_text("utf-8"))[
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
    if kind is bool:
        return dice.random() < 0.7
    if kind is BadgeLevel:
        return dice.choice(list(BadgeLevel))
    if kind is Interval:
        low = dice.randint(0, 6)
        return Interval(low, low + dice.choice((0, 0, 1, 3)))
    if kind is str:
        return random_licence(dice)
    near = dice.choice((0, 1, 12, 299, 300, 301, 499, 500, 501, 999, 1000, 1001, 1_000_000))
    return min(near, FACTS[key].maximum or near)


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def in_python(stage: str, on: date, facts: dict[str, object]) -> Assessment | None:
    project = ProjectFacts.of("Ours", "none", *(supposed(k, v, on) for k, v in facts.items()))
    try:
        return assess(project, stage, on=on)
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


def test_five_thousand_generated_projects_are_judged_as_in_python(page: Page) -> None:
    dice = random.Random(2018)
    questions = []
    for _ in range(5000):
        on = dice.choice(DAYS) + timedelta(days=dice.choice((-1, 0, 1, 200, 900, 5000)))
        keys = dice.sample(sorted(FACTS), dice.randint(0, len(FACTS)))
        questions.append((dice.choice(STEPS), on, {key: random_fact(dice, key) for key in keys}))
    asks = [
        {"stage": stage, "on": str(on), "name": "Ours", **{k: as_text(v) for k, v in facts.items()}}
        for stage, on, facts in questions
    ]
    found = in_chromium(page, "readiness", "assess", asks)
    for question, answer in zip(questions, found, strict=True):
        judged = in_python(*question)
        if judged is None:
            assert "refused" in answer, question
            continue
        rows = [
            {
                "id": row.rule.id,
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
        assert len(answer["path"]) == len(cheapest_path(judged).steps), question


def test_the_cases_of_licences_are_answered_as_in_python(page: Page) -> None:
    asks = [
        {"stage": "sandbox", "on": "2024-03-01", "license_spdx": case["text"]} for case in CASES
    ]
    for case, answer in zip(CASES, in_chromium(page, "readiness", "assess", asks), strict=True):
        row = next(row for row in answer["rows"] if row["id"] == "SBX-LICENSE")
        assert (row["state"], row["known"]) == (case["answer"], case["shown"]), case["why"]


def test_a_thousand_written_licences_are_read_as_in_python(page: Page) -> None:
    dice = random.Random(3)
    texts = [random_licence(dice) for _ in range(1000)]
    for text, found in zip(texts, in_chromium(page, "readiness", "licence", texts), strict=True):
        expected = licenses.read(text)
        assert found == {
            "text": expected.text,
            "approved": expected.approved,
            "meant": list(expected.meant),
        }, text


def test_the_cheapest_path_has_the_words_of_the_report(page: Page) -> None:
    dice = random.Random(7)
    questions = [
        (
            dice.choice(STEPS),
            DAYS[-1],
            {k: random_fact(dice, k) for k in dice.sample(sorted(FACTS), dice.randint(5, 30))},
        )
        for _ in range(100)
    ]
    asks = [
        {"stage": stage, "on": str(on), "name": "Ours", **{k: as_text(v) for k, v in facts.items()}}
        for stage, on, facts in questions
    ]
    for question, answer in zip(
        questions, in_chromium(page, "readiness", "assess", asks), strict=True
    ):
        judged = in_python(*question)
        assert judged is not None
        assert [plain(line) for line in answer["path"]] == path_of(judged), question


def test_a_project_without_a_name_is_spoken_of_in_a_sentence(page: Page) -> None:
    ask = {"stage": "incubation", "on": "2024-01-01"}
    unknown, unmet = in_chromium(page, "readiness", "assess", [ask, {**ask, "stars": "1"}])
    assert unknown["headline"].startswith("Whether the project meets")
    assert unmet["headline"].startswith("The project does not meet")


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        ({"stage": "sandbox", "on": "2020-01-01"}, "there was no Sandbox stage on 1 January 2020"),
        ({"stage": "sandbox", "on": "2017-01-01"}, "is not known for 2017-01-01"),
        ({"stage": "emeritus", "on": "2024-01-01"}, "stage is one of sandbox"),
        ({"stage": "incubation", "on": "2023-02-30"}, "a date is written as"),
        ({"stage": "incubation", "on": "soon"}, "a date is written as"),
        ({"stage": "incubation", "on": "2024-01-01", "stars": "-1"}, "stars needs a whole number"),
        ({"stage": "incubation", "on": "2024-01-01", "stars": "1e9"}, "stars needs a whole number"),
        ({"stage": "incubation", "on": "2024-01-01", "stars": "9" * 30}, "stars needs a whole"),
        ({"stage": "incubation", "on": "2024-01-01", "badge_level": "10"}, "badge_level needs one"),
        ({"stage": "incubation", "on": "2024-01-01", "tsc": "true"}, "tsc needs true or false"),
        (
            {"stage": "incubation", "on": "2024-01-01", "contributing_organizations": "5..2"},
            "contributing_organizations needs a whole number",
        ),
        (
            {"stage": "incubation", "on": "2024-01-01", "contributing_organizations": "1..2..3"},
            "contributing_organizations needs a whole number",
        ),
    ],
)
def test_what_cannot_be_judged_is_refused_in_a_sentence(
    page: Page, ask: dict[str, str], sentence: str
) -> None:
    (answer,) = in_chromium(page, "readiness", "assess", [ask])
    assert sentence in answer["refused"]


def test_the_script_is_small_and_holds_no_threshold() -> None:
    script = tools.script("readiness")
    assert len(tools.at_once("readiness").encode()) < 16_000
    contents = [value["content"] for value in tools.DATA["readiness"]()["values"]]
    thresholds = {c for c in contents if isinstance(c, int) and not isinstance(c, bool) and c >= 10}
    assert thresholds
    assert not thresholds & {int(n) for n in re.findall(r"\d+", script)}
    assert not [word for word in ("passing", "silver", "gold") if f'"{word}"' in script]


def test_facts_change_the_verdict_by_mouse_and_the_address_follows(
    page: Page, address: str
) -> None:
    page.goto(f"{address}{PAGE}?stage=incubation&on=2024-01-01")
    output = page.locator("#readiness-answer")
    expect(output).to_contain_text("cannot be told")
    page.get_by_label("Stars of the main repository").fill("499")
    expect(output).to_contain_text("does not meet")
    expect(page.locator(".tool-detail")).to_contain_text("1 more stars")
    page.get_by_label("By the rules of").fill("2023-05-31")
    expect(output).to_contain_text("31 May 2023")
    expect(output).to_contain_text("cannot be told")
    expect(page).to_have_url(re.compile(r"on=2023-05-31.*stars=499"))
    page.reload()
    expect(page.get_by_label("Stars of the main repository")).to_have_value("499")
    expect(output).to_contain_text("31 May 2023")


def test_it_works_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?on=2024-01-01")
    page.locator("#stage").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#readiness-answer")).to_contain_text("Graduation")
    page.locator("#badge_level").focus()
    page.keyboard.type("pass")
    expect(page.locator("#badge_level")).to_have_value("passing")
    expect(page.locator("#readiness-answer")).to_contain_text("does not meet")


def test_only_what_the_stage_asks_for_is_asked(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?stage=sandbox&on=2024-01-01")
    expect(page.get_by_label("The repository has a README.")).to_be_visible()
    expect(page.locator("#stars")).to_be_hidden()
    page.get_by_label("Stage asked for").select_option("incubation")
    expect(page.locator("#stars")).to_be_visible()


def test_a_hostile_name_is_shown_as_text(page: Page, address: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(f"{address}{PAGE}?on=2024-01-01&name=<img src=x onerror=alert(1)><script>alert(1)")
    expect(page.locator("#readiness-answer")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator(".tool img, .tool script").count() == 0


def test_it_works_from_a_folder_and_prints_alone(page: Page, site: Any) -> None:
    page.goto((site / PAGE).as_uri() + "?stage=sandbox&on=2024-01-01&file_readme=yes")
    expect(page.locator("#readiness-answer")).to_contain_text("1 met")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="All requirements")).to_be_hidden()
    expect(page.locator("#readiness-answer")).to_be_visible()


def test_every_row_links_to_its_rule(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?stage=incubation&on=2024-01-01")
    page.locator(".tool-detail").get_by_role("link", name="GitHub stars").click()
    expect(page).to_have_url(re.compile(r"rules/incubation\.html#INC-STARS"))
    expect(page.locator("#INC-STARS")).to_have_count(1)
