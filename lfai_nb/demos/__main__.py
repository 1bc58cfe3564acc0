"""`lfai-nb demo`: list the demos, or run one.

lfai-nb demo
lfai-nb demo flagai-infilling --quick
lfai-nb demo flagai-infilling --scale 0.5
lfai-nb demo tony-jobs --conf my.xml --history run.html
lfai-nb demo records

With `--to slurm` the last one hands the file to TorchX, which has to be installed apart.

Exit codes: 0 an answer, 2 what was asked cannot be done, 4 a fault of ours, 130 interrupted.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TextIO

from lfai_nb.demos import needs
from lfai_nb.demos.errors import NotInstalled
from lfai_nb.demos.progress import silent
from lfai_nb.demos.registry import CannotStart, Row, Run, UnknownDemo, find_run, load_runs


class Refused(Exception):
    """What was asked cannot be done; the text says why, and what can."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        raise Refused(f"{message} (see lfai-nb demo --help)")


def main(argv: list[str] | None = None) -> int:
    words = sys.argv[1:] if argv is None else argv
    try:
        return run_command(words)
    except KeyboardInterrupt:
        return 130
    except SystemExit as stop:  # argparse has printed its help
        return int(stop.code or 0)
    except Refused as refusal:
        complain(str(refusal))
        return 2
    except Exception as error:
        if "--debug" in words:
            import traceback

            traceback.print_exc()
        complain(
            f"this is a fault of ours ({type(error).__name__}: {str(error)[:200]}); please open an "
            "issue in the handbook's repository with the command and what it prints with --debug"
        )
        return 4


def run_command(argv: list[str]) -> int:
    parser = Parser(
        prog="lfai-nb demo",
        description="Small models that show, in seconds, what hosted projects do.",
        epilog="For example: lfai-nb demo flagai-infilling --quick",
    )
    parser.add_argument("name", nargs="?", help="the demo to run; without one, all are listed")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--quick", action="store_true", help="a small part, in a few seconds")
    parser.add_argument(
        "--conf", type=Path, metavar="FILE", help="your own job file (tony-jobs: a tony.xml)"
    )
    parser.add_argument(
        "--to",
        choices=("local", "slurm", "kubernetes"),
        help="hand that file to TorchX: run it by its local scheduler, or print its script",
    )
    parser.add_argument(
        "--history", type=Path, metavar="FILE", help="of --conf: a page with each task's time line"
    )
    parser.add_argument("--run", metavar="RECORD", help="of records: take this one again")
    parser.add_argument(
        "--scale", type=share, help="of what learns: the share of its training (default: 1)"
    )
    parser.add_argument("--image", default="", help="of --to: the container, or a shared folder")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument(
        "--debug", action="store_true", help="show where a fault of ours comes from"
    )
    options = parser.parse_args(argv)
    if options.name == "records":
        say(records(options.run, options.scale, options.json))
        return 0
    if options.run:
        raise Refused("--run is of the records: lfai-nb demo records --run infilling")
    if options.name is None and options.scale is None:
        say(listing(list(load_runs().values()), options.json))
        return 0
    try:
        run = find_run(options.name or "")
    except UnknownDemo as error:
        raise Refused(str(error)) from None
    if options.scale is not None:
        refuse_scale(run, options.quick)
    if options.conf and run.own_file is None:
        able = ", ".join(r.name for r in load_runs().values() if r.own_file)
        raise Refused(f"{run.name} runs no file of yours (--conf); these do: {able}")
    if options.history and (options.to or not options.conf):
        raise Refused(
            "--history is of a job file that runs here: lfai-nb demo tony-jobs --conf my.xml "
            "--history run.html"
        )
    if options.to:
        say(handed_over(run, options.conf, options.to, options.image))
        return 0
    require_extra()
    given = options.device, options.quick, options.json, options.conf, options.history
    return start(run, *given, options.scale)


def refuse_scale(run: Run, quick: bool) -> None:
    if not run.dial:
        able = ", ".join(run.name for run in load_runs().values() if run.dial)
        raise Refused(f"{run.name} has no dial (--scale); records --run has one, and {able}")
    if quick:
        raise Refused("--quick is a tenth already: give it or --scale")


def share(text: str) -> float:
    value = float(text)  # argparse says what is no number
    if not 0 < value <= 100:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and at most 100")
    return value


def records(name: str | None, scale: float | None, as_json: bool) -> str:
    """What a reader can beat; or one of them, taken again here."""
    from lfai_nb.demos.records import load_records, rows_of, verdict

    every = load_records()
    if name is None:
        rows = rows_of(every)
        if as_json:
            return json.dumps(rows, indent=2)
        narrow = [{k: v for k, v in row.items() if k != "counts"} for row in rows]
        counts = "\n".join(f"{row['record']}: {row['counts']}" for row in rows)
        return f"{table(narrow)}\n\n{counts}\n\nBeat one: lfai-nb demo records --run NAME"
    require_extra()
    if name not in every:
        raise Refused(f"there is no record {name!r}; there are: {', '.join(every)}")
    from lfai_nb.demos.trials import SAME_TASK, TRIALS

    is_held = name in SAME_TASK or scale in (None, 1.0)
    bar = Bar(sys.stderr) if sys.stderr.isatty() else None
    try:
        value = round(TRIALS[every[name].trial](scale or 1.0, bar or silent), 4)
    except CannotStart as error:
        raise Refused(f"{name}: {error}") from None
    finally:
        if bar:
            bar.close()
    if as_json:
        beaten = is_held and every[name].beaten_by(value)
        return json.dumps({"record": name, "value": value, "beaten": beaten}, indent=2)
    if not is_held:
        unit = every[name].unit
        return (
            f"{name}: {value:g} {unit} at a scale of {scale:g}, which is another task than the "
            "record's: it is not held to it. Without --scale it is."
        )
    return verdict(every[name], value)


def require_extra() -> None:
    try:
        needs.check()
    except NotInstalled as error:
        raise Refused(str(error)) from None


def handed_over(run: Run, conf: Path | None, scheduler: str, image: str) -> str:
    """Needs TorchX, and none of what the demos need."""
    if run.hand_over is None or conf is None:
        raise Refused("--to takes a job file: lfai-nb demo tony-jobs --conf my.xml --to slurm")
    try:
        return run.hand_over(conf, scheduler, image)
    except CannotStart as error:
        raise Refused(str(error)) from None


def start(
    run: Run,
    device: str,
    quick: bool,
    as_json: bool,
    conf: Path | None = None,
    history: Path | None = None,
    scale: float | None = None,
) -> int:
    import torch

    if device == "cuda" and not torch.cuda.is_available():
        raise Refused("this machine has no CUDA device that PyTorch can use; try --device cpu")
    on_gpu = device != "cpu" and not run.cpu_only and torch.cuda.is_available()
    used = "cuda" if on_gpu else "cpu"
    began = time.perf_counter()
    bar = Bar(sys.stderr) if sys.stderr.isatty() else None
    try:
        if conf and run.own_file:
            rows = run.own_file(conf, bar or silent, history)
        else:
            dial = () if scale is None else (scale,)
            rows = run.function(device, quick, bar or silent, *dial)
    except CannotStart as error:
        raise Refused(str(error)) from None
    finally:
        if bar:
            bar.close()
    seconds = round(time.perf_counter() - began, 1)
    if as_json:
        title = conf.name if conf else run.title
        about = {"name": run.name, "title": title, "device": used, "quick": quick}
        about |= {} if scale is None else {"scale": scale}
        say(json.dumps({**about, "seconds": seconds, "rows": rows}, indent=2))
    else:
        title = conf.name if conf else run.title
        part = " (quick)" * quick if scale is None else f" (scale {scale:g})"
        say(f"{title}\n\n{table(rows)}\n\n{seconds} s on {used}{part}")
    return 0


@dataclass
class Bar:
    """One tqdm bar per label, shown on the terminal."""

    stream: TextIO
    label: str = ""

    def __post_init__(self) -> None:
        from tqdm import tqdm

        self._new = tqdm
        self._bar: tqdm | None = None

    def __call__(self, label: str, done: int, total: int, /) -> None:
        name, _, detail = label.partition(",")
        if self._bar is None or name != self.label or total != self._bar.total:
            self.close()
            self.label = name
            self._bar = self._new(total=total, desc=name, file=self.stream, leave=False)
        self._bar.set_postfix_str(detail.strip(), refresh=False)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def listing(runs: Sequence[Run], as_json: bool = False) -> str:
    rows: list[Row] = [
        {"demo": run.name, "about": run.title, "seconds": run.seconds} for run in runs
    ]
    if as_json:
        return json.dumps(rows, indent=2)
    return f"{table(rows)}\n\nRun one: lfai-nb demo NAME [--device cpu|cuda] [--quick] [--json]"


def table(rows: Sequence[Row]) -> str:
    """Rows of equal keys as text in columns: numbers to the right, words to the left."""
    if not rows:
        return "(nothing)"
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [[show(row.get(column)) for column in columns] for row in rows]
    widths = [max(len(line[i]) for line in [columns, *cells]) for i in range(len(columns))]
    numeric = [all(is_number(row.get(c)) for row in rows) for c in columns]

    def line(words: Sequence[str]) -> str:
        fitted = zip(words, widths, numeric, strict=True)
        return "  ".join(w.rjust(n) if right else w.ljust(n) for w, n, right in fitted).rstrip()

    return "\n".join([line(columns), line(["-" * n for n in widths]), *map(line, cells)])


def is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def show(value: object) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.3f}"
    return str(value)


def say(text: str) -> None:
    """To standard output: signs that it cannot hold become ?, and nobody has to read it."""
    if sys.stdout is None:
        return
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        print(text.encode(encoding, "replace").decode(encoding), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(reason: str) -> None:
    plain = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in reason)
    print(f"lfai-nb demo: {plain}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
