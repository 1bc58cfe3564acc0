"""When each step of a proposal is due, worked backwards from a meeting of the council.

lfai-nb plan --present-on soon --stage sandbox
lfai-nb plan --present-on 2027-01-14 --stage incubation --on 2026-11-27
lfai-nb plan --present-on soon --stage graduation --ics steps.ics
lfai-nb plan --present-on soon --stage sandbox --json

We found no public calendar of the council: beyond the meetings on record its rhythm is carried on,
and the answer says so.

Exit code: 0 there is time, 1 too late or no day of a meeting, 2 bad input, 4 a fault of ours.
"""

import argparse
from datetime import date
from pathlib import Path

from lfai_nb.cli import NEGATIVE, OK, CommandOutput, as_json, day, today
from lfai_nb.domain import HOSTED_STAGES
from lfai_nb.errors import Unusable
from lfai_nb.whole_file import write_whole

SOON = "soon"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--present-on",
        type=_wish,
        required=True,
        metavar="DATE",
        help="a day such as 2027-01-14, or soon: the first meeting that leaves time",
    )
    parser.add_argument("--stage", choices=HOSTED_STAGES, required=True)
    parser.add_argument("--on", type=day, metavar="DATE", help="the day of asking; default: today")
    parser.add_argument("--ics", type=Path, metavar="FILE", help="write a calendar file, too")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for a program")
    form.add_argument("--markdown", action="store_true", help="for an issue, with boxes to tick")


def run(args: argparse.Namespace) -> CommandOutput:
    from lfai_nb.hosting import Timing, schedule

    wish = None if args.present_on == SOON else args.present_on
    plan = schedule(wish, args.stage, on=args.on or today())
    if args.ics and plan.events:
        from lfai_nb.faces.calendar_file import calendar_file

        written = calendar_file(plan.events, on=plan.on)
        try:
            write_whole(args.ics, written)
        except OSError as error:
            raise Unusable.because(args.ics, "written", error) from None
    code = OK if plan.verdict is Timing.IN_TIME else NEGATIVE
    if args.json:
        return CommandOutput(as_json(plan.as_json()), code)
    from lfai_nb.faces.plan import plan_markdown, plan_text

    return CommandOutput(plan_markdown(plan) if args.markdown else plan_text(plan), code)


def _wish(text: str) -> date | str:
    return SOON if text == SOON else day(text)
