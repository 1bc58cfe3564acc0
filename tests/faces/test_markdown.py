"""Text from outside, once it has been through a Markdown reader, is the text that it was."""

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from lfai_nb.faces.markdown import escaped, table

TEXTS = [
    "settled by @nobody at https://example.org/a_b?c=d#e",
    "www.example.org and WWW.example.org, me@example.org",
    "*bold* _it_ `code` ~~gone~~ # head | cell ! [a](b) $x$ ^up^ {r}`x`",
    "<b>&amp;</b> & \\ done",
    "1. one",
    "- one",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_shown_as_it_is_and_nothing_comes_of_it(text: str) -> None:
    read = MarkdownIt("gfm-like", {"linkify": False}).enable("table")
    for written in (escaped(text), table(["head"], [[text]])):
        soup = BeautifulSoup(read.render(written), "html.parser")
        element = soup.find("td") or soup.find("p")
        assert element is not None, written
        assert element.get_text() == text
        assert element.find() is None


@pytest.mark.parametrize("text", TEXTS)
def test_no_address_or_mention_is_left_for_a_reader_to_link(text: str) -> None:
    written = escaped(text)
    assert "@" not in written
    assert "://" not in written
    assert "www." not in written.lower()
