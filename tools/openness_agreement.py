"""Whether we judge each model as the Model Openness Tool does, from a clone alone, without PHP.

    python -m tools.openness_agreement CLONE

CLONE is a checkout of https://github.com/lfai/model_openness_tool. Each file of ``Test_Data/`` is
held against the tool's own ``expected_results.json``, each of ``models/`` against the class that
the tool's own code gave it when ``data/openness/models.csv`` was made. If any differs, it ends
with 1.
"""

import sys
from pathlib import Path

import yaml

from lfai_nb.errors import HandbookError
from lfai_nb.evidence.model_file import read_model
from lfai_nb.openness import judge, models, recorded_on
from lfai_nb.policy import View, load

CLASSES = (None, "I", "II", "III")


def main(clone: Path) -> int:
    view = load().at(recorded_on())
    recorded = {name: model.stated for name, model in models(view).items()}
    # The file is written by hand, with commas before closing brackets: YAML takes them, JSON not.
    text = (clone / "Test_Data" / "expected_results.json").read_text(encoding="utf-8")
    expected = {
        f"Test_Data/{model['release']['name']}": CLASSES[model["classification"]["class"]]
        for model in yaml.safe_load(text)["models"]
    }
    made_up = _compare("test files", clone, "Test_Data", expected, view)
    real = _compare("models", clone, "models", recorded, view)
    return 1 if made_up or real else 0


def _compare(
    what: str, clone: Path, folder: str, classes: dict[str, str | None], view: View
) -> int:
    """How many are judged otherwise, or are not there to be held against."""
    differing = 0
    files = sorted((clone / folder).glob("*.yml"))
    for file in files:
        model = read_model(file, view=view)
        ours = judge(model.released, view=view).openness.certain
        # A test file is expected by the name that it gives itself, a model by that of its file.
        name = f"{folder}/{model.name if folder == 'Test_Data' else file.stem}"
        if name not in classes:
            print(f"{file.name}: nothing to hold it against")
            differing += 1
        elif ours != classes[name]:
            theirs = classes[name] or "no class"
            print(f"{file.name}: the tool says {theirs}, we say {ours or 'no class'}")
            differing += 1
    print(f"{what}: {len(files) - differing} of {len(files)} as the tool")
    return differing


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    try:
        raise SystemExit(main(Path(sys.argv[1])))
    except FileNotFoundError as error:
        raise SystemExit(
            f"{error.filename} is not there; CLONE is a checkout of the tool"
        ) from None
    except HandbookError as error:
        raise SystemExit(str(error)) from None
