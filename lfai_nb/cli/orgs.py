"""How many organisations contribute to a project: an interval, from its git history.

lfai-nb orgs path/to/clone
lfai-nb orgs clone --months 12 --as-of 2023-12-31 --min-commits 5
lfai-nb orgs clone --since 2022-07-01 --until 2023-06-30 --names shown
lfai-nb orgs clone --affiliations ours.toml --own-domain example.org --json

A clone, a bare repository or a folder inside one. Without days: the 12 months up to today. Both
days belong to the window. A clone is known up to its newest commit; what came later may be missing,
unless --fetched says when you brought it up to date. The report has no e-mail addresses; people are
counted: "person 3" is somebody in this report and nowhere else. That hides names, not people: the
history itself shows who made so many commits. With --affiliations, a TOML file says who works
where, by name or by the hash that --names hashed shows, which whoever knows an address recognises;
its format is written at the top of data/evidence/affiliations.toml.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from lfai_nb.cli import CommandOutput, Stop, as_json, day, number, today
from lfai_nb.errors import extra

Item = TypeVar("Item")


def count(text: str) -> int:
    if (value := number(text)) > 0:
        return value
    raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a whole number from 1 up")


def watched(commits: Iterator[Item]) -> Iterator[Item]:
    """Says how far a reading of thousands is that takes longer than two seconds."""
    patience = time.monotonic() + 2
    read, counting = 0, False
    for read, commit in enumerate(commits, start=1):
        if read % 5000 == 0 and time.monotonic() > patience:
            counting = True
            print(f"\r{read:,} commits read", end="", file=sys.stderr, flush=True)
        yield commit
    if counting:  # a few are not counted, however slow the machine is
        print(f"\r{read:,} commits read", file=sys.stderr)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH")
    parser.add_argument("--since", type=day, metavar="DATE", help="first day; with --until")
    parser.add_argument("--until", type=day, metavar="DATE", help="last day; with --since")
    parser.add_argument("--months", type=count, metavar="N", help="default: 12")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="last day; default: today")
    parser.add_argument("--min-commits", type=count, default=1, metavar="N", help="default: 1")
    parser.add_argument("--affiliations", type=Path, metavar="FILE", help="who works where")
    parser.add_argument(
        "--own-domain",
        action="append",
        default=[],
        metavar="DOMAIN",
        help="the project's own, no employer; may be given again",
    )
    parser.add_argument(
        "--fetched", type=day, metavar="DATE", help="when the clone was brought up to date"
    )
    parser.add_argument(
        "--names",
        choices=("counted", "hashed", "shown"),
        default="counted",
        help="how to call people",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for a program")
    form.add_argument("--markdown", action="store_true", help="for a pull request or a page")


def run(args: argparse.Namespace) -> CommandOutput:
    with extra("evidence", "reading a git history"):
        from lfai_nb.evidence.history import MONTHS, History, Window, checked

    if (args.since is None) != (args.until is None):
        raise Stop("--since and --until go together")
    if args.since and (args.months or args.as_of):
        raise Stop("give either --since and --until, or --months and --as-of")
    if args.since:
        window = checked(args.since, args.until, args.min_commits)
    else:
        window = Window.months(args.months or 12, args.as_of or today())

    windows = [window, *(Window.months(n, window.until) for n in MONTHS)]
    history = History.read(
        args.path,
        windows,
        affiliations=args.affiliations,
        own_domains=args.own_domain,
        up_to_date=args.fetched,
        watch=watched if sys.stderr.isatty() else iter,
    )
    report = history.report(window, args.min_commits, args.names)
    report = replace(report, sensitivity=history.sensitivity(window.until))
    if args.json:
        return CommandOutput(as_json(report.to_json()))

    from lfai_nb.faces.orgs import orgs_markdown, orgs_text

    face = orgs_markdown if args.markdown else orgs_text
    return CommandOutput(face(report, str(args.path), report.sensitivity))
