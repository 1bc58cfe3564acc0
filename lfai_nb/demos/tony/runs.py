"""The demos of this wing, for `lfai-nb demo`. Imports torch only when one is started."""

import json
import sys
import tempfile
from pathlib import Path

from lfai_nb.demos.registry import Progress, Row, Run

FILE = """\
<configuration>
  <property><name>tony.application.framework</name><value>pytorch</value></property>
  <property><name>tony.worker.instances</name><value>2</value></property>
  <property><name>tony.worker.command</name><value>{python} -m {program} {die_at}</value></property>
  <property><name>tony.am.retry-count</name><value>1</value></property>
</configuration>
"""
"""What a user writes; the number at the end of the command is the step at which a worker dies."""


def job_file(die_at: int) -> str:
    return FILE.format(python=sys.executable, program="lfai_nb.demos.tony.program", die_at=die_at)


def jobs(device: str, quick: bool, progress: Progress) -> list[Row]:
    """Always on the CPU, and always whole: it takes seconds, nearly all to start processes."""
    from lfai_nb.demos.tony.jobfile import parse
    from lfai_nb.demos.tony.master import run

    rows: list[Row] = []
    weights = ""
    cases = (("never disturbed", -1), ("a worker killed at step 170", 170))
    for done, (name, die_at) in enumerate(cases):
        progress(name, done, len(cases))
        with tempfile.TemporaryDirectory() as folder:
            outcome = run(parse(job_file(die_at)), folder)
            result = json.loads((Path(folder) / "result.json").read_text())
        weights = weights or result["weights"]
        rows.append(
            {
                "job": name,
                "sessions": len(outcome.attempts),
                "first session": outcome.attempts[0].why,
                "succeeded": outcome.succeeded,
                "held-out accuracy": result["accuracy"],
                "same weights": result["weights"] == weights,
            }
        )
    progress("done", len(cases), len(cases))
    return rows


RUNS: dict[str, Run] = {
    "tony-jobs": Run("tony-jobs", "Two workers from one file; one dies, all start again", 15, jobs)
}
