"""Where submissions are graded, by name: threads, processes, or the workers of a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

from course_exercises.assignments import BANK
from course_lib._validate import message


@contextmanager
def executor(name: str) -> Iterator[Executor | None]:
    """Open the executor `name` and close it in the end; None is one thread per processor.

    Parameters
    ----------
    name : str
        "threads", "processes", or the address of a Dask scheduler, "tcp://10.0.0.5:8786". Its
        workers need this Python, bubblewrap, and the course directory under the same path.

    Raises
    ------
    ValueError
        If there is no such executor, or the scheduler does not answer.
    """
    if name == "threads":
        yield None
    elif name == "processes":
        with ProcessPoolExecutor() as processes:
            yield processes
    elif "://" in name:
        yield from _dask(name)
    else:
        rule = '"threads", "processes" or the address of a Dask scheduler'
        raise ValueError(message("grade", f"executor {rule}", repr(name)))


def _dask(address: str) -> Iterator[Executor]:
    from distributed import Client, WorkerPlugin

    class Bank(WorkerPlugin):
        """Tells workers, those too that come later, where the questions are."""

        folder = os.environ.get(BANK, "")

        def setup(self, worker: object) -> None:
            os.environ[BANK] = self.folder

    try:
        client = Client(address, timeout=30)  # type: ignore[no-untyped-call]
    except OSError as error:
        raise ValueError(message("grade", f"a Dask scheduler at {address}", str(error))) from None
    with client:
        client.register_plugin(Bank())
        yield client.get_executor(retries=3)  # type: ignore[no-untyped-call]
