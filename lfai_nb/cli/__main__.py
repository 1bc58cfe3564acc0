"""``python -m lfai_nb.cli``, for where the command itself is not on the path."""

import sys

from lfai_nb.cli import main

sys.exit(main())
