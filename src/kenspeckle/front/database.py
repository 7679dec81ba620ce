"""The front's own way to the database: a few connections, and many questions asked as one."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from django.db import connection as djangos
from psycopg import Error
from psycopg_pool import AsyncConnectionPool, PoolTimeout

K = TypeVar("K")
V = TypeVar("V")
Row = tuple[Any, ...]
Fetch = Callable[[str, dict[str, Any]], Awaitable[list[Row]]]

_LOG = logging.getLogger(__name__)
CONNECTIONS = 2
# Whoever waits longer is better served by Django, which says in words what is wrong.
SECONDS = 2.0


class Unanswered(Exception):
    """The database does not answer; Django will find out, and say it in words."""


class Database:
    """Connections that are opened with the first question."""

    def __init__(self) -> None:
        self._pool: AsyncConnectionPool | None = None

    async def fetch(self, question: str, values: dict[str, Any]) -> list[Row]:
        """Return the rows that answer a question. Raises `Unanswered`."""
        try:
            if self._pool is None:
                self._pool = _pool()
                await self._pool.open()
            async with asyncio.timeout(SECONDS), self._pool.connection() as connection:
                cursor = connection.cursor(binary=True)
                await cursor.execute(question, values)
                return await cursor.fetchall()
        except (Error, PoolTimeout, TimeoutError, OSError) as trouble:
            _LOG.warning("The front's database connection: %s", type(trouble).__name__)
            raise Unanswered from trouble

    async def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            await self._pool.close()


def _pool() -> AsyncConnectionPool:
    # The same database that Django asks, which tests rename.
    given = djangos.get_connection_params()
    words = {
        name: value
        for name, value in given.items()
        if name in ("dbname", "user", "password", "host", "port", "sslmode") and value
    }
    return AsyncConnectionPool(
        kwargs={**words, "autocommit": True, "prepare_threshold": 1},
        min_size=1,
        max_size=CONNECTIONS,
        timeout=SECONDS,
        open=False,
    )


class Questions(Generic[K, V]):
    """Asks for many keys at once: whoever comes while a question is out is part of the next.

    So an answer is never older than the moment at which it was asked for, and a thousand visitors at
    once cost few questions.
    """

    def __init__(self, ask: Callable[[list[K]], Awaitable[dict[K, V]]]) -> None:
        self._ask = ask
        self._wanted: dict[K, list[asyncio.Future[V | None]]] = {}
        self._asking: asyncio.Task[None] | None = None

    async def answer(self, key: K) -> V | None:
        """Return what there is for `key`. Raises what asking raises."""
        mine: asyncio.Future[V | None] = asyncio.get_running_loop().create_future()
        self._wanted.setdefault(key, []).append(mine)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._go_on())
        return await mine

    async def _go_on(self) -> None:
        while self._wanted:
            wanted, self._wanted = self._wanted, {}
            try:
                told = await self._ask(list(wanted))
            except Unanswered as trouble:
                for one in (each for several in wanted.values() for each in several):
                    if not one.done():
                        one.set_exception(trouble)
                continue
            for key, several in wanted.items():
                for one in several:
                    if not one.done():
                        one.set_result(told.get(key))
