"""The command ``lfai-nb``: one module for each of its commands, read when it is called.

    main            finds the command, writes its answer, and turns what went wrong into one line
    command module  arguments(parser) says what it takes, run(args) gives a CommandOutput

Exit codes: 0 an answer, 1 a negative answer (data with faults, thresholds not met), 2 bad input,
3 cannot tell, 4 a fault of ours, 130 interrupted.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from typing import NoReturn

import lfai_nb
from lfai_nb.cli.output import (
    BAD_INPUT,
    CANNOT_TELL,
    INTERRUPTED,
    NEGATIVE,
    OK,
    OUR_FAULT,
    CommandOutput,
    as_json,
    note,
    write,
)
from lfai_nb.errors import BadInput, DataError, HandbookError
from lfai_nb.quantities import calendar_day, percentage, whole_number

__all__ = [
    "BAD_INPUT",
    "CANNOT_TELL",
    "COMMANDS",
    "INTERRUPTED",
    "NEGATIVE",
    "OK",
    "OUR_FAULT",
    "CommandOutput",
    "Parser",
    "Stop",
    "as_json",
    "day",
    "main",
    "note",
    "number",
    "percent",
    "today",
]

COMMANDS = {
    "dues": "what membership costs your organisation, and what it gives",
    "rules": "the foundation's rules on a date, or what changed between two",
    "readiness": "whether a project meets a stage's thresholds, and what is missing",
    "plan": "when each step of a proposal is due, from a day to present on",
    "packet": "the papers of a proposal, filled in from facts about a project",
    "review": "whose annual review is due, and the outline of its deck",
    "orgs": "how many organisations contribute, from a project's git history",
    "council": "seats, quorum, whether a motion carries, who may vote next time",
    "openness": "which class of openness a model reaches, and what is missing",
    "workflow": "which hosted projects serve a step of the workflow, and the gaps",
    "check-facts": "every fault of a file of facts",
    "check-data": "every fault of a folder of rules and catalogue data",
    "completion": "a script that lets your shell complete all this",
    "demo": "small model demos in the style of hosted projects",
}


class Stop(HandbookError):
    """A command that cannot be carried out as it was typed."""


class Parser(argparse.ArgumentParser):
    """argparse prints the usage before a fault; one line is easier to find and to act on."""

    def error(self, message: str) -> NoReturn:
        raise Stop(f"{message} (see {self.prog} --help)")

    def _check_value(self, action: argparse.Action, value: object) -> None:
        # argparse's own sentence has the choices as a program writes them: <Stage.SANDBOX: …>.
        if action.choices is not None and value not in action.choices:
            choices = ", ".join(map(str, action.choices))
            problem = f"invalid choice: {str(value)[:60]!r} (choose from {choices})"
            raise argparse.ArgumentError(action, problem)

    def print_help(self, file: object = None) -> None:
        write(self.format_help())


def main(argv: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    if argv is None:  # as a program: what it has read and checked is kept for its next start
        _keep()
    _open_what_is_closed()
    try:
        answer = _answer(words)
        write(answer.text)
        return answer.code
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as stop:  # argparse has printed its help
        return int(stop.code or OK)
    except DataError as error:
        for problem in error.problems:
            note(f"lfai-nb: {problem}")
        return BAD_INPUT
    except HandbookError as error:
        note(f"lfai-nb: {error}")
        return BAD_INPUT
    except Exception as error:
        if "--debug" in words:
            import traceback

            traceback.print_exc()
        note(
            f"lfai-nb: this is a fault of ours ({type(error).__name__}: {str(error)[:200]}); "
            "please open an issue in the handbook's repository with the command and what it prints "
            "with --debug"
        )
        return OUR_FAULT


def _keep() -> None:
    from lfai_nb import kept
    from lfai_nb.places import cache_folder

    kept.start(cache_folder())


def _answer(words: list[str]) -> CommandOutput:
    if words[:1] == ["--debug"]:
        words = words[1:]
    if not words or words[0] in ("-h", "--help"):
        return CommandOutput(_help())
    if words[0] == "--version":
        return CommandOutput(f"lfai-nb {lfai_nb.__version__}")
    name, rest = words[0], words[1:]
    if name not in COMMANDS:
        from difflib import get_close_matches  # slow to import, and only a typo needs it

        near = get_close_matches(name, COMMANDS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COMMANDS)}"
        raise Stop(f"there is no command {name!r}; {hint}")
    if name == "demo":
        # A wing apart, with a command line of its own, which prints as it goes.
        from lfai_nb.demos.__main__ import main as demo

        return CommandOutput("", demo(rest))
    module = import_module(f"lfai_nb.cli.{name.replace('-', '_')}")
    parser = Parser(prog=f"lfai-nb {name}", description=module.__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    module.arguments(parser)
    parser.add_argument(
        "--debug", action="store_true", help="show where a fault of ours comes from"
    )
    answer = module.run(parser.parse_args(bound(rest)))
    assert isinstance(answer, CommandOutput)
    return answer


def bound(words: list[str]) -> list[str]:
    """With ``--growth -5%`` as ``--growth=-5%``: argparse takes what begins so for an option."""
    given: list[str] = []
    for word in words:
        option = given and given[-1].startswith("--") and given[-1] != "--" and "=" not in given[-1]
        if option and word.startswith("-") and word[1:2].isdigit():
            given[-1] += f"={word}"
        else:
            given.append(word)
    return given


def _open_what_is_closed() -> None:
    """Standard error that a shell closed (``2>&-``): what Python would print there goes elsewhere.

    ``print(file=None)`` writes to standard output, into the midst of an answer.
    """
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {what}" for name, what in COMMANDS.items()]
    return "\n".join(
        [
            "usage: lfai-nb COMMAND [options]",
            "The rules of the LF AI & Data Foundation, runnable. An independent project.",
            "",
            *lines,
            "",
            "Begin with one of these; lfai-nb COMMAND --help says more of each:",
            "  lfai-nb dues --employees 1200",
            "  lfai-nb readiness flyteorg/flyte --offline --stage graduation",
            "  lfai-nb plan --present-on soon --stage sandbox",
            "",
            "Exit: 0 answered, 1 negative, 2 bad input, 3 cannot tell, 4 our fault (--debug)",
        ]
    )


# What several commands take.


def day(text: str) -> date:
    """A date as people write it, for argparse."""
    known = calendar_day(text)
    if known is None:
        raise argparse.ArgumentTypeError(
            f"{text[:40]!r} is not a date such as 2024-02-27 or '27 Feb 2024'"
        )
    return known


def number(text: str) -> int:
    """A whole number as people write it, for argparse."""
    try:
        return whole_number(text)
    except BadInput as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def percent(text: str) -> int:
    """A whole number of per cent, with its sign or without, for argparse."""
    try:
        return percentage(text)
    except BadInput as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def today() -> date:
    """The one place of the command line that asks the clock."""
    return datetime.now(UTC).date()
