"""The worked examples: commands answer what the page shows, and its numbers are the tools' own."""

import re
from datetime import date, timedelta

import pytest

from handbook.tables import hosted
from lfai_nb import catalog, cli
from lfai_nb.policy import load
from tests.book import worked_examples
from tests.book.markdown import ROOT
from tests.book.test_numbers import numbers_in
from tests.site.rendered import html_of

PAGES = {page: (ROOT / f"{page}.md").read_text("utf-8") for page in worked_examples.INVENTED}
ELISION = "…"


def shown_answers() -> list[tuple[str, str, list[str]]]:
    """Page, command and the lines of the answer that the page shows, for every console block."""
    return [
        (page, lines[0].removeprefix("$ "), lines[1:])
        for page, text in PAGES.items()
        for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL)
        for lines in [block.rstrip("\n").split("\n")]
    ]


def answers(lines: list[str], answer: list[str]) -> bool:
    """Whether the answer has these lines, in this order and whole; … stands for any lines."""
    pieces: list[list[str]] = [[]]
    for line in lines:
        if line == ELISION:
            pieces.append([])
        else:
            pieces[-1].append(line)
    *before, last = pieces
    at = 0
    for n, piece in enumerate(before):
        starts = [
            i for i in range(at, len(answer)) if answer[i : i + len(piece)] == piece or not piece
        ]
        if not starts or (n == 0 and starts[0] != 0):
            return False
        at = starts[0] + len(piece)
    rest = answer[at:]
    if len(pieces) == 1:
        return rest == last
    return not last or rest[-len(last) :] == last


def words_of(lines: list[str]) -> list[str]:
    """How wide a column is says nothing: a longer title elsewhere makes it wider."""
    return [re.sub(r"-{2,}", "--", " ".join(line.split())) for line in lines]


def test_a_page_shows_commands_with_their_answers():
    assert len(shown_answers()) >= 6
    assert all(lines for _page, _command, lines in shown_answers())


@pytest.mark.parametrize(("page", "command", "lines"), shown_answers())
def test_the_program_answers_what_the_page_shows(
    page, command, lines, capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    for name, facts in re.findall(r"```toml\n# (\S+)\n(.*?)```", PAGES[page], re.DOTALL):
        (tmp_path / name).write_text(facts, "utf-8")
    program, *arguments = command.split()
    assert program == "lfai-nb"
    cli.main(arguments)
    answer = capsys.readouterr().out.rstrip("\n").split("\n")
    todo = f"put this into {page}.md, if it is right ({ELISION} stands for any lines):"
    assert answers(words_of(lines), words_of(answer)), "\n".join([command, todo, *answer])


@pytest.mark.parametrize(
    ("lines", "holds"),
    [
        (["a", "b", "c"], True),
        (["a", ELISION], True),
        (["a", ELISION, "c"], True),
        (["a", ELISION, "c", ELISION], True),
        (["b", ELISION], False),
        (["a", "b"], False),
        (["a", ELISION, "x", ELISION], False),
        (["a", ELISION, "c", ELISION, "b", ELISION], False),
        ([ELISION, "b"], False),
    ],
)
def test_an_answer_that_is_another_is_noticed(lines, holds):
    assert answers(lines, ["a", "b", "c"]) is holds


@pytest.mark.parametrize("page", PAGES)
def test_what_the_tools_answer_stands_on_the_page(page):
    words = {words.rstrip(",") for _kind, words in numbers_in(PAGES[page])}
    assert worked_examples.COMPUTED[page]() <= words


def test_the_company_is_counted_among_the_voters():
    members = worked_examples.general_members()
    text = " ".join(PAGES[worked_examples.COMPANY].split())
    assert f"the foundation had {members} General members. With Hartmoor, {members + 1} " in text


def test_the_days_of_the_project_follow_from_the_rules_and_the_record():
    assert worked_examples.MEETING.strftime("%a") == "Thu"
    rows = re.findall(r"^\| (\d+) \| (\d+ \w+ \d{4}) \|", PAGES[worked_examples.PROJECT], re.M)
    days = {day: int(number) for number, day in rows}
    first = worked_examples.FIRST_MAIL
    for day, number in days.items():
        assert day == worked_examples.day_in_words(first + timedelta(days=number))
    assert list(days.values()) == sorted(days.values())
    for day in worked_examples.project_days().values():
        assert worked_examples.day_in_words(day) in days
    assert f"it takes {max(days.values())} days" in " ".join(PAGES[worked_examples.PROJECT].split())


def test_the_sample_proposal_answers_every_field_of_the_form_in_its_order():
    fields = load().at(worked_examples.FIRST_MAIL).items("PRO-FIELDS")
    blocks = re.findall(r"```text\n(.*?)```", PAGES[worked_examples.PROJECT], re.DOTALL)
    proposal = next(block for block in blocks if block.startswith("Name of project"))
    headings = re.findall(r"^\S.*$", proposal, re.MULTILINE)
    assert len(headings) == len(fields)
    for heading, field in zip(headings, fields, strict=True):
        assert field.quote.startswith(heading.rstrip(".")), (heading, field.quote)
        answer = proposal.split(heading, 1)[1].split("\n", 2)[1]
        assert answer.startswith("  ")


def test_the_newcomers_search_finds_the_projects_that_the_page_names():
    rows = html_of(hosted.hosted(date(2026, 11, 27))).split("<tr>")
    with_word = {
        project.name
        for project in catalog.load().hosted_on(date(2026, 11, 27))
        for row in rows
        if f'id="{project.id}"' in row and "lineage" in row.casefold()
    }
    assert with_word == {"Marquez", "OpenDataology", "OpenLineage"}
