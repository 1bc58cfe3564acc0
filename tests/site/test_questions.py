"""Twenty questions that people ask, each answered within two clicks or one search.

Tried as a reader would: from the first page, by the links in its text or by the search field beside
it, to a page whose text has the answer.
"""

import re
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


class Asked(NamedTuple):
    question: str
    way: tuple[str, ...]  # the links to follow, by their first words; none: the first page answers
    answered_on: str
    words: str  # of the answer, as a regular expression


BY_LINKS = [
    Asked(
        "What is the difference between the Linux Foundation, LF AI & Data and a hosted project?",
        ("What the foundation is, and what it is not",),
        "foundation/what-it-is",
        "Linux Foundation.*hosted project",
    ),
    Asked(
        "Can I attend a meeting of the council without being a member?",
        ("The Technical Advisory Council",),
        "foundation/council",
        "open to",
    ),
    Asked("“incubation” or “Incubation”?", (), "index", "being hosted at all.*the second of"),
    Asked(
        "How much will we pay, and is membership of the Linux Foundation included?",
        ("What membership costs",),
        "joining/dues",
        r"\$120,000",
    ),
    Asked(
        "Premier or General: board, council, committees?",
        ("The levels side by side",),
        "joining/levels",
        "Governing Board",
    ),
    Asked(
        "Must we be a member to host a project?",
        ("What hosting asks for",),
        "hosting/requirements",
        "a member has to sponsor the project",
    ),
    Asked(
        "Who are the members, and has their number shrunk?",
        ("Members over time",),
        "joining/members",
        "Members at the last count of each year",
    ),
    Asked(
        "What do we give up?",
        ("Is it for us, and what do we give up?",),
        "hosting/is-it-for-us",
        "What moves.*What stays",
    ),
    Asked(
        "Which level should we ask for; can we enter Incubation directly?",
        ("Questions and answers", "Entering directly"),
        "hosting/moving-up",
        "This is direct entry. A project may enter at Sandbox or at Incubation",
    ),
    Asked(
        "How long from the request to the announcement?",
        ("The annual review, and how long stages take",),
        "hosting/review",
        r"both dates are public\. Of \d+ the charter is the later one, "
        r"and half of these took \d+ days or less",
    ),
    Asked(
        "All our committers work for one company: can we join?",
        ("What hosting asks for",),
        "hosting/requirements",
        "A project whose committers all work for one company can ask for Sandbox",
    ),
    Asked(
        "What goes into the deck of the annual review?",
        ("The annual review, and how long stages take",),
        "hosting/review",
        "What to bring.*The roadmap",
    ),
    Asked(
        "How do we archive, revive, add a subproject, or move elsewhere?",
        ("Questions and answers", "Leaving, archiving, reviving"),
        "hosting/leaving",
        "The way back",
    ),
]

# The words that are searched, and the page that answers.
BY_SEARCH = [
    Asked("How much will we pay?", ("how much",), "joining/dues", r"\$120,000"),
    Asked("When can the council decide?", ("quorum",), "reference/glossary", "must be present"),
    Asked(
        "Are the numbers of stars absolute?",
        ("stars absolute",),
        "reference/questions",
        "Not quite. Incubation asks for 500 stars",
    ),
    Asked(
        "What is missing for the silver badge?",
        ("silver badge",),
        "reference/questions",
        "Incubation asks for silver",
    ),
    Asked("What do we give up?", ("give up",), "hosting/is-it-for-us", "What moves"),
    Asked(
        "Which projects were archived?", ("archived",), "hosting/left", "Archived.*Acumos.*ShaderNN"
    ),
    Asked(
        "Is it the same as LF Deep Learning?",
        ("same as LF Deep Learning",),
        "reference/questions",
        "It was renamed twice",
    ),
    Asked(
        "What happened to TonY, vLLM, KServe?",
        ("what happened to vllm",),
        "reference/questions",
        "vLLM moved to the PyTorch Foundation",
    ),
    Asked(
        "How do we get onto the landscape, and is that being hosted?",
        ("get onto the landscape",),
        "reference/questions",
        "Being listed does not mean being hosted",
    ),
    Asked(
        "Which class of openness is our model?",
        ("model openness framework",),
        "reference/questions",
        "It says how open a model is",
    ),
    Asked("We are a university: free?", ("university free",), "reference/questions", "It can be"),
    Asked(
        "Can we host an LF AI & Data Day, at whose cost?",
        ("host a day",),
        "joining/day",
        "at no cost to the foundation",
    ),
    Asked(
        "Do dependencies under the GPL block us?",
        ("gpl dependencies",),
        "hosting/requirements",
        "The document of 2019 ruled them out",
    ),
    Asked(
        "How do we keep our vote in the council?",
        ("keep our vote",),
        "reference/questions",
        "After 2 absences you lose the vote",
    ),
    Asked(
        "How do we get a release promoted?",
        ("release promoted",),
        "hosting/support",
        "at least 2 weeks before the",
    ),
    Asked(
        "How do we add a subproject?",
        ("subproject",),
        "reference/questions",
        "A subproject has a checklist of its own",
    ),
]
FIRST = 3  # results that a reader looks at


def first_page(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}book/index.html")


def answers(page: Page, question: Asked) -> None:
    expect(page).to_have_url(re.compile(rf"book/{question.answered_on}\.html"))
    page.wait_for_load_state()
    text = " ".join(page.locator("article").inner_text().split())
    assert re.search(question.words, text), f"{question.question}\n{text[:2000]}"


@pytest.mark.parametrize("question", BY_LINKS, ids=lambda question: question.question)
def test_a_question_is_answered_within_two_clicks(
    reader: Page, address: str, question: Asked
) -> None:
    assert len(question.way) <= 2
    first_page(reader, address)
    for words in question.way:
        link = reader.locator("article").get_by_role(
            "link", name=re.compile(f"^{re.escape(words)}")
        )
        link.first.click()
    answers(reader, question)


@pytest.mark.parametrize("question", BY_SEARCH, ids=lambda question: question.way[0])
def test_a_question_is_answered_by_one_search(reader: Page, address: str, question: Asked) -> None:
    first_page(reader, address)
    reader.get_by_role("searchbox", name="Search", exact=True).fill(question.way[0])
    reader.keyboard.press("Enter")
    results = reader.locator("#search-results a")
    expect(results.first).to_be_visible()
    places = [link.get_attribute("href") or "" for link in results.all()[:FIRST]]
    wanted = next((n for n, place in enumerate(places) if question.answered_on in place), None)
    assert wanted is not None, f"{question.answered_on} is not among the first: {places}"
    results.nth(wanted).click()
    answers(reader, question)
