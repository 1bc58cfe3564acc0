"""The command ``lfai-nb``: one module for each of its commands, read when it is called.

    main            finds the command; what a person got wrong becomes one line and exit 2
    command module  arguments(parser) says what it takes, run(args) answers with the exit code

Exit codes: 0 an answer, 1 a negative answer (data with faults, thresholds not met), 2 bad input,
3 cannot tell.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from typing import NoReturn

import lfai_nb
from lfai_nb.errors import one_line

OK, NEGATIVE, BAD_INPUT, CANNOT_TELL = 0, 1, 2, 3

COMMANDS = {
    "dues": "what membership costs your organisation, and what it gives",
    "rules": "the foundation's rules on a date, or what changed between two dates",
    "readiness": "whether a project meets the thresholds of a stage, and what is missing",
    "orgs": "how many organisations contribute to a project, from its git history",
    "check-data": "every fault of a folder of rules and catalogue data",
    "demo": "small model demos in the style of hosted projects",
}


class Stop(Exception):
    """What a person got wrong, in one line."""


class Parser(argparse.ArgumentParser):
    """argparse prints the usage before a fault; one line is easier to find and to act on."""

    def error(self, message: str) -> NoReturn:
        raise Stop(f"{message} (see {self.prog} --help)")


def main(argv: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(words)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; that is no fault of anybody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return 130
    except (Stop, ValueError, LookupError, OSError) as error:
        print(f"lfai-nb: {one_line(str(error) or type(error).__name__)}", file=sys.stderr)
        return BAD_INPUT


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help"):
        print(_help())
        return OK
    if words[0] == "--version":
        print(f"lfai-nb {lfai_nb.__version__}")
        return OK
    name, rest = words[0], words[1:]
    if name not in COMMANDS:
        from difflib import get_close_matches  # slow to import, and only a typo needs it

        near = get_close_matches(name, COMMANDS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COMMANDS)}"
        raise Stop(f"there is no command {name!r}; {hint}")
    if name == "demo":
        # A wing apart: it has a command line of its own, and nothing here imports it.
        return int(import_module("lfai_nb.demos.__main__").main(rest))
    module = import_module(f"lfai_nb.cli.{name.replace('-', '_')}")
    parser = Parser(prog=f"lfai-nb {name}", description=module.__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    module.arguments(parser)
    code = module.run(parser.parse_args(rest))
    sys.stdout.flush()
    assert isinstance(code, int)
    return code


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {what}" for name, what in COMMANDS.items()]
    return "\n".join(
        [
            "usage: lfai-nb COMMAND [options]",
            "",
            "The rules of the LF AI & Data Foundation, runnable. An independent project.",
            "",
            *lines,
            "",
            "lfai-nb COMMAND --help says more of each.",
        ]
    )


# What several commands take.


def day(text: str) -> date:
    """An ISO date, for argparse."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text[:40]!r} is not a date such as 2024-02-27"
        ) from None


def today() -> date:
    """The one place of the command line that asks the clock."""
    return datetime.now(UTC).date()
