"""Facts files in the page: the same facts as `lfai-nb readiness` reads, in and out."""

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from handbook import page_tools
from lfai_nb.cli import main
from lfai_nb.evidence.portfolio import facts_of_all
from lfai_nb.faces.readiness import counts, headline
from lfai_nb.lifecycle.fact_keys import FACTS
from lfai_nb.lifecycle.facts import ProjectFacts
from lfai_nb.lifecycle.facts_file import FactsError, dumps, loads
from lfai_nb.lifecycle.readiness import assess
from tests.site.parity import ADDRESS
from tests.site.test_readiness_tool import as_fact, random_fact

pytestmark = pytest.mark.browser
ON = date(2026, 11, 20)
PAGE = "book/hosting/readiness.html"

RUN = """async ([what, asks]) => {
  const tool = await import("/tool.mjs");
  const data = await (await fetch("/data.json")).json();
  return JSON.stringify(JSON.parse(asks).map((ask) => {
    try {
      if (what === "write") return tool.writeFacts(data, ask);
      const { name, repository, facts } = tool.readFacts(data, ask, "2026-11-20");
      const given = Object.fromEntries(Object.entries(facts).map(([key, { text }]) => [key, text]));
      const why = Object.fromEntries(Object.entries(facts).map(([key, { why }]) => [key, why]));
      const full = { stage: "graduation", on: "2026-11-20", name, why, ...given };
      const answer = tool.assess(data, full);
      const file = tool.writeFacts(data, { name, repository, given, facts,
        page: "https://handbook.example/", day: "2026-11-20" });
      return { headline: answer.headline, counts: answer.counts, file,
        distances: answer.rows.map(({ distance }) => distance) };
    } catch (error) {
      if (!(error instanceof tool.Refused)) throw error;
      return { refused: error.message };
    }
  }));
}"""


def in_page(page: Page, what: str, asks: list[Any]) -> list[Any]:
    parts = ("calendar", "licences", "facts_file", "toml")
    files = {
        "/": ("text/html", "<!doctype html><title>x</title><link rel=icon href=data:,>"),
        "/tool.mjs": (
            "text/javascript",
            page_tools.script("readiness") + page_tools.source(*parts),
        ),
        "/data.json": ("application/json", json.dumps(page_tools.DATA["readiness"]())),
    }
    page.route(
        f"{ADDRESS}/**",
        lambda route: route.fulfill(
            content_type=files[route.request.url.removeprefix(ADDRESS)][0],
            body=files[route.request.url.removeprefix(ADDRESS)][1],
        ),
    )
    page.goto(f"{ADDRESS}/")
    answers: list[Any] = json.loads(page.evaluate(RUN, [what, json.dumps(asks)]))
    return answers


def agrees(project: ProjectFacts, answer: dict[str, Any]) -> None:
    judged = assess(project, "graduation", on=ON)
    assert answer["headline"] == headline(judged)
    assert answer["counts"] == counts(judged)
    distances = [row.distance for row in judged.rows if row.value is not None]
    assert answer["distances"] == distances


def test_what_the_command_writes_the_page_reads_and_writes_again(reader: Page) -> None:
    dice = random.Random(20)
    generated = [
        ProjectFacts.of(
            dice.choice(("Anvil", 'An "anvil" \\ of\tsteel', "鉄床", "</script>")),
            "https://github.com/acme/anvil",
            *(
                as_fact(key, random_fact(dice, key), ON)
                for key in dice.sample(sorted(FACTS), dice.randint(0, len(FACTS)))
            ),
        )
        for _ in range(100)
    ]
    projects = [*generated, *facts_of_all()]
    answers = in_page(reader, "read", [dumps(project) for project in projects])
    for project, answer in zip(projects, answers, strict=True):
        assert "refused" not in answer, (project.name, answer)
        agrees(project, answer)
        again = loads(answer["file"])
        assert again.name == project.name
        agrees(again, answer)


BY_HAND = """
name = "Anvil" # a comment
repository = 'https://github.com/acme/anvil'
stage = "sandbox"

[attested]
who = "A. Maintainer, TSC chair"
when = 2026-11-01
link = "https://example.org/minutes"
{until}

[facts]
tsc = true
contributing_organizations = {{ low = 3, high = 5 }}
badge_level = {{ unknown = "we have not asked for one yet" }}
license_spdx = "mit"
stars = 2_300
"""


@pytest.mark.parametrize("until", ["", "until = 2026-11-20", "until = 2026-11-19"])
def test_what_a_person_writes_is_read_as_by_the_command(reader: Page, until: str) -> None:
    text = BY_HAND.format(until=until)
    (answer,) = in_page(reader, "read", [text])
    agrees(loads(text).on(ON), answer)


REFUSED = {
    "": "name is missing",
    'name = "x"': "repository is missing",
    "name = ": "Line 1 of the file has a value that is not text",
    'name = "x"\nname = "y"': "Line 2 of the file gives name a second time",
    "[facts": "Line 1 of the file does not close its bracket",
    'name = "x"\nrepository = "y"\n[facts]\ntsc = true': "nobody stands behind this answer",
    'name = "x"\nrepository = "y"\n[facts]\nstarz = { unknown = "?" }': "“starz” is not a fact",
    'name = "x"\nrepository = "y"\n[facts.stars]\nvalue = -3\nsource = "a"\nurl = "b"\n'
    'method = "c"\nretrieved = 2026-01-01': "write a whole number",
    'name = "x"\nrepository = "y"\n[facts.stars]\nvalue = 3': "stars needs source",
    "\x00": "Line 1 of the file",
    "{}": "Line 1 of the file",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_with_its_place(reader: Page, text: str) -> None:
    with pytest.raises(FactsError):
        loads(text)
    (answer,) = in_page(reader, "read", [text])
    assert REFUSED[text] in answer["refused"]


def test_a_file_comes_in_and_goes_out_with_the_same_answer(
    page: Page, address: str, tmp_path: Path
) -> None:
    project = next(facts for facts in facts_of_all() if facts.name == "Kedro")
    file = tmp_path / "kedro.toml"
    file.write_text(dumps(project), encoding="utf-8")
    page.goto(f"{address}{PAGE}?on={ON}")
    page.get_by_text("Open a facts file, or add the organisations").click()
    page.get_by_label("A file").set_input_files(file)
    answer = page.locator('[data-part="all"]')
    expect(answer).to_contain_text(headline(assess(project, "graduation", on=ON)))
    assert "stars" not in page.evaluate("location.href")
    page.locator("details.measured > summary").click()
    page.locator("#collaborations_completed").fill("3")
    with page.expect_download() as download:
        page.get_by_role("button", name="Facts file").click()
    out = loads(download.value.path().read_text(encoding="utf-8"))
    judged = assess(out, "graduation", on=ON)
    expect(answer).to_contain_text(headline(judged))
    expect(answer).to_contain_text(counts(judged))
    assert "nobody's attestation" in out["collaborations_completed"].method


@pytest.mark.parametrize("name", ["Kedro", "Docling"])
def test_the_command_that_the_page_names_gives_the_saved_file_the_same_answer(
    page: Page, address: str, tmp_path: Path, capsys: Any, name: str
) -> None:
    page.goto(f"{address}{PAGE}?project={name}&on={ON}&tsc=yes")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the facts file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    named = page.get_by_text("lfai-nb readiness readiness.toml").inner_text().split()
    assert named[:3] == ["lfai-nb", "readiness", file.name]
    main(["readiness", str(file), *named[3:]])
    output = " ".join(capsys.readouterr().out.split())
    answer = page.locator('[data-part="all"] > p').text_content() or "no answer"
    assert output.startswith(" ".join(answer.split()))


def test_the_organisations_come_from_what_the_command_prints(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?stage=incubation&on={ON}")
    reader.get_by_text("Open a facts file, or add the organisations").click()
    text = reader.get_by_label("Or paste its text")
    report = {"low": 4, "high": 9, "window": {"since": "2025-11-21", "until": "2026-11-20"}}
    text.fill(json.dumps(report))
    text.press("Tab")
    expect(reader.locator("#readiness-bars [aria-current]")).to_contain_text("1 of 29 met")
    expect(reader.locator("#contributing_organizations")).to_have_value("4-9")
    text.fill('{"low": "<img src=x onerror=alert(1)>"}')
    text.press("Tab")
    expect(reader.locator("#readiness-live")).to_contain_text("it has no low, high and window")
    assert reader.locator(".tool img").count() == 0


DROP = """([text, name]) => {
  const files = new DataTransfer();
  files.items.add(new File([text], name));
  const tool = document.querySelector("#readiness-tool");
  const send = (kind) => tool.dispatchEvent(
    new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true }));
  send("dragover");
  const marked = tool.classList.contains("takes-a-file");
  send("drop");
  return [marked, tool.classList.contains("takes-a-file")];
}"""


def test_a_file_may_be_dropped_and_the_tool_shows_it(reader: Page, address: str) -> None:
    project = next(facts for facts in facts_of_all() if facts.name == "Kedro")
    reader.goto(f"{address}{PAGE}?on={ON}")
    assert reader.evaluate(DROP, [dumps(project), "kedro.toml"]) == [True, False]
    status = reader.locator("#readiness-live [role=status]")
    expect(status).to_contain_text("facts of Kedro are in")
    reader.evaluate(DROP, ["\x00\x01", "picture.png"])
    expect(status).to_contain_text("Line 1 of the file")


def test_what_is_pasted_is_read_at_once(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}{PAGE}?stage=incubation&on={ON}")
    page.get_by_text("Open a facts file, or add the organisations").click()
    report = {"low": 4, "high": None, "window": {"since": "2025-11-21", "until": "2026-11-20"}}
    page.evaluate("text => navigator.clipboard.writeText(text)", json.dumps(report))
    page.get_by_label("Or paste its text").focus()
    page.keyboard.press("Control+V")
    expect(page.locator("#contributing_organizations")).to_have_value("4 or more")
    expect(page.locator("#readiness-live [role=status]")).to_contain_text("organisations are in")
