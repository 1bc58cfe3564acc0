"""Whether a project meets the published thresholds of a stage, with what is missing.

  lfai-nb readiness OWNER/NAME --stage incubation
  lfai-nb readiness --init > facts.toml
  lfai-nb readiness facts.toml --markdown
  lfai-nb readiness OWNER/NAME --git path/to/clone --facts facts.toml --badge readiness.svg
  lfai-nb readiness path/to/clone --offline
  lfai-nb readiness facts.toml --what-if stars=1000 --what-if badge_level=gold
  lfai-nb readiness --all

Facts come from GitHub and the badge service, from a clone, from the snapshots that travel with the
package, and from a file of facts that a person wrote; --offline asks no host. Without --stage it is
the stage after the present one. GITHUB_TOKEN, where it is set, raises GitHub's limit.

Exit code: 0 meets, 1 does not meet, 3 cannot tell, 2 bad input.
"""

import argparse
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from lfai_nb.cli import CANNOT_TELL, NEGATIVE, OK, Stop, day, today
from lfai_nb.errors import one_line
from lfai_nb.lifecycle.facts import ProjectFacts
from lfai_nb.lifecycle.gate import STEPS


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", nargs="?", metavar="OWNER/NAME | FILE.toml | PATH")
    parser.add_argument("--stage", choices=STEPS, help="default: the one after the present stage")
    parser.add_argument("--on", type=day, metavar="DATE", help="rules of that day; default: today")
    parser.add_argument("--git", type=Path, metavar="PATH", help="a clone, for its history")
    parser.add_argument("--facts", type=Path, metavar="FILE", help="what you know besides")
    parser.add_argument("--badge-id", type=int, metavar="N", help="the entry at bestpractices.dev")
    parser.add_argument("--offline", action="store_true", help="ask no host")
    parser.add_argument(
        "--what-if", action="append", default=[], metavar="FACT=VALUE", help="suppose it were so"
    )
    parser.add_argument("--all", action="store_true", help="every project of the catalogue")
    parser.add_argument("--init", action="store_true", help="print a file of facts to fill in")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for a program")
    form.add_argument("--markdown", action="store_true", help="for a pull request or a CI summary")
    form.add_argument("--html", action="store_true", help="for a page")
    parser.add_argument("--badge", type=Path, metavar="FILE", help="write a badge as SVG, too")


def run(args: argparse.Namespace) -> int:
    if args.init:
        from lfai_nb.lifecycle.facts_file import template

        print(template(), end="")
        return OK
    if args.all:
        return _portfolio(args)
    if args.project is None:
        raise Stop("name a project: OWNER/NAME, a file of facts, or the path of a clone")
    from lfai_nb.evidence.portfolio import forecasts
    from lfai_nb.faces import readiness as face
    from lfai_nb.lifecycle.gate import next_stage
    from lfai_nb.lifecycle.paths import what_if
    from lfai_nb.lifecycle.readiness import Verdict, assess

    on = args.on or today()
    facts = _facts(args, on)
    judged = assess(facts, args.stage or next_stage(facts.stage), on=on)
    if args.what_if:
        judged = what_if(judged, **_supposed(args.what_if))
    if args.badge:
        args.badge.write_text(face.readiness_badge(judged), encoding="utf-8")
    if args.json:
        print(face.dump(face.readiness_json(judged, forecasts(judged))))
    elif args.markdown:
        print(face.readiness_markdown(judged))
    elif args.html:
        print(face.readiness_html(judged))
    else:
        print(face.readiness_text(judged, forecasts(judged)))
    codes = {Verdict.MEETS: OK, Verdict.DOES_NOT: NEGATIVE, Verdict.CANNOT_TELL: CANNOT_TELL}
    return codes[judged.verdict]


def _facts(args: argparse.Namespace, on: date) -> ProjectFacts:
    try:
        from lfai_nb.evidence.gather import cache_folder, gather, subject_of
    except ModuleNotFoundError as missing:
        raise Stop(
            f"{missing.name} is not installed; `pip install 'lfai-nb[evidence]'` brings it"
        ) from None

    if args.git and not args.git.is_dir():
        raise Stop(f"{args.git} is no folder; --git names a clone")
    named = subject_of(args.project)
    named = replace(
        named,
        clone=args.git or named.clone,
        written=args.facts or named.written,
        subject=replace(named.subject, badge_id=args.badge_id),
    )
    progress = Progress()
    found = gather(
        named,
        on=on,
        online=not args.offline,
        announce=lambda line: print(one_line(line), file=sys.stderr),
        say=progress,
        cache=cache_folder(),
    )
    progress.done()
    for conflict in found.conflicts:
        print(one_line(f"note: {conflict}"), file=sys.stderr)
    return found.facts


class Progress:
    """What is being asked, on one line of a terminal that the next one overwrites."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()

    def __call__(self, step: str) -> None:
        if self.shown:
            print(f"\r\x1b[K{one_line(step)[:100]}", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _supposed(pairs: list[str]) -> dict[str, object]:
    """FACT=VALUE as a person types it: true and false, whole numbers, else a text."""
    changes: dict[str, object] = {}
    for pair in pairs:
        key, sign, text = pair.partition("=")
        if not sign or not key:
            raise Stop(f"{pair[:60]!r} is not FACT=VALUE, such as stars=1000")
        whole = text.isascii() and text.isdigit() and len(text) < 19
        changes[key] = {"true": True, "false": False}.get(text, int(text) if whole else text)
    return changes


def _portfolio(args: argparse.Namespace) -> int:
    """Every project of the catalogue from the snapshots; no host is asked."""
    if args.project or args.git or args.facts or args.what_if or args.badge or args.html:
        raise Stop("--all goes with --stage, --on, --json and --markdown alone")
    from lfai_nb.evidence.portfolio import judged
    from lfai_nb.faces import readiness as face

    assessments = judged(stage=args.stage, on=args.on or today())
    if args.json:
        print(face.dump([face.readiness_json(one) for one in assessments]))
    elif args.markdown:
        print(face.portfolio_markdown(assessments))
    else:
        print(face.portfolio_text(assessments))
    return OK
