"""The council's seats and quorum, whether a motion carries, and who may vote next time.

  lfai-nb council seats
  lfai-nb council quorum 17
  lfai-nb council vote --rule GRD-VOTE --yes 8 --present 8 --seats 16
  lfai-nb council vote --share majority --yes 5 --present 8 --read majority-of=present
  lfai-nb council season attendance.csv
  lfai-nb council season path/to/meeting-minutes --read half=half
  lfai-nb council gitvote --share two-thirds --seats 16

A table of attendance has a meeting a line and a seat a column (or turned round), and in each cell
x (came), a (an alternate came), - (stayed away) or . (no seat then). Minutes in Markdown have check
boxes under a heading such as "Attended by", and the day in the file's name. A folder stands for the
files below it that end in .md.

The documents leave points open, such as whether absences add up. Each answer is given for every
reading of them; --read POINT=WAY decides one: {points}.

Exit code: 0 an answer; 1 not carried, or no quorum; 3 it depends on the reading; 2 bad input.
"""

import argparse
import textwrap
from collections.abc import Iterator
from pathlib import Path

from lfai_nb.checked import text_of
from lfai_nb.cli import (
    CANNOT_TELL,
    NEGATIVE,
    OK,
    CommandOutput,
    Stop,
    as_json,
    day,
    note,
    number,
    today,
)
from lfai_nb.council import (
    SHARES,
    WAYS,
    Outcome,
    decisions,
    merged,
    next_day,
    outcome,
    quorum,
    read,
    season,
    seats_on,
    threshold,
    votes_at,
)
from lfai_nb.council.attendance import MOST_SIGNS, Record, has_boxes
from lfai_nb.council.votes import DECIDES, needed, others
from lfai_nb.errors import BadInput, DataError, Problem
from lfai_nb.policy import View, load

__doc__ = __doc__.replace(
    "{points}.",
    "\n"
    + textwrap.indent(
        ";\n".join(f"{point} ({', '.join(ways)})" for point, ways in WAYS.items()) + ".", "  "
    ),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")

    def add(name: str, help: str) -> argparse.ArgumentParser:
        command = what.add_parser(name, help=help, description=help)
        command.add_argument(
            "--on", type=day, metavar="DATE", help="the rules of a day; default: today"
        )
        command.add_argument("--json", action="store_true", help="for a program")
        command.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
        return command

    add("seats", "the seats with a vote")
    size = add("quorum", "how many must be there, and how many votes each share takes")
    size.add_argument("seats", nargs="?", type=number, metavar="SEATS", help="default: as stated")
    motion = add("vote", "whether a motion carries")
    _share(motion)
    motion.add_argument("--yes", type=number, required=True, metavar="N", help="votes in favour")
    motion.add_argument("--present", type=number, required=True, metavar="N", help="with a vote")
    motion.add_argument("--seats", type=number, metavar="N", help="all seats; default: as stated")
    motion.add_argument("--suspended", type=number, default=0, metavar="N", help="without a vote")
    whole = add("season", "who may vote at each meeting, and at the next")
    whole.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="who came: a table, or minutes"
    )
    whole.add_argument("--next", type=day, metavar="DATE", help="the day of the next meeting")
    for command in (motion, whole):
        command.add_argument(
            "--read",
            action="append",
            default=[],
            metavar="POINT=WAY",
            help="decide an open point, such as half=number; all: lfai-nb council --help",
        )
    setting = add("gitvote", "the threshold in .gitvote.yml that asks for exactly so many votes")
    _share(setting)
    setting.add_argument("--seats", type=number, metavar="N", help="default: as stated")
    setting.add_argument("--threshold", type=float, metavar="PERCENT", help="what one asks for")


def _share(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--share", choices=SHARES)
    which.add_argument("--rule", metavar="ID", help="what is voted on, such as GRD-VOTE")


def run(args: argparse.Namespace) -> CommandOutput:
    # The rules on stages are read only to look one up that somebody names.
    view = load(DECIDES if getattr(args, "rule", None) else ("council",)).at(args.on or today())
    answers = {
        "seats": _seats,
        "quorum": _quorum,
        "vote": _vote,
        "season": _season,
        "gitvote": _gitvote,
    }
    return answers[args.what](args, view)


def _seats(args: argparse.Namespace, view: View) -> CommandOutput:
    seats = seats_on(view.day)
    if args.json:
        return CommandOutput(as_json(seats.as_json()))
    from lfai_nb.faces.council import seats_text

    return CommandOutput(seats_text(seats))


def _quorum(args: argparse.Namespace, view: View) -> CommandOutput:
    from lfai_nb.faces.council import needs, needs_text

    voters = _size(args, view)
    rows = needs(voters, view)
    if args.json:
        return CommandOutput(
            as_json(
                {
                    "seats": voters,
                    "quorum": {"half": quorum(voters), "number": view.number("TAC-QUORUM")},
                    "votes": [row._asdict() for row in rows],
                }
            )
        )
    return CommandOutput(needs_text(voters, rows, view))


def _vote(args: argparse.Namespace, view: View) -> CommandOutput:
    seats = _size(args, view)
    share = _share_of(args, view)
    vote = outcome(
        share,
        args.yes,
        present=args.present,
        voters=seats,
        suspended=args.suspended,
        view=view,
        ways=_ways(args.read),
    )
    codes = {Outcome.CARRIED: OK, Outcome.DEPENDS: CANNOT_TELL}
    code = codes.get(vote.outcome, NEGATIVE)
    if args.json:
        also = others(args.rule, view) if args.rule else ()
        more = {"also": [{"body": ballot.body, "share": ballot.share} for ballot in also]}
        return CommandOutput(
            as_json({"share": share, "seats": seats} | vote.as_json() | more), code
        )
    from lfai_nb.faces.council import vote_text

    return CommandOutput(vote_text(vote, view, args.rule or ""), code)


def _season(args: argparse.Namespace, view: View) -> CommandOutput:
    record = merged(_records(args.files))
    for line in record.notes:
        note(f"note: {line}")
    ahead = args.next or next_day(record)
    judged = season(record, view=view, ways=_ways(args.read), next_on=ahead)
    following = judged.following.seats.values()
    open_still = any(seat.may_vote.depends_on for seat in following)
    code = CANNOT_TELL if open_still else OK
    if args.json:
        return CommandOutput(as_json(judged.as_json()), code)
    from lfai_nb.faces.season import season_text

    return CommandOutput(season_text(judged, named=bool(args.next)), code)


def _gitvote(args: argparse.Namespace, view: View) -> CommandOutput:
    from lfai_nb.faces.council import gitvote_text

    seats = _size(args, view)
    share = _share_of(args, view)
    votes = needed(share, seats)
    if args.threshold is None:
        percent = threshold(votes, seats)
        if args.json:
            return CommandOutput(
                as_json({"seats": seats, "votes": votes, "pass_threshold": percent})
            )
        return CommandOutput(gitvote_text(share, votes, seats))
    asks = votes_at(args.threshold, seats)
    code = OK if asks == votes else NEGATIVE
    if args.json:
        row = {"seats": seats, "votes": votes, "pass_threshold": args.threshold, "asks": asks}
        return CommandOutput(as_json(row), code)
    return CommandOutput(gitvote_text(share, votes, seats, args.threshold), code)


def _size(args: argparse.Namespace, view: View) -> int:
    return view.number("TAC-SEATS") if args.seats is None else int(args.seats)


def _share_of(args: argparse.Namespace, view: View) -> str:
    if args.share:
        return str(args.share)
    known = decisions(view)
    if args.rule not in known:
        view.policy[args.rule]  # a rule that there is not is refused with the nearest
        raise Stop(f"{args.rule} is no vote of the council; there are {', '.join(known)}")
    if known[args.rule] == "unstated":
        raise Stop(f"{args.rule} does not say which share is needed; choose one with --share")
    return known[args.rule]


def _ways(pairs: list[str]) -> dict[str, str]:
    ways = {}
    for pair in pairs:
        point, sign, way = pair.partition("=")
        if not sign:
            raise BadInput(f"{pair[:60]!r} is not POINT=WAY, such as half=number")
        ways[point] = way
    return ways


def _records(paths: list[Path]) -> Iterator[Record]:
    """Of several minutes, one without check boxes is left out; of one file it is a fault."""
    files = [
        file for path in paths for file in (sorted(path.rglob("*.md")) if path.is_dir() else [path])
    ]
    if not files:
        raise Stop(f"{paths[0]} has no file that ends in .md")
    faults: list[Problem] = []
    records = []
    for file in files:
        text = text_of(
            file, 4 * MOST_SIGNS, f"for a season: at most {MOST_SIGNS:,} characters are read"
        )
        if len(files) > 1 and file.suffix == ".md" and not has_boxes(text):
            note(f"note: {file.name} has no check boxes, so it is left out")
            continue
        try:
            records.append(read(text, file.name))
        except DataError as error:
            faults += error.problems
    if faults:
        raise DataError(faults)
    return iter(records)
