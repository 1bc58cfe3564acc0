"""The annual review: whose is due, how long a project has been in its stage, and what to answer.

lfai-nb review
lfai-nb review flyte --markdown
lfai-nb review flyte --facts facts.toml --last facts.toml
lfai-nb review --json

With --last, a file of last year's facts, only what changed is asked; words of last year stand under
[review] in it, each by the id of its slide.

Exit code: 0 an answer, 2 bad input, 4 a fault of ours.
"""

import argparse
from pathlib import Path

from lfai_nb.cli import CommandOutput, Stop, as_json, day, today


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", nargs="?", metavar="PROJECT", help="default: all of them")
    parser.add_argument("--facts", type=Path, metavar="FILE", help="what is known this year")
    parser.add_argument("--last", type=Path, metavar="FILE", help="what was known last year")
    parser.add_argument("--on", type=day, metavar="DATE", help="default: today")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for a program")
    form.add_argument("--markdown", action="store_true", help="for a page or an issue")


def run(args: argparse.Namespace) -> CommandOutput:
    from lfai_nb.faces import review as face
    from lfai_nb.hosting.packet import words_in
    from lfai_nb.hosting.review import DECK, brief, review, reviews
    from lfai_nb.lifecycle import facts_file

    on = args.on or today()
    if args.project is None:
        if args.facts or args.last or args.markdown:
            raise Stop("name a project: --facts, --last and --markdown are for one of them")
        every = reviews(on=on)
        if args.json:
            return CommandOutput(as_json([due.as_json() for due in every]))
        return CommandOutput(face.reviews_text(every))
    if args.last and not args.facts:
        raise Stop("--last is compared with this year's facts: name them with --facts")
    due = review(args.project, on=on)
    files = [
        (facts_file.load(path), words_in(path, "review", DECK))
        for path in (args.facts, args.last)
        if path
    ]
    facts, words = files[0] if files else (None, {})
    slides = brief(due, facts, words, files[1] if len(files) > 1 else None)
    if args.json:
        rows = [
            {"id": s.item.id, "slide": s.item.text, "kept": str(s.kept), "lines": list(s.lines)}
            for s in slides
        ]
        return CommandOutput(as_json(due.as_json() | {"slides": rows}))
    text = face.review_markdown if args.markdown else face.review_text
    return CommandOutput(text(due, slides))
