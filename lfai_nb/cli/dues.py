"""What membership costs your organisation: a level, all levels, or the years to come.

lfai-nb dues --employees 1999 --lf-member
lfai-nb dues --employees 1999 --compare
lfai-nb dues --employees 400 --growth 30 --years 5
lfai-nb dues --employees 12 --organization academic --level associate --json
"""

import argparse

from lfai_nb.cli import Answer, as_json, day, number, today
from lfai_nb.membership import LEVELS, ORGANIZATIONS, BadInput, compare, quote, scenarios


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--employees", type=number, required=True, metavar="N")
    parser.add_argument(
        "--lf-member", action="store_true", help="already a member of the Linux Foundation"
    )
    parser.add_argument("--level", choices=LEVELS, help="default: general")
    parser.add_argument("--organization", choices=ORGANIZATIONS, default="corporate")
    parser.add_argument("--on", type=day, metavar="DATE", help="default: today")
    parser.add_argument("--json", action="store_true", help="for a program")
    more = parser.add_mutually_exclusive_group()
    more.add_argument("--compare", action="store_true", help="all levels you may choose")
    more.add_argument(
        "--growth", type=number, metavar="PERCENT", help="the years to come at this growth"
    )
    parser.add_argument("--years", type=number, default=None, metavar="N", help="default: 5")


def run(args: argparse.Namespace) -> Answer:
    if args.years is not None and args.growth is None:
        raise BadInput("--years goes with --growth")
    if args.compare and args.level:
        raise BadInput("--compare shows all levels; leave out --level")
    asked = {
        "employees": args.employees,
        "lf_member": args.lf_member,
        "organization": args.organization,
        "on": args.on or today(),
    }
    level = args.level or "general"
    if args.compare:
        options = compare(**asked)
        if args.json:
            rows = [
                o.quote.as_json()
                | {"extra_usd": o.extra_usd, "benefits": [b.text for b in o.benefits]}
                for o in options
            ]
            return Answer(as_json(rows))
        from lfai_nb.faces.dues import options_text

        return Answer(options_text(options))
    if args.growth is not None:
        rows_ahead = scenarios(
            **asked,
            level=level,
            growth_percent=args.growth,
            years=5 if args.years is None else args.years,
        )
        if args.json:
            years = [
                r.quote.as_json() | {"year": r.year, "band_changes": r.band_changes}
                for r in rows_ahead
            ]
            return Answer(as_json(years))
        from lfai_nb.faces.dues import scenarios_text

        return Answer(scenarios_text(rows_ahead))
    answer = quote(**asked, level=level)
    if args.json:
        return Answer(as_json(answer.as_json()))
    from lfai_nb.faces.dues import quote_text

    return Answer(quote_text(answer))
