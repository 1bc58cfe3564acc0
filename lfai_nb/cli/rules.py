"""The foundation's rules on a date, or what changed between two dates.

lfai-nb rules
lfai-nb rules --on 2022-01-01 --stage incubation
lfai-nb rules --diff 2023-05-31 2023-06-01
lfai-nb rules --json
"""

import argparse

from lfai_nb.cli import CommandOutput, Stop, as_json, day, today
from lfai_nb.domain import Stage
from lfai_nb.policy import GROUPS, load


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", type=day, metavar="DATE", help="default: today")
    parser.add_argument("--stage", choices=tuple(Stage))
    parser.add_argument("--group", choices=sorted(GROUPS), help="one kind of rule")
    parser.add_argument("--diff", nargs=2, type=day, metavar="DATE", help="what changed between")
    parser.add_argument("--json", action="store_true", help="for a program")


def run(args: argparse.Namespace) -> CommandOutput:
    from lfai_nb.faces import rules as face

    policy = load()
    stage, group = args.stage, args.group or ""
    if args.diff:
        if args.on:
            raise Stop("--diff names its own two dates; leave out --on")
        changes = [
            change
            for change in policy.diff(*args.diff)
            if stage in (None, change.rule.stage) and group in ("", change.rule.group)
        ]
        if args.json:
            return CommandOutput(as_json([face.change_json(c) for c in changes]))
        return CommandOutput(face.diff_text(policy, changes, *args.diff))
    on = args.on or today()
    values = list(policy.at(on).values(stage=stage, group=group))
    if not values:
        raise Stop(f"no rule of that kind is known for {on}; the first are of 2018")
    if args.json:
        content = [face.value_json(policy[value.rule], value) for value in values]
        return CommandOutput(
            as_json(
                {
                    "on": on.isoformat(),
                    "newest_known": on > policy.known_until,
                    "in_doubt": face.caveats(policy, values),
                    "rules": content,
                }
            )
        )
    return CommandOutput(face.rules_text(policy, values, on))
