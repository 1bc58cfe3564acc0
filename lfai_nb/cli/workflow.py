"""Which hosted projects serve a step of the machine learning workflow, and which have none.

lfai-nb workflow
lfai-nb workflow serving
lfai-nb workflow labelling
lfai-nb workflow Adlik --json

WHAT is a step, a heading of the landscape or a project by its name; without it comes the whole map.
The slide that draws the workflow names no project: the landscape's headings do, and which heading
belongs to which step is our reading.

Exit code: 0 an answer; 1 a step or heading without a project, or a project under no step; 2 bad
input.
"""

import argparse

from lfai_nb.cli import NEGATIVE, OK, CommandOutput, as_json, day, today


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="*", metavar="WHAT", help="default: the whole map")
    parser.add_argument("--on", type=day, metavar="DATE", help="the map of a day; default: today")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for a program")
    form.add_argument("--markdown", action="store_true", help="for a page or an issue")


def run(args: argparse.Namespace) -> CommandOutput:
    from lfai_nb.hosting.served import served

    answer = served(" ".join(args.what), on=args.on or today())
    code = OK if answer.matched else NEGATIVE
    if args.json:
        return CommandOutput(as_json(answer.as_json()), code)
    from lfai_nb.faces.workflow import served_markdown, served_text

    return CommandOutput((served_markdown if args.markdown else served_text)(answer), code)
