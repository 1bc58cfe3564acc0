"""A value on a page leads to its source, and the page lists its sources by itself."""

import re
from datetime import date
from functools import cache

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from handbook import links
from handbook.documents import documents
from lfai_nb.policy import load
from lfai_nb.policy.words import in_a_sentence

CONF = """
from datetime import date
from handbook import citations, parts, rule_pages
from lfai_nb import policy
from handbook.extension import FromData
from sphinx.util.docutils import SphinxDirective

extensions = ["myst_parser"]
exclude_patterns = ["_*"]
root_doc = "index"
nitpicky = True

class Linked(SphinxDirective):
    def run(self):
        value = policy.load().at(date(2022, 1, 1)).in_force("INC-STARS")
        links = parts.value_link(value), parts.source_link("overview-2024")
        pages = [parts.page_link(page, "s") for page in ("book/reference/sources", "nowhere")]
        return [parts.el("p", links, parts.contradiction_link("C-02"), *pages)]

def setup(app):
    app.add_config_value("handbook_day", date(2026, 11, 20), "env")
    app.add_directive("linked", Linked)
    app.add_directive("shown", FromData)
    citations.setup(app)
    rule_pages.setup(app)
"""
WHOLE_RECORD = {
    "book/reference/contradictions": "# Contradictions\n\n```{contradictions}\n```\n",
    "book/reference/sources": "# Sources\n\n```{documents}\n```\n",
}
WHOLE_RECORD |= {
    f"book/reference/rules/{topic}": f"# {topic}\n\n```{{rules}} {topic}\n```\n"
    for topic in sorted({rule.topic for rule in load().rules.values()})
}
# Of the record only what a test looks at has its text: all of it takes seconds to build.
INCUBATION = "book/reference/rules/incubation"
RECORD = dict.fromkeys(WHOLE_RECORD, "# R\n") | {INCUBATION: WHOLE_RECORD[INCUBATION]}


class Built:
    def __init__(self, folder, faults):
        self.folder, self.faults = folder, faults
        self.page = cache(self._read)

    def _read(self, name="page"):
        return BeautifulSoup((self.folder / f"{name}.html").read_text("utf-8"), "html.parser")


@pytest.fixture
def build(tmp_path):
    """Builds a book of the record and one page with this text."""

    def run(text, whole_record=False):
        files = {**(WHOLE_RECORD if whole_record else RECORD), "page": text}
        source = tmp_path / "source"
        for name, words in files.items():
            path = source / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(words, encoding="utf-8")
        toc = "\n".join(files)
        (source / "index.md").write_text(f"# I\n\n```{{toctree}}\n{toc}\n```\n", encoding="utf-8")
        (source / "conf.py").write_text(CONF, encoding="utf-8")
        app = SphinxTestApp("html", srcdir=source)
        try:
            app.build()
            return Built(app.outdir, app.warning.getvalue())
        finally:
            app.cleanup()  # what one book registers is not there for the next

    return run


def test_a_value_links_to_the_place_of_its_rule_and_explains_itself(build):
    built = build("# P\n\nIt needs {rule}`INC-STARS` since {as-of}`INC-STARS`.\n")
    assert not built.faults
    link = built.page().find("a", class_="handbook-rule")
    assert link.text == "500 stars"
    assert link["href"] == "book/reference/rules/incubation.html#INC-STARS"
    assert link["data-since"] == "2023-06-01"
    assert "since 1 June 2023." in built.page().get_text()
    place = built.page(INCUBATION).find(id="INC-STARS")
    assert "Have at least 300 stars" in place.get_text(), "with the values that it had before"


def test_a_value_of_a_date_is_that_of_the_date(build):
    page = build("# P\n\n{rule}`INC-STARS@2023-05-31` {rule}`INC-STARS@2023-06-01`\n").page()
    assert [a.text for a in page.find_all("a", class_="handbook-rule")] == [
        "300 stars",
        "500 stars",
    ]


def test_one_of_something_is_said_in_the_singular(build):
    page = build("# P\n\n{rule}`ELECT-TERM-YEARS`\n").page()
    assert page.find("a", class_="handbook-rule").text == "1 year"


def test_words_of_the_page_can_lead_to_the_rule_that_they_tell(build):
    built = build("# P\n\nIt {rule}`has a chairperson <INC-TSC-CHAIR>`.\n")
    assert not built.faults
    link = built.page().find("a", class_="handbook-rule")
    assert link.text == "has a chairperson"
    assert link["href"] == "book/reference/rules/incubation.html#INC-TSC-CHAIR"
    assert built.page().find(id="sources-of-this-page")


def test_a_number_cannot_be_written_in_place_of_the_rules(build):
    assert "a number comes from the rule" in build("# P\n\n{rule}`500 stars <INC-STARS>`\n").faults


def test_the_page_lists_each_source_once_with_its_places_oldest_first(build):
    built = build(
        "# P\n\n{rule}`INC-STARS`, {rule}`INC-ORGS`, {rule}`INC-STARS`, "
        "{source}`deck-2019|Mission`.\n\n```{items} HALLMARKS\n```\n"
    )
    section = built.page().find(id="sources-of-this-page")
    entries = [" ".join(li.get_text().split()) for li in section.find_all("li")]
    assert len(entries) == 3
    assert entries[0] == "LF AI Foundation introduction: Mission"
    assert (
        "Incubation Stage Requirements, item 3; Incubation Stage Requirements, item 1"
        in (entries[1])
    )
    assert section.li.a["href"] == "book/reference/sources.html#deck-2019"


@pytest.mark.parametrize(
    "rule", [v.rule for r in load().rules.values() for v in r.values if v.by_handbook]
)
def test_a_list_of_the_handbook_says_so_in_visible_words(build, rule):
    origin = build(f"# P\n\n```{{items}} {rule}\n```\n").page().find(class_="origin").get_text()
    assert origin.startswith("Written by this handbook, after reading ")


def test_a_list_of_a_document_does_not(build):
    origin = build("# P\n\n```{items} HALLMARKS\n```\n").page().find(class_="origin").get_text()
    assert "handbook" not in origin


def test_a_page_that_cites_nothing_has_no_list(build):
    assert build("# P\n\nNothing.\n").page().find(id="sources-of-this-page") is None


def test_what_the_data_becomes_is_linked_and_listed_in_the_same_way(build):
    built = build("# P\n\n```{linked}\n```\n")
    assert not built.faults
    every = built.page().find_all("a", class_=re.compile("^handbook-"))
    first, second, third, fourth, *_listed = every
    assert first.text == "300 stars"
    assert first["href"] == "book/reference/rules/incubation.html#INC-STARS"
    assert first["data-since"] == "2021-02-02"
    assert second["href"] == "book/reference/sources.html#overview-2024"
    assert third["href"] == "book/reference/contradictions.html#C-02"
    assert fourth["href"] == "book/reference/sources.html"
    assert "/nowhere" not in str(built.page()), "a page that is not there is no dead link"
    listed = built.page().find(id="sources-of-this-page").get_text()
    assert "in effect as of 2 February 2021" in listed
    assert "February 2024" in listed


FAULTS = {
    "{rule}`INC-STAR`": "near to it: INC-STARS",
    "{rule}`INC-STARS@2017-01-01`": "is not known for 2017-01-01",
    "{rule}`INC-STARS@yesterday`": "Invalid isoformat string",
    "{rule}`INC-TRADEMARK`": "was not in force",
    "{count}`INC-STARS`": "INC-STARS is not a list",
    "{source}`no-deck`": "there is no document 'no-deck'",
    "{disagree}`C-99`": "has no 'C-99'",
    "```{items} GRD-STARS\n```": "GRD-STARS is not a list",
    "```{rules} nothing\n```": "no topic 'nothing'; there are ",
}


def test_what_is_not_in_the_data_is_a_fault_of_the_build(build):
    faults = build("# P\n\n" + "\n\n".join(FAULTS)).faults
    assert [message for message in FAULTS.values() if message not in faults] == []
    assert len([line for line in faults.splitlines() if "page" in line]) >= len(FAULTS)


def test_the_rule_names_the_pages_that_tell_of_it(build):
    built = build("# How many stars\n\nIt needs {rule}`INC-STARS`.\n")
    place = built.page(INCUBATION).find(id="INC-STARS")
    assert "Explained on: How many stars." in " ".join(place.get_text().split())
    other = built.page(INCUBATION).find(id="INC-ORGS").get_text()
    assert "Explained on" not in other


def test_a_value_at_the_start_of_a_sentence_has_a_capital(build):
    built = build(
        "# P\n\n{count}`STG-NAMES` stages. {count}`STG-NAMES` in all, "
        "{count}`STG-NAMES` of them.\n\n"
        "**Bold.** {count}`STG-NAMES` again: {count}`STG-NAMES`\n\n"
        "- {count}`STG-NAMES` in a list\n\n"
        "{short}`STG-FEEDBACK` begins with what is no plain word? {short}`STG-EMERITUS`.\n"
    )
    assert not built.faults
    text = " ".join(built.page().get_text().split())
    assert "Four stages. Four in all, four of them." in text
    assert "Bold. Four again: four" in text
    assert "four in a list" in text
    assert "? When it is inactive" in text


def test_a_short_form_is_said_in_a_sentence_and_cited(build):
    built = build(
        "# P\n\nRemarks go {short}`STG-FEEDBACK`, through {short}`STG-NAMES`, "
        "by {short}`EMR-VOTE`.\n"
    )
    assert not built.faults
    text = " ".join(built.page().get_text().split())
    assert "Remarks go to info@lfaidata.foundation, or to the TAC’s mailing list, through" in text
    vote = load().at(date(2026, 11, 20)).in_force("EMR-VOTE")
    by_vote = in_a_sentence(load()["EMR-VOTE"], vote)
    assert f"Sandbox, Incubation, Graduation and Emeritus, by {by_vote}." in text
    assert built.page().select_one('a[href$="stages.html#STG-FEEDBACK"]')
    refused = build("# P\n\n{short}`STG-ACADEMIC`\n")
    assert "STG-ACADEMIC" in refused.faults


def test_one_of_many_is_said_in_the_singular(build):
    built = build("# P\n\nFor {rule}`ELECT-TERM-YEARS`, {rule}`GRD-COLLABORATION`.\n")
    assert "For 1 year, 1 collaboration." in built.page().get_text()
    value = load()["GRD-COLLABORATION"]
    place = "book/reference/rules/graduation"
    assert value.topic == "graduation"
    assert "1 collaborations" not in built.page(place).get_text()


def test_every_rule_every_disagreement_and_every_document_has_its_place(build):
    built = build("# P\n", whole_record=True)
    assert not built.faults
    places = {name: {tag["id"] for tag in built.page(name).find_all(id=True)} for name in RECORD}
    assert all(links.page_of_rule(r)[1] in places[links.page_of_rule(r)[0]] for r in load().rules)
    assert load().contradictions.keys() <= places[links.CONTRADICTIONS]
    assert len(load().contradictions) == 47
    assert documents().keys() <= places[links.SOURCES]


def test_what_comes_from_the_data_is_escaped(build):
    value = load().at(date(2026, 1, 1)).in_force("INC-STARS")
    quote = value.quote
    try:
        object.__setattr__(value, "quote", '<script>alert("x")</script>')
        built = build("# P\n\n{rule}`INC-STARS`\n")
    finally:
        object.__setattr__(value, "quote", quote)
    html = (built.folder / f"{INCUBATION}.html").read_text("utf-8")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
