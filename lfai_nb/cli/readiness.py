"""Whether a project meets the published thresholds of a stage, with what is missing.

  lfai-nb readiness OWNER/NAME
  lfai-nb readiness --init > facts.toml
  lfai-nb readiness facts.toml --markdown
  lfai-nb readiness OWNER/NAME --git path/to/clone --facts facts.toml --badge readiness.svg
  lfai-nb readiness path/to/clone
  lfai-nb readiness OWNER/NAME --offline
  lfai-nb readiness facts.toml --what-if stars=2,300 --what-if contributing_organizations=3..5
  lfai-nb readiness --all

Facts come from GitHub and the badge service, from a clone, from the snapshots that travel with the
package, and from a file of facts that a person wrote. A project that you name by its address is
asked for at GitHub and the badge service, unless you say --offline. A file or a clone stays on this
machine, unless you say --online. Without --stage it is the stage after the present one.
GITHUB_TOKEN, where it is set, raises GitHub's limit.

Exit code: 0 meets, 1 does not meet, 3 cannot tell, 2 bad input, 4 a fault of ours.
"""

import argparse
import json
import os
import sys
from datetime import date
from pathlib import Path

from lfai_nb.cli import CANNOT_TELL, NEGATIVE, OK, CommandOutput, Stop, as_json, day, note, today
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.errors import Unusable, one_line
from lfai_nb.frozen import replace
from lfai_nb.lifecycle.facts import FACTS, ProjectFacts, unknown_key
from lfai_nb.places import cache_folder
from lfai_nb.whole_file import write_whole


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", nargs="?", metavar="OWNER/NAME | FILE.toml | PATH")
    parser.add_argument(
        "--stage", choices=HOSTED_STAGES, help="default: the one after the present stage"
    )
    parser.add_argument(
        "--on",
        type=day,
        metavar="DATE",
        help="the rules, and a clone, as of that day; default: today",
    )
    parser.add_argument("--git", type=Path, metavar="PATH", help="a clone, for its history")
    parser.add_argument("--facts", type=Path, metavar="FILE", help="what you know besides")
    parser.add_argument("--badge-id", type=int, metavar="N", help="the entry at bestpractices.dev")
    hosts = parser.add_mutually_exclusive_group()
    hosts.add_argument(
        "--online", action="store_true", help="ask hosts for what a file leaves open"
    )
    hosts.add_argument("--offline", action="store_true", help="ask no host")
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
    parser.add_argument(
        "--project-yaml", type=Path, metavar="FILE", help="write what a project.yaml has, too"
    )
    parser.add_argument(
        "--badge-json", type=Path, metavar="FILE", help="write the badge for shields.io, too"
    )


def run(args: argparse.Namespace) -> CommandOutput:
    if args.init:
        from lfai_nb.lifecycle.facts_file import template

        return CommandOutput(template(_needed_by()))
    if args.all:
        return _portfolio(args)
    if args.project is None:
        raise Stop("name a project: OWNER/NAME, a file of facts, or the path of a clone")
    from lfai_nb.evidence.portfolio import forecasts
    from lfai_nb.faces import readiness as face
    from lfai_nb.lifecycle.planning import what_if
    from lfai_nb.lifecycle.readiness import Verdict, assess

    on = args.on or today()
    suppositions = _supposed(args.what_if)
    facts = _facts(args, on)
    judged = assess(facts, args.stage or _next(facts.stage), on=on)
    if suppositions:
        judged = what_if(judged, **suppositions)
    if args.badge:
        _write(args.badge, face.readiness_badge(judged))
    if args.project_yaml:
        from lfai_nb.evidence import dot_project

        _write(args.project_yaml, dot_project.written(facts))
    if args.badge_json:
        _write(args.badge_json, json.dumps(face.readiness_badge_json(judged), indent=2) + "\n")
    if args.json:
        text = as_json(face.readiness_json(judged, forecasts(judged)))
    elif args.markdown:
        text = face.readiness_markdown(judged)
    elif args.html:
        text = face.readiness_html(judged)
    else:
        text = face.readiness_text(judged, forecasts(judged))
    codes = {Verdict.MEETS: OK, Verdict.DOES_NOT: NEGATIVE, Verdict.CANNOT_TELL: CANNOT_TELL}
    return CommandOutput(text, codes[judged.verdict])


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text)
    except OSError as error:
        raise Unusable.because(path, "written", error) from None


def _needed_by() -> dict[str, list[str]]:
    """For each fact the requirements that read it, under whichever version of the rules."""
    from lfai_nb.lifecycle.readiness import rules

    readers: dict[str, list[str]] = {}
    for rule in rules().rules.values():
        if rule.fact:
            readers.setdefault(rule.fact, []).append(rule.id)
    return readers


def _facts(args: argparse.Namespace, on: date) -> ProjectFacts:
    from lfai_nb.evidence.for_project import gather, subject_of, with_present_stage
    from lfai_nb.lifecycle.gate import gate
    from lfai_nb.lifecycle.readiness import rules

    if args.git and not os.path.isdir(args.git):  # noqa: PTH112
        raise Stop(f"{args.git} is not a folder; --git names a clone")
    named = subject_of(args.project)
    online = args.online or not (args.offline or named.is_here)
    named = replace(
        named,
        clone=args.git or named.clone,
        written=args.facts or named.written,
        subject=replace(with_present_stage(named.subject), badge_id=args.badge_id),
    )
    present = named.subject.stage
    if args.stage or present:
        # A stage that cannot be asked for is no reason to ask hosts first.
        gate(args.stage or _next(present), on=on, policy=rules())
    stage = args.stage or (_next(present) if present else None)
    progress = Progress()

    def announce(line: str) -> None:
        progress.done()
        note(line)

    collected = gather(
        named,
        on=on,
        online=online,
        stage=stage and Stage(stage),
        announce=announce,
        say=progress,
        cache=cache_folder(),
    )
    progress.done()
    if not args.offline and (line := _not_asked(named.subject.repository, online)):
        note(f"note: {line}")
    for conflict in collected.conflicts:
        note(f"note: {conflict}")
    return collected.facts


def _next(present: Stage | str | None) -> Stage:
    from lfai_nb.lifecycle.gate import StageNotOffered, next_stage

    try:
        return next_stage(present)
    except StageNotOffered as error:
        stages = ", ".join(HOSTED_STAGES[:-1])
        raise Stop(
            f"{error}; say which to judge it by: --stage {stages} or {HOSTED_STAGES[-1]}"
        ) from None


def _not_asked(repository: str, online: bool) -> str:
    """Why no host was asked, where the reader may have expected it."""
    from lfai_nb.evidence.for_project import can_be_asked_for

    if can_be_asked_for(repository):
        return "" if online else "no host was asked; --online asks for what is open"
    if repository.endswith("OWNER/NAME"):
        return "no host was asked: OWNER/NAME stands for the address of your repository"
    return f"no host was asked: {repository} is not on GitHub" if online else ""


class Progress:
    """What is being asked, on one line of a terminal that the next one overwrites."""

    def __init__(self) -> None:
        self.visible = sys.stderr.isatty()

    def __call__(self, step: str) -> None:
        if self.visible:
            print(f"\r\x1b[K{one_line(step)[:100]}", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        if self.visible:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _supposed(pairs: list[str]) -> dict[str, object]:
    """FACT=VALUE as a person types it."""
    changes: dict[str, object] = {}
    for pair in pairs:
        key, sign, text = pair.partition("=")
        if not sign or not key:
            raise Stop(f"{pair[:60]!r} is not FACT=VALUE, such as stars=1000")
        if key not in FACTS:
            raise Stop(unknown_key(key))
        changes[key] = FACTS[key].parse(text)
    return changes


def _portfolio(args: argparse.Namespace) -> CommandOutput:
    """Every project of the catalogue from the snapshots; no host is asked."""
    others = ("project", "git", "facts", "what_if", "html", "badge", "badge_json", "project_yaml")
    if any(getattr(args, name) for name in others):
        raise Stop("--all goes with --stage, --on, --json and --markdown alone")
    from lfai_nb.evidence.portfolio import judged
    from lfai_nb.faces import readiness as face

    assessments = judged(stage=args.stage, on=args.on or today())
    if args.json:
        return CommandOutput(
            as_json([face.readiness_json(assessment) for assessment in assessments])
        )
    if args.markdown:
        return CommandOutput(face.portfolio_markdown(assessments))
    return CommandOutput(face.portfolio_text(assessments))
