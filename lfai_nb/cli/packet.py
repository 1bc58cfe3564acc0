"""The papers of a proposal, from a file of facts: form, notes, readiness, deck, links.

lfai-nb packet facts.toml --out packet --force
lfai-nb packet facts.toml --stage incubation --json

The file is the one that `lfai-nb readiness --init` prints. Words for the fields that no fact
answers go under [proposal] in it, each by the id of its field: description = "…".

Nothing is written over without --force, and a packet that is not finished is not there.

Exit code: 0 written, 2 bad input, 4 a fault of ours.
"""

import argparse
from pathlib import Path

from lfai_nb.cli import CommandOutput, Stop, as_json, day, today
from lfai_nb.cli.files import write_folder
from lfai_nb.domain import HOSTED_STAGES


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("facts", type=Path, metavar="FACTS.toml")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where the packet goes")
    parser.add_argument(
        "--stage", choices=HOSTED_STAGES, help="default: the one after the present stage"
    )
    parser.add_argument("--on", type=day, metavar="DATE", help="default: today")
    parser.add_argument("--force", action="store_true", help="write over an earlier packet")
    parser.add_argument("--json", action="store_true", help="for a program")


def run(args: argparse.Namespace) -> CommandOutput:
    from lfai_nb.domain import Stage
    from lfai_nb.hosting.packet import load, packet
    from lfai_nb.lifecycle.gate import next_stage

    if args.out is None and not args.json:
        raise Stop("name a folder for the packet: --out FOLDER (or --json for the answer alone)")
    facts, words = load(args.facts)
    stage = Stage(args.stage) if args.stage else next_stage(facts.stage)
    made = packet(facts, words, stage, on=args.on or today())
    from lfai_nb.faces.packet import files, packet_text

    written = ""
    if args.out is not None:
        papers = files(made)
        write_folder(args.out, papers, force=args.force)
        written = f"\n\nWritten to {args.out}: {', '.join(papers)}"
    return CommandOutput(as_json(made.as_json()) if args.json else packet_text(made) + written)
