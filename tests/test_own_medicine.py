"""The project passes the checks that it gives to others, as far as a clone can show it."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_this_repository_has_every_file_of_the_sandbox_list() -> None:
    command = ["readiness", str(ROOT), "--offline", "--stage", "sandbox", "--json"]
    ran = subprocess.run(
        [sys.executable, "-m", "lfai_nb.cli", *command], capture_output=True, text=True, check=False
    )
    rows = {row["id"]: row["state"] for row in json.loads(ran.stdout)["rows"]}
    files = {rule: state for rule, state in rows.items() if rule.startswith("SBX-FILE-")}
    assert len(files) == 9, rows
    assert set(files.values()) == {"met"}, files
    assert "unmet" not in rows.values(), rows
