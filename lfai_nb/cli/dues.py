"""What membership costs your organisation: a level, all levels, or the years to come.

lfai-nb dues --employees 1999 --lf-member
lfai-nb dues --employees 1999 --compare
lfai-nb dues --employees 400 --growth 30 --years 5 --rate 0.92 --currency EUR
lfai-nb dues --employees 400 --want day --want council-vote
lfai-nb dues --employees 400 --want council-vote --growth -5
lfai-nb dues --employees 400 --rate 0.92 --currency EUR
lfai-nb dues --employees 12 --organization academic --level associate --json
"""

import argparse

from lfai_nb.cli import CommandOutput, as_json, day, number, percent, today
from lfai_nb.membership import LEVELS, ORGANIZATIONS, BadInput, compare, quote, scenarios
from lfai_nb.membership.desk import WISHES, beside, converted, distance, fit


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
        "--growth",
        type=percent,
        metavar="PERCENT",
        help="the years to come, if you grow so a year; below 0 if you shrink",
    )
    parser.add_argument(
        "--want", action="append", choices=WISHES, help="which level gives it; may be repeated"
    )
    parser.add_argument("--rate", metavar="R", help="how much one US dollar is, such as 0.92")
    parser.add_argument("--currency", metavar="NAME", default="", help="of what, such as EUR")
    parser.add_argument("--years", type=number, default=None, metavar="N", help="default: 5")


def run(args: argparse.Namespace) -> CommandOutput:
    if args.years is not None and args.growth is None:
        raise BadInput("--years goes with --growth")
    if args.compare and args.level:
        raise BadInput("--compare shows all levels; leave out --level")
    if args.compare and args.want:
        raise BadInput("--want finds one level, and --compare shows all; leave out one of them")
    if args.want and args.level:
        raise BadInput("--want finds the level; leave out --level")
    if args.compare and args.rate:
        raise BadInput("--rate goes with one level; leave out --compare")
    question = {
        "employees": args.employees,
        "lf_member": args.lf_member,
        "organization": args.organization,
        "on": args.on or today(),
    }
    if args.compare:
        options = compare(**question)
        if args.json:
            rows = [
                o.quote.as_json()
                | {"extra_usd": o.extra_usd, "benefits": [b.text for b in o.benefits]}
                for o in options
            ]
            return CommandOutput(as_json(rows))
        from lfai_nb.faces.dues import options_text

        return CommandOutput(options_text(options))
    fitting = fit(args.want, args.organization, on=question["on"]) if args.want else None
    level = fitting.level if fitting else args.level or "general"
    if args.growth is not None:
        rows_ahead = scenarios(
            **question,
            level=level,
            growth_percent=args.growth,
            years=5 if args.years is None else args.years,
        )
        other = [converted(r.quote.amount_usd or 0, args.rate) for r in rows_ahead if args.rate]
        if args.json:
            years = [
                r.quote.as_json()
                | {"year": r.year, "band_changes": r.band_changes}
                | {"levels_usd": {each.level: each.amount_usd for each in r.levels}}
                | ({"fits": list(fitting.lines)} if fitting else {})
                | ({"converted": other[n]} if other else {})
                for n, r in enumerate(rows_ahead)
            ]
            return CommandOutput(as_json(years))
        from lfai_nb.faces.dues import fit_lines, scenarios_text
        from lfai_nb.faces.text import paragraph

        head = [*map(paragraph, fit_lines(fitting)), ""] if fitting else []
        return CommandOutput("\n".join([*head, scenarios_text(rows_ahead, other, args.currency)]))
    answer = quote(**question, level=level)
    amount = converted(answer.amount_usd or 0, args.rate) if args.rate else None
    if args.json:
        total = beside(answer)
        more: dict[str, object] = {
            "next_band": distance(answer),
            "total_usd": {"low": total.low, "high": total.high},
            "converted": amount,
            "fits": list(fitting.lines) if fitting else None,
        }
        return CommandOutput(as_json(answer.as_json() | more))
    from lfai_nb.faces.dues import desk_text, quote_text

    around = desk_text(answer, fitting, amount, args.currency)
    return CommandOutput(
        f"{around}\n\n{quote_text(answer)}" if fitting else f"{quote_text(answer)}\n\n{around}"
    )
