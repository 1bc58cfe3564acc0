"""Runs notebooks from the top and stores their outputs, with the seconds that it took.

    python -m tests.run_notebooks              all of them
    python -m tests.run_notebooks dues tiers   those whose name has one of the words

What changes from run to run is left out of the file: when each cell ran, the state of widgets. The
seconds stand in the notebook's metadata, and the status page shows them.
"""

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"


def run(path: Path) -> int:
    notebook = nbformat.read(path, as_version=4)
    # JupyterLab writes this; a notebook that was typed by hand lacks it.
    notebook.metadata.setdefault(
        "kernelspec",
        {"name": "python3", "display_name": "Python 3", "language": "python"},
    )
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(FOLDER)}},
    )
    start = time.monotonic()
    client.execute()
    seconds = max(1, round(time.monotonic() - start))
    notebook.metadata["handbook"] = {"seconds": seconds}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = in_one_piece(cell.outputs)
    nbformat.write(notebook, path)
    return seconds


def in_one_piece(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """What a cell prints comes in pieces, cut where a pause was; nbval joins them, and so do we."""
    joined: list[NotebookNode] = []
    for output in outputs:
        before = joined[-1] if joined else None
        if output.output_type == "stream" and before and before.get("name") == output.name:
            before.text += output.text
        else:
            joined.append(output)
    return joined


def main(words: list[str]) -> int:
    chosen = [
        path
        for path in sorted(FOLDER.glob("*.ipynb"))
        if not words or any(word in path.stem for word in words)
    ]
    if not chosen:
        print(f"no notebook has {' or '.join(words)} in its name", file=sys.stderr)
        return 2
    for n, path in enumerate(chosen, start=1):
        print(f"{n} of {len(chosen)}: {path.name} …", end=" ", flush=True)
        print(f"{run(path)} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
