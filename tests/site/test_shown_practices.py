"""The pages on what the project promises, and on how it measures up."""

import re
from datetime import date
from html import escape

from handbook.tables import practices
from tests.site.rendered import html_of

TODAY = date(2026, 11, 27)


def test_the_page_of_promises_has_each_with_its_tests_by_their_names() -> None:
    html = html_of(practices.promises_table(TODAY))
    for promise in practices.promises():
        assert escape(promise.text) in html
        for test in promise.tests:
            file, _, name = test.partition("::")
            words = name.removeprefix("test_").replace("_", " ")
            assert f'<span title="{file}">{words}</span>' in html


def test_no_word_of_the_practices_is_wider_than_its_column() -> None:
    """A path with a test's name had the whole table scroll sideways."""
    text = re.sub("<[^>]+>", " ", html_of(practices.practices_table(TODAY)))
    assert max(map(len, text.split())) <= 42
