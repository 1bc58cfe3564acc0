"""A second process for what the first does not wait for: a control beside what is trained.

    aside = Beside(partial(titles, "cpu", share=0.3, control=True), partial(entities, "cpu"))
    ...                     # meanwhile, here, something else
    control, found = aside.results()

It computes what this process would, and brings the same numbers: a seed is set where training
begins. Two cores are done in half the time, and one core in hardly more than without.

Work and results travel through a pipe that only the two processes have. The second process ends
with the first, however that ends.
"""

import os
import pickle
import threading
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from typing import Any

import torch

from lfai_nb.demos.workers import JobFailed

Work = Callable[[], Any]
"""Something to call that another process can be sent: a `partial` of what a module has."""


class Beside:
    """The results of each `work`, in their order, from a process that has begun with the first."""

    def __init__(self, *works: Work) -> None:
        spawn = get_context("spawn")
        self._answers, theirs = spawn.Pipe(duplex=False)
        # Pickled here, and not with the process: so a model is copied, and not shared.
        parcel = pickle.dumps(works)
        threads = torch.get_num_threads()
        self._process = spawn.Process(target=_work, args=(theirs, parcel, threads), daemon=True)
        self._process.start()
        theirs.close()

    def results(self) -> list[Any]:
        """Wait for all of them. What one of them raises is raised here."""
        try:
            fine, what = pickle.loads(self._answers.recv_bytes())  # noqa: S301 (our own process)
        except EOFError:
            self._process.join()
            code = self._process.exitcode
            raise JobFailed(f"the process beside this one ended with {code}, in its work") from None
        self._process.join()
        self._answers.close()
        if not fine:
            raise what
        results: list[Any] = what
        return results


def _work(answers: Connection, parcel: bytes, threads: int) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    torch.set_num_threads(threads)
    answer: tuple[bool, Any]
    try:
        answer = True, [work() for work in pickle.loads(parcel)]  # noqa: S301 (our own parent)
    except Exception as error:
        answer = False, error
    answers.send_bytes(pickle.dumps(answer))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
