"""Writes data/openness/ from a clone of the Model Openness Tool, and lets the tool itself judge.

python -m tools.openness_models CLONE [PHP …]    PHP is the command that runs a script, or "php"

CLONE is a checkout of https://github.com/lfai/model_openness_tool. The class of each model is what
the tool's own code says (tools/openness_judge.php), so that ours is held against another's work.
Then it names each model that ``lfai_nb.openness`` judges otherwise, and ends with 1 if any is.
"""

import csv
import io
import json
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from lfai_nb.openness import GENERAL, INHERITED, NO_LICENCE, by_tool_name, classify, models
from lfai_nb.policy import load

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "data" / "openness"
SETTINGS = "web/modules/mof/config/install/mof.settings.yml"
#: What the tool calls the types, and what we call them; "distribution" is the whole model.
TYPES = {"distribution": "all", "code": "code", "data": "data", "document": "documents"}
HEAD = """\
# The licences of the Model Openness Tool at commit {commit} of {day}: which count as open, and why,
# and the types of component for which one is listed. What is in none of these lists does not count
# as open. tools/openness_models.py makes this file.
"""


def main(clone: Path, *php: str) -> int:
    commit, day = _git(clone, "log", "-1", "--format=%h %cs").split()
    raw = yaml.safe_load((clone / SETTINGS).read_text(encoding="utf-8"))["components"]
    releases = {
        f"{folder}/{path.stem}": yaml.safe_load(path.read_text(encoding="utf-8"))["release"]
        for folder in ("models", "Test_Data")
        for path in sorted((clone / folder).glob("*.yml"))
    }
    judged = _judged(clone, php or ("php",), {"components": raw, "models": releases})
    (FOLDER / "licences.toml").write_text(_licences(judged["licences"], commit, day), "utf-8")
    ids = _ids((release["name"] for release in raw), date.fromisoformat(day))
    rows = [_row(name, release, ids) for name, release in releases.items()]
    for row in rows:
        row["class"] = ("", "I", "II", "III")[judged["models"][row["model"]]["class"]]
    columns = ["model", "class", *GENERAL, *ids.values()]
    table = io.StringIO()
    writer = csv.DictWriter(table, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (FOLDER / "models.csv").write_text(table.getvalue(), encoding="utf-8")
    return _differences(date.fromisoformat(day))


def _git(clone: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(clone), *words], capture_output=True, text=True, check=True
    ).stdout


def _judged(clone: Path, php: Iterable[str], releases: Mapping[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "models.json"
        given.write_text(json.dumps(releases, default=str), encoding="utf-8")
        script = Path(__file__).with_name("openness_judge.php")
        command = [*php, str(script), str(clone), str(given)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    result: dict[str, Any] = json.loads(answer)
    return result


def _ids(names: Iterable[str], day: date) -> dict[str, str]:
    """Our id of each component, by the name that the tool gives it: it is the quotation."""
    view = load().at(day)
    ours = {name: item.id for name, item in by_tool_name(view).items()}
    known = set(names)
    if ours.keys() != known:
        raise SystemExit(f"the components are not those of openness.toml: {ours.keys() ^ known}")
    return ours


def _row(model: str, release: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, str]:
    general = release.get("license") or {}
    row = {"model": model}
    for theirs, ours in TYPES.items():
        row[ours] = (general.get(theirs) or {}).get("name") or ""
    for component in release.get("components") or []:
        own = component.get("license")
        licence = INHERITED if own is None else own
        row[ids[component["name"]]] = NO_LICENCE if licence in ("", "unlicensed") else licence
    return row


def _licences(every: Mapping[str, list[Any]], commit: str, day: str) -> str:
    def listed(name: str, ids: Iterable[str]) -> str:
        words = ", ".join(json.dumps(name) for name in sorted(ids, key=str.lower))
        lines = textwrap.wrap(words, 96, break_long_words=False, break_on_hyphens=False)
        return f"{name} = [\n" + "".join(f"    {line}\n" for line in lines) + "]\n"

    reasons = {"osi": 0, "fsf": 1, "data": 2, "named": 3}
    parts = [
        HEAD.format(commit=commit, day=day),
        f'commit = "{commit}"',
        f"date = {day}",
        "",
        "[open]",
    ]
    parts += [
        listed(reason, (id for id, flags in every.items() if flags[place]))
        for reason, place in reasons.items()
    ]
    parts.append("[fits]")
    parts += [
        listed(ours, (id for id, flags in every.items() if theirs in flags[4]))
        for theirs, ours in TYPES.items()
        if theirs != "distribution"
    ]
    return "\n".join(parts)


def _differences(day: date) -> int:
    view = load().at(day)
    every = models(view)
    other = {
        name: (model.stated, ours)
        for name, model in every.items()
        if (ours := classify(model.released, view=view).certain) != model.stated
    }
    for name, (theirs, ours) in other.items():
        print(f"{name}: the tool says {theirs or 'no class'}, we say {ours or 'no class'}")
    print(f"{len(every)} models, {len(other)} judged otherwise than by the tool")
    return 1 if other else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    try:
        raise SystemExit(main(Path(sys.argv[1]), *sys.argv[2:]))
    except FileNotFoundError as error:
        raise SystemExit(
            f"{error.filename} is not there; CLONE is a checkout, PHP a command"
        ) from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"{error.cmd[0]} failed: {error.stderr.strip()[-300:]}") from None
