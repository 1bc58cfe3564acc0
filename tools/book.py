"""Jupyter Book, started without what no book needs.

python -m tools.book build . --quiet

Jupyter Book checks its settings with jsonschema, which loads a parser of addresses when one is
installed; and one is, with JupyterLab. That parser compiles its grammar 38 times at each start,
which takes longer than to build a page. No setting of a book has it checked an address.
"""

import sys

PARSER = "rfc3987_syntax"


def main() -> None:
    # jsonschema does without where there is none.
    sys.modules[PARSER] = None  # type: ignore[assignment]
    from jupyter_book.cli.main import main as jupyter_book  # type: ignore[import-untyped]

    jupyter_book(prog_name="jupyter-book")


if __name__ == "__main__":
    main()
