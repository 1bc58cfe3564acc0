"""A page that asks for what is not there stops the build, with a sentence that names what is."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from sphinx.util.docutils import SphinxDirective

from handbook import api, links, parts, single_page
from handbook.extension import FromData
from handbook.page_tools import Tool
from handbook.start_page import Start
from handbook.try_cells import TryCell
from lfai_nb.policy import NoSuchRule


def directive(*words: str, content: str = "") -> SimpleNamespace:
    """As a directive has them: its words, its lines, and an error that says where it is."""
    return SimpleNamespace(
        arguments=words,
        content=content.splitlines(),
        config=SimpleNamespace(handbook_day=None),
        error=ValueError,
    )


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (FromData, "nothing is shown under 'x'; there are .*dues-table"),
        (Tool, "there is no tool 'x'; there are .*dues"),
        (Start, "the first page has no part 'x'; there are .*cards"),
        (api.Api, "'x' is not public; public are .*lfai_nb.policy"),
    ],
)
def test_a_name_that_is_not_there_is_refused_with_those_that_are(
    kind: type[SphinxDirective], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        kind.run(directive("x"))  # type: ignore[arg-type]


def test_an_example_that_does_not_run_stops_the_build_with_what_python_says() -> None:
    with pytest.raises(ValueError, match=r"the example does not run: .*ZeroDivisionError"):
        TryCell.run(directive(content="a = 0\n1 / a"))  # type: ignore[arg-type]


def test_a_table_that_asks_for_a_rule_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from handbook import extension

    def missing(_: object) -> None:
        raise NoSuchRule("DUES-X", ["DUES-Y"])

    monkeypatch.setitem(extension.SHOWN, "fees", missing)
    with pytest.raises(ValueError, match=r"fees: .*DUES-X"):
        FromData.run(directive("fees"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda: links.page_of_contradiction("C-99"), "contradictions.toml has no 'C-99'"),
        (lambda: single_page.article("dues", "<p>", set()), "dues.html has no article"),
        (lambda: parts._row(["a", "b"], ["1"]), "a row of 1 cells below 2 heads"),
    ],
)
def test_a_part_of_a_page_that_is_not_there_is_named(
    made: Callable[[], object], sentence: str
) -> None:
    with pytest.raises((ValueError, LookupError), match=sentence):
        made()
