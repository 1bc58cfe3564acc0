"""Starts the job under torchrun and says what became of it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

LIMIT = 300  # seconds


class JobFailed(RuntimeError):
    """The job did not end; the message says what torchrun saw."""


def run(
    folder: Path | str, processes: int = 2, restarts: int = 3, limit: float = LIMIT, **settings: int
) -> dict[str, Any]:
    """Train in `folder`, from the newest snapshot there; `settings` are the job's own."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    options = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
    command = [
        *(sys.executable, "-m", "torch.distributed.run", "--standalone"),
        *("--nproc-per-node", str(processes), "--max-restarts", str(restarts)),
        *("-m", "lfai_nb.demos.edl.job", str(folder), *options),
    ]
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        # Each attempt gets a store of its own. In torchrun's shared one, what the last attempt left
        # makes the next wait, now and then, for processes that are gone.
        "TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1",
    }
    (folder / "result.json").unlink(missing_ok=True)
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as running:
        try:
            said = running.communicate(timeout=limit)[1]
        except subprocess.TimeoutExpired:
            raise JobFailed(f"the job had not ended after {limit:g} seconds") from None
        finally:
            running.terminate()  # not kill: torchrun then ends its workers, too
    if running.returncode:
        raise JobFailed(_reason(said, restarts))
    result: dict[str, Any] = json.loads((folder / "result.json").read_text())
    return result


def _reason(said: str, restarts: int) -> str:
    cause = said.rpartition("Root Cause")[2]
    found = re.search(r"\((SIG\w+)\)", cause) or re.search(r"(exitcode\s*:\s*\d+)", cause)
    how = found[1] if found else said.strip()[-300:]
    times = "no restart was allowed" if restarts == 0 else f"{restarts} restarts did not help"
    return f"a process was lost ({how}), and {times}"
