"""typst's compilers, kept: making one loads its fonts, and one compiles for one thread at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import LifoQueue
from threading import Lock

import typst


class Compilers:
    """As many compilers as work at the same time, `most` at most; whoever comes then waits."""

    def __init__(self, make: Callable[[], typst.Compiler], *, most: int = 2) -> None:
        self._make = make
        self._left = most
        self._lock = Lock()
        self._idle: LifoQueue[typst.Compiler] = LifoQueue()

    @contextmanager
    def one(self) -> Iterator[typst.Compiler]:
        """Lend a compiler to the thread that asks."""
        compiler = self._idle_or_new()
        try:
            yield compiler
        finally:
            self._idle.put(compiler)

    def _idle_or_new(self) -> typst.Compiler:
        with self._lock:
            is_new = self._idle.empty() and self._left > 0
            self._left -= is_new
        return self._make() if is_new else self._idle.get()
