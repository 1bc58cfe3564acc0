"""How long the package and each of its commands take to start, beside a bare interpreter.

    python benchmarks/start.py [ROUNDS]

Prints the CPU time of each command and its ratio to ``python -c pass``: the aim is 8 at most. What
asks a host or reads a git history is not here. The machine's speed drifts, so all take turns; the
least of the rounds counts, as what else the machine does can only add.

The commands run as a user has them: Python may keep its compiled files, and the command what it has
read and checked. Both go to a folder of their own, which the first round fills.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent.parent
FACTS = HERE / "tests" / "hosting" / "proposals" / "flagai.toml"
#: Where a file of a model is written for the run, as ``lfai-nb openness --init`` prints it.
MODEL = "model.toml"
MINUTES = sorted((HERE / "tests" / "council" / "fixtures" / "minutes").glob("*.md"))
COMMANDS: dict[str, list[str]] = {
    "": [],
    "dues": ["--employees", "1999", "--lf-member", "--json"],
    "rules": ["--on", "2026-08-14"],
    "readiness": ["flyteorg/flyte", "--offline", "--stage", "graduation"],
    "plan": ["--present-on", "soon", "--stage", "sandbox"],
    "packet": [str(FACTS), "--json"],
    "review": [],
    "council seats": [],
    "council quorum": [],
    "council vote": ["--rule", "GRD-VOTE", "--yes", "8", "--present", "8"],
    "council gitvote": ["--share", "two-thirds", "--seats", "16"],
    "council season": [str(path) for path in MINUTES],
    "openness": [MODEL, "--json"],
    "workflow": ["serving"],
    "check-facts": [str(FACTS)],
    "check-data": [],
    "completion": ["bash"],
}


def cpu(words: list[str], home: str) -> float:
    env = os.environ | {"XDG_CACHE_HOME": home, "PYTHONPYCACHEPREFIX": f"{home}/pyc"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(
        [sys.executable, *words], env=env, cwd=home, capture_output=True, text=True
    )
    if ran.returncode not in (0, 1, 3):  # a refusal would be measured in place of an answer
        raise SystemExit(f"{' '.join(words)}: {ran.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(rounds: int) -> None:
    runs = {
        "python -c pass": ["-c", "pass"],
        "python -c 'import lfai_nb'": ["-c", "import lfai_nb"],
    }
    for name, words in COMMANDS.items():
        runs[f"lfai-nb {name}".strip()] = ["-m", "lfai_nb.cli", *name.split(), *words]
    least = dict.fromkeys(runs, float("inf"))
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / MODEL).write_text(
            'name = "Larkspur"\n[licence]\nall = "Apache-2.0"\n[components]\n'
            'parameters-final = "Apache-2.0"\ndatasets = false\n'
        )
        for words in runs.values():
            cpu(words, home)
        for _ in range(rounds):
            for name, words in runs.items():
                least[name] = min(least[name], cpu(words, home))
    bare = least["python -c pass"]
    for name, seconds in least.items():
        print(f"{name:28} {seconds * 1e3:7.1f} ms {seconds / bare:6.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
