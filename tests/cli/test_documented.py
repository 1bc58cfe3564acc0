"""The commands that the pages and the README show are commands that there are."""

import argparse
from importlib import import_module

import pytest

from lfai_nb.cli import COMMANDS, Parser, bound
from tests.cli.documented import documented_commands, words_of

SHOWN = documented_commands()


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_that_is_shown_can_be_typed(line: str) -> None:
    name, *rest = words_of(line)
    assert name in COMMANDS
    if name == "demo":
        return  # it has a command line of its own, and its own tests
    parser = Parser(prog=name)
    import_module(f"lfai_nb.cli.{name.replace('-', '_')}").arguments(parser)
    assert isinstance(parser.parse_args(bound(rest)), argparse.Namespace)


def test_there_are_commands_to_look_at() -> None:
    assert len(SHOWN) > 25
