"""The commands that the pages and the README show are commands that there are."""

import argparse
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from lfai_nb.cli import COMMANDS, Parser

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "book").rglob("*.md")]
SHOWN = sorted(
    {
        line.strip()
        for text in TEXTS
        for line in re.findall(
            r"^[ $]*(?:run: )?(lfai-nb .+)$",
            text.read_text(encoding="utf-8").replace("\\\n", " "),
            flags=re.MULTILINE,
        )
    }
)


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_that_is_shown_can_be_typed(line: str) -> None:
    words = shlex.split(line.split(">")[0].replace("…", "").split("||")[0], comments=True)
    name, rest = words[1], words[2:]
    assert name in COMMANDS
    if name == "demo":
        return  # it has a command line of its own, and its own tests
    parser = Parser(prog=name)
    import_module(f"lfai_nb.cli.{name.replace('-', '_')}").arguments(parser)
    assert isinstance(parser.parse_args(rest), argparse.Namespace)


def test_there_are_commands_to_look_at() -> None:
    assert len(SHOWN) > 5
