"""Who waits for a thread, in which order, and who is turned away."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest

from kenspeckle.front.threads import MOST_WAITING, PATIENCE, Busy, Gone, Threads
from kenspeckle.kernel.demands import Lane


async def _stays() -> None:
    await asyncio.Event().wait()


async def _busy_with(threads: Threads) -> tuple[threading.Event, "asyncio.Task[None]"]:
    """Let the one thread work until the event is set."""
    release = threading.Event()

    def work() -> None:
        release.wait(10)

    task = asyncio.ensure_future(threads.run(Lane.MEMBER, work, gone=_stays))
    await asyncio.sleep(0)
    return release, task


def _run(scene: Callable[[Threads], Awaitable[None]]) -> None:
    async def play() -> None:
        threads = Threads(1, name="test")
        try:
            await scene(threads)
        finally:
            threads.close()

    asyncio.run(play())


def test_saves_go_before_members_and_members_before_visitors() -> None:
    order: list[Lane] = []

    async def scene(threads: Threads) -> None:
        release, task = await _busy_with(threads)
        waiting = [
            asyncio.ensure_future(
                threads.run(lane, lambda lane=lane: order.append(lane), gone=_stays)  # type: ignore[misc]
            )
            for lane in (Lane.VISITOR, Lane.MEMBER, Lane.FIRST, Lane.VISITOR, Lane.FIRST)
        ]
        await asyncio.sleep(0)
        release.set()
        await asyncio.gather(task, *waiting)

    _run(scene)

    assert order == [Lane.FIRST, Lane.FIRST, Lane.MEMBER, Lane.VISITOR, Lane.VISITOR]


def test_new_work_is_turned_away_while_saves_are_still_taken() -> None:
    async def scene(threads: Threads) -> None:
        release, task = await _busy_with(threads)
        # Each piece of work takes so long that visitors would wait past their patience.
        threads.typical = PATIENCE[Lane.VISITOR] + 1
        with pytest.raises(Busy) as refused:
            await threads.run(Lane.VISITOR, lambda: None, gone=_stays)
        assert refused.value.seconds == 3
        save = asyncio.ensure_future(threads.run(Lane.FIRST, lambda: "saved", gone=_stays))
        await asyncio.sleep(0)
        release.set()
        await task
        assert await save == "saved"

    _run(scene)


def test_a_queue_has_an_end() -> None:
    async def scene(threads: Threads) -> None:
        release, task = await _busy_with(threads)
        threads.typical = 0.0
        waiting = [
            asyncio.ensure_future(threads.run(Lane.VISITOR, lambda: None, gone=_stays))
            for _ in range(MOST_WAITING[Lane.VISITOR])
        ]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await threads.run(Lane.VISITOR, lambda: None, gone=_stays)
        release.set()
        await asyncio.gather(task, *waiting)
        assert threads.waiting == 0
        assert threads.free == 1

    _run(scene)


def test_who_goes_while_waiting_is_not_worked_for() -> None:
    async def went() -> None:
        return

    worked: list[str] = []

    async def scene(threads: Threads) -> None:
        release, task = await _busy_with(threads)
        with pytest.raises(Gone):
            await threads.run(Lane.FIRST, lambda: worked.append("for nobody"), gone=went)
        release.set()
        await task
        assert threads.free == 1

    _run(scene)

    assert worked == []


def test_work_that_fails_gives_its_thread_back() -> None:
    def fails() -> None:
        raise ValueError("on purpose")

    async def scene(threads: Threads) -> None:
        with pytest.raises(ValueError, match="on purpose"):
            await threads.run(Lane.FIRST, fails, gone=_stays)
        assert threads.free == 1

    _run(scene)
