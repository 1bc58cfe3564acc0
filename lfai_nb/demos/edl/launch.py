"""Starts the job's processes, starts them again when one is lost, and says what became of it."""

import json
from pathlib import Path
from typing import Any

from lfai_nb.demos import workers
from lfai_nb.demos.workers import JobFailed as JobFailed

LIMIT = 300  # seconds


def run(
    folder: Path | str, processes: int = 2, restarts: int = 3, limit: float = LIMIT, **settings: int
) -> dict[str, Any]:
    """Train in `folder`, from the newest snapshot there; `settings` are the job's own."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    options = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
    (folder / "result.json").unlink(missing_ok=True)
    program = ["-m", "lfai_nb.demos.edl.job", str(folder), *options]
    workers.run(program, processes, restarts, limit)
    result: dict[str, Any] = json.loads((folder / "result.json").read_text())
    return result
