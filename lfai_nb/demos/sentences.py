"""What a demo says of its results: whole sentences, true each time that they are printed.

    say(f"{about(95)} of 100 texts are classified right", accuracy >= 0.9)

A sentence that no longer holds stops the notebook. A number that another processor may compute in
another way is `about` that number: the check that runs every notebook again looks at the sentence
and passes over the number (`tests/nbval.cfg`).
"""

import os


def say(sentence: str, holds: bool = True) -> None:
    """Print a sentence that holds; stop at one that does not."""
    if not holds:
        raise AssertionError(f"this does not hold: {sentence}")
    print(sentence)


def about(number: float, digits: int = 0) -> str:
    """A number as this machine has it.

    >>> about(0.7143, 2), about(94.8), about(12_345)
    ('about 0.71', 'about 95', 'about 12,345')
    """
    return f"about {number:,.{digits}f}"


def took(seconds: float, device: str = "cpu") -> str:
    """How long, and on what.

    >>> took(3.2, "cuda")
    'It took 3 seconds on a GPU.'
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    where = "a GPU" if device == "cuda" else f"a CPU with {cores} core{'s' * (cores != 1)}"
    return f"It took {seconds:.0f} second{'s' * (round(seconds) != 1)} on {where}."
