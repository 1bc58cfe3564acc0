"""Which class of the Model Openness Framework a model reaches, and what is missing for the next.

  lfai-nb openness --init > model.toml
  lfai-nb openness model.toml
  lfai-nb openness models/OLMo-7B.yml --strict
  lfai-nb openness model.toml --json

FILE is a TOML file as --init prints it, or a YAML file of the foundation's Model Openness Tool as
it is (which needs the extra "evidence"). As the tool judges, an open licence that is made for
another type of component passes with a warning; --strict takes only a licence that is made for the
type. What is not known is not missing: it is named apart, and the class that it may lead to is
"possible". A licence that no list has is not known; if you know that it is not open, write
"not open".

Exit code: 0 a class is reached; 1 none, and none is possible; 3 none yet, for something is unknown.
"""

import argparse
from pathlib import Path

from lfai_nb.cli import CANNOT_TELL, NEGATIVE, OK, CommandOutput, Stop, as_json, day, note, today
from lfai_nb.policy import load


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
    parser.add_argument("--strict", action="store_true", help="only licences made for the type")
    parser.add_argument("--on", type=day, metavar="DATE", help="the rules of a day; default: today")
    parser.add_argument("--init", action="store_true", help="print a file to fill in")
    parser.add_argument("--json", action="store_true", help="for a program")


def run(args: argparse.Namespace) -> CommandOutput:
    from lfai_nb.evidence.model_file import read_model, template
    from lfai_nb.openness import judge

    view = load(("openness",)).at(args.on or today())
    if args.init:
        return CommandOutput(template(view))
    if args.file is None:
        raise Stop("name a file of a model, or print one to fill in: lfai-nb openness --init")
    model = read_model(args.file, view=view)
    for line in model.notes:
        note(f"note: {line}")
    judged = judge(model.released, view=view, strict=args.strict, holds=model.holds)
    code = OK if judged.openness.certain else CANNOT_TELL if judged.openness.possible else NEGATIVE
    if args.json:
        return CommandOutput(as_json({"name": model.name, **judged.as_json()}), code)
    from lfai_nb.faces.openness import judgment_text

    return CommandOutput(judgment_text(judged, model.name, view), code)
