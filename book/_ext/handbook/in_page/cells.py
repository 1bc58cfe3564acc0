"""Runs the cells of a notebook on its page, and says what came of each as it comes.

    cells = Cells()
    cells.run("1 + 1", "cell 1", post)      post("text", "2", ""); True

What comes is text, HTML (which SVG is as well), or an error: a sentence, and the rest for whoever
wants it. Nothing but the standard library: it is loaded into the browser as this one file.
"""

import ast
import linecache
import sys
import time
import traceback
import types
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import TextIOBase
from pprint import pformat

#: Takes the kind of an output, the output, and what belongs to it but is not shown at once.
Post = Callable[[str, str, str], object]
MOST = 200_000  # characters of text from one cell; a loop that prints would fill the page
OFTEN = 0.1  # seconds between two pieces of text
#: What the browsers say when the page's policy keeps a request in.
REFUSED = ("NetworkError", "Failed to fetch", "Content Security Policy", "TLS not supported")


class Cells:
    """What the cells of one page know together: their names."""

    def __init__(self) -> None:
        # A module, so that classes and functions of a cell have a home as they have in a notebook.
        self.module = types.ModuleType("__main__")
        self.module.__dict__["__builtins__"] = __builtins__
        sys.modules["__main__"] = self.module

    def run(self, source: str, name: str, post: Post) -> bool:
        """Run one cell to its end, or to its error; whether it came to its end."""
        out = Printed(post)
        file = f"<{name}>"
        # For the lines in a traceback.
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        try:
            body, last = parsed(source, file)
            with redirect_stdout(out), redirect_stderr(out):
                self.module.__dict__["display"] = lambda *values: show_all(values, out, post)
                exec(body, self.module.__dict__)  # noqa: S102
                value = eval(last, self.module.__dict__) if last else None  # noqa: S307
                out.finish()
                if value is not None:
                    self.module.__dict__["_"] = value
                    show(value, post)
        except BaseException as error:
            out.finish()
            post("error", in_a_sentence(error, file), whole(error, file))
            return False
        return True


def parsed(source: str, file: str) -> tuple[types.CodeType, types.CodeType | None]:
    """The statements, and the expression at the end whose value is shown."""
    tree = ast.parse(source, file)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        final = tree.body.pop()
        assert isinstance(final, ast.Expr)
        last = compile(ast.Expression(final.value), file, "eval")
    return compile(tree, file, "exec"), last


class Printed(TextIOBase):
    """What is printed, sent on in pieces; the end of too much is left out, and that is said."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.pieces: list[str] = []
        self.length = 0
        self.sent = time.monotonic()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        room = MOST - self.length
        self.length += len(text)
        if room > 0:
            self.pieces.append(text[:room])
            if self.length >= MOST:
                self.pieces.append(f"\n… The rest is left out, after {MOST:,} characters.\n")
        if time.monotonic() - self.sent > OFTEN:
            self.finish()
        return len(text)

    def finish(self) -> None:
        if self.pieces:
            self.post("printed", "".join(self.pieces), "")
            self.pieces.clear()
        self.sent = time.monotonic()


def show_all(values: tuple[object, ...], out: Printed, post: Post) -> None:
    out.finish()
    for value in values:
        show(value, post)


def show(value: object, post: Post) -> None:
    for method in ("_repr_html_", "_repr_svg_"):
        made = getattr(value, method, None)
        html = made() if callable(made) and not isinstance(value, type) else None
        if html is not None:
            post("html", str(html), "")
            return
    line = repr(value)
    text = pformat(value, sort_dicts=False) if len(line) > 79 else line
    post("text", text, "")


def in_a_sentence(error: BaseException, file: str) -> str:
    """What went wrong, for people; one of our own errors is a sentence already."""
    words = str(error).strip()
    if isinstance(error, SyntaxError) and error.filename == file:
        return f"Line {error.lineno} is not valid Python: {error.msg}."
    where = f"Line {line}: " if (line := line_of(error, file)) else ""
    if any(sign in words for sign in REFUSED):
        return f"{where}a page lets Python ask no other host; JupyterLab on your machine may."
    if type(error).__module__.startswith("lfai_nb"):
        return f"{where}{words.rstrip('.')}."
    if isinstance(error, ModuleNotFoundError) and error.name and "." not in error.name:
        return f"{where}this page has no {error.name}; JupyterLab has what you install there."
    return f"{where}{words.rstrip('.') or 'it ended here'} ({type(error).__name__})."


def line_of(error: BaseException, file: str) -> int:
    """The last line of this cell that was at work; 0 where none was."""
    lines = [n for frame, n in traceback.walk_tb(error.__traceback__) if is_of(frame, file)]
    return lines[-1] if lines else 0


def is_of(frame: types.FrameType, file: str) -> bool:
    return frame.f_code.co_filename == file


def whole(error: BaseException, file: str) -> str:
    """The traceback from the cell on; what called the cell is nobody's matter."""
    trace = error.__traceback__
    while trace is not None and not is_of(trace.tb_frame, file):
        trace = trace.tb_next
    with suppress(RecursionError):
        return "".join(traceback.format_exception(type(error), error, trace))
    return repr(error)


def stand_in() -> None:
    """IPython is not there. The little of it that notebooks import is this."""

    class HTML:
        def __init__(self, data: str = "") -> None:
            self.data = data

        def _repr_html_(self) -> str:
            return self.data

        def __repr__(self) -> str:
            return "<IPython.core.display.HTML object>"

    def display(*values: object) -> None:
        sys.modules["__main__"].display(*values)

    package, module = types.ModuleType("IPython"), types.ModuleType("IPython.display")
    package.display = module  # type: ignore[attr-defined]
    module.__dict__.update(HTML=HTML, SVG=type("SVG", (HTML,), {}), display=display)
    sys.modules |= {"IPython": package, "IPython.display": module}
