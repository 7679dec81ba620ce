"""A bounded number of threads for Django, and the order in which requests wait for them.

Saves go first, then people who are signed in, then visitors. A request that would wait longer than
its lane bears is refused at once (`Busy`), with the seconds after which trying again makes sense: so
a load past what the machine holds turns new work away early, and saves last.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from kenspeckle.kernel.demands import Lane

T = TypeVar("T")

PATIENCE = {Lane.FIRST: 10.0, Lane.MEMBER: 4.0, Lane.VISITOR: 1.5, Lane.LONG: 8.0}
MOST_WAITING = {Lane.FIRST: 1000, Lane.MEMBER: 400, Lane.VISITOR: 150, Lane.LONG: 16}
_FIRST_GUESS = 0.02
_WEIGHT = 0.05


class Busy(Exception):
    """There is more to do than can be done soon; try again in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = max(1, math.ceil(seconds))


class Gone(Exception):
    """The visitor went before their turn came."""


class Threads:
    """`number` threads. `run` waits for one as long as the lane bears, and runs the work there."""

    def __init__(self, number: int, *, name: str) -> None:
        self.number = number
        self.free = number
        self.typical = _FIRST_GUESS
        self.refused = 0
        self._waiting: dict[Lane, deque[asyncio.Future[None]]] = {lane: deque() for lane in Lane}
        self._executor = ThreadPoolExecutor(number, thread_name_prefix=name)

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return sum(map(len, self._waiting.values()))

    async def run(
        self, lane: Lane, work: Callable[[], T], *, gone: Callable[[], Awaitable[None]]
    ) -> T:
        """Return what `work` returns, run in a thread. Raises `Busy`, and `Gone` when `gone` is."""
        await self._turn(lane, gone)
        began = time.monotonic()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, work)
        finally:
            self.typical += _WEIGHT * (time.monotonic() - began - self.typical)
            self._next()

    def close(self) -> None:
        """Let the running work finish; take no more."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    async def _turn(self, lane: Lane, gone: Callable[[], Awaitable[None]]) -> None:
        if self.free:
            self.free -= 1
            return
        ahead = sum(len(self._waiting[one]) for one in Lane if one <= lane)
        expected = (ahead + 1) * self.typical / self.number
        if ahead >= MOST_WAITING[lane] or expected > PATIENCE[lane]:
            self.refused += 1
            raise Busy(expected)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[lane].append(turn)
        went = asyncio.ensure_future(gone())
        try:
            await asyncio.wait(
                {turn, went}, timeout=PATIENCE[lane], return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            left = went.done()
            went.cancel()
            if not turn.done():
                turn.cancel()
                self._waiting[lane].remove(turn)
        if turn.cancelled():
            if left:
                raise Gone
            self.refused += 1
            raise Busy(PATIENCE[lane])

    def _next(self) -> None:
        for lane in Lane:
            if self._waiting[lane]:
                self._waiting[lane].popleft().set_result(None)
                return
        self.free += 1
