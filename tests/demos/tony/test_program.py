"""The real job: two workers train together, the chief is killed, and the result is the same."""

import json
import os
from pathlib import Path

import pytest

pytest.importorskip("torch")

from lfai_nb.demos.progress import silent
from lfai_nb.demos.resumable import accuracy, make_model
from lfai_nb.demos.tony.jobfile import parse
from lfai_nb.demos.tony.master import run
from lfai_nb.demos.tony.runs import job_file, jobs
from tests.listening import Watch

pytestmark = pytest.mark.torch


def test_the_chief_is_killed_the_weights_are_as_if_it_had_not_been_and_nobody_else_reaches_it():
    with Watch(os.getpid()) as watch:
        untrained, whole, broken = jobs("cpu", quick=False, progress=silent)
    assert watch.seen, "its processes talk over loopback, so the watch must have seen them"
    assert not watch.beyond
    assert untrained["held-out accuracy"] < 0.7 < 0.95 < whole["held-out accuracy"]
    assert (whole["sessions"], whole["succeeded"]) == (1, True)
    assert broken == {
        "job": "chief killed at step 170",
        "sessions": 2,
        "held-out accuracy": whole["held-out accuracy"],
        "succeeded": True,
        "same weights": True,
        "first session": "worker:0 exited with 137 (signal 9), and it is the chief",
    }


@pytest.mark.audit  # a second session, above, goes on in the same way; five starts are enough
def test_without_a_retry_the_job_has_failed_and_goes_on_when_it_is_started_again(tmp_path):
    """The state is the program's own: TonY keeps nothing, and the snapshots are still there."""
    once = run(parse(job_file(170), {"tony.am.retry-count": "0"}), tmp_path)
    assert (once.succeeded, len(once.attempts)) == (False, 1)
    assert not (tmp_path / "result.json").exists()
    assert run(parse(job_file()), tmp_path).succeeded
    result = json.loads((Path(tmp_path) / "result.json").read_text())
    assert result["went on from"] == 150
    assert result["accuracy"] > 0.95 > 0.7 > accuracy(make_model())
