"""A teacher without PyTorch, so that many of them start at once: FOLDER NAME [DIE_AT]."""

import sys
from pathlib import Path

from lfai_nb.demos.edl.teacher import Teacher

if __name__ == "__main__":
    _, folder, name, *die_at = sys.argv
    Teacher(lambda rows: rows * 2, Path(folder), name, *map(int, die_at)).serve()
