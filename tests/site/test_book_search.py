"""What a page gives to find."""

from datetime import date
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from handbook import book_search
from handbook.parts import table
from lfai_nb.policy import load


def test_the_cells_of_a_table_are_found_as_words_of_their_own() -> None:
    cells = table("Dues a year", ("Level", "Amount"), [("Premier", "$120,000")])
    doctree = new_document("dues")
    doctree += nodes.section("", nodes.title("", "Dues"), cells, ids=["dues"])
    (entry,) = book_search.entries_of(doctree, "dues.html", load(), date(2026, 11, 20))
    assert entry.text == "Dues a year Level Amount Premier $120,000"


def test_a_rule_that_is_no_longer_in_force_is_an_entry_of_its_own_kind() -> None:
    policy, day = load(), date(2026, 11, 20)
    doctree = new_document("rules")
    for rule in ("STG-QUORUM", "INC-STARS"):
        doctree += nodes.section("", nodes.title("", rule), ids=[rule])
    top, other = nodes.section("", nodes.title("", "Rules"), ids=["rules"]), doctree.children
    doctree.children = [top, *other]
    entries = list(book_search.entries_of(doctree, "rules.html", policy, day))
    assert [entry.kind for entry in entries] == ["page", "old rule", "rule"]
    assert "500 stars" in entries[2].text


def test_a_project_is_one_entry_with_its_names_and_what_it_does() -> None:
    name = "adversarial-robustness-toolbox"
    entry = book_search.of_project(name, f"book/hosting/projects/{name}.html")
    assert entry.kind == "project"
    assert entry.title == "Adversarial Robustness Toolbox"
    assert "ART" in entry.names
    assert "evasion, poisoning" in entry.text


def test_the_rest_of_a_text_is_not_lost_between_the_two_files() -> None:
    text = "word " * 500
    assert text == book_search.beginning(text) + text[len(book_search.beginning(text)) :]
    assert len(book_search.beginning(text)) <= book_search.BEGINNING


def test_what_people_say_leads_to_words_of_the_book() -> None:
    same = book_search.words()["words"]
    assert {"price", "discount", "invoice", "donate", "apply", "withdraw", "2fa", "llm"} <= set(
        same
    )
    assert not [word for word, others in same.items() if word in others.split()]


def test_every_answer_in_place_names_a_rule_in_force() -> None:
    answered = book_search.answers(load(), date(2026, 11, 20))
    assert {answer["words"] for answer in answered} >= {"quorum", "stars graduation"}
    assert all(answer["value"] and answer["origin"] and answer["href"] for answer in answered)


def test_a_page_that_was_not_read_again_is_not_loaded_for_the_search() -> None:
    env = SimpleNamespace(found_docs={"book/dues"}, get_doctree=lambda name: a_page(name))
    app = SimpleNamespace(env=env, config=SimpleNamespace(handbook_day=date(2026, 11, 20)))
    book_search.keep(app, env)
    (entry,) = book_search.kept_in(env)["book/dues"]
    assert entry.title == "Dues"
    env.get_doctree = pytest.fail
    book_search.keep(app, env)
    book_search.forget(app, env, "book/dues")
    assert book_search.kept_in(env) == {}


def a_page(name: str) -> nodes.document:
    page = new_document(name)
    page += nodes.section("", nodes.title("", "Dues"), ids=["dues"])
    return page
