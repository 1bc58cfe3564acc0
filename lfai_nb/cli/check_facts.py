"""Every fault of files of facts, each as "message @ file: place"; no rule is asked, and no host.

  lfai-nb check-facts readiness.toml

Exit code 0 where there is no fault, 1 where there is one. It is what pre-commit runs.
"""

import argparse
from datetime import date
from pathlib import Path

from lfai_nb.cli import NEGATIVE, OK, CommandOutput, day, today
from lfai_nb.lifecycle.facts_file import FactsError, load
from lfai_nb.policy.words import counted


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.toml")
    parser.add_argument(
        "--on", type=day, metavar="DATE", help="a word that has expired by then is named; today"
    )


def run(args: argparse.Namespace) -> CommandOutput:
    on = args.on or today()
    lines: list[str] = []
    faults = 0
    for file in args.files:
        try:
            lines += _expired(file, on)
        except FactsError as error:
            lines += map(str, error.problems)
            faults += len(error.problems)
    lines.append(f"{counted(faults, 'faults')} in {counted(len(args.files), 'files')}")
    return CommandOutput("\n".join(lines), NEGATIVE if faults else OK)


def _expired(file: Path, on: date) -> list[str]:
    """No fault, for the file was right once; but whoever reads it should know."""
    facts = load(file)
    return [
        f"note: {fact.key}: {now.reason} @ {file}"
        for fact in facts
        if fact.known and not (now := fact.on(on)).known
    ]
