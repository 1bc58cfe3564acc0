"""What a page gives to find."""

from datetime import date

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
    assert entry[3] == "Dues a year Level Amount Premier $120,000"
