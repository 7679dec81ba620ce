"""The front's own way to the database: a connection of its own, and many questions asked as one."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from django.db import connection as djangos
from psycopg import AsyncConnection, Error, OperationalError
from psycopg.rows import tuple_row

K = TypeVar("K")
V = TypeVar("V")
Row = tuple[Any, ...]
Fetch = Callable[[str, dict[str, Any]], Awaitable[list[Row]]]

_LOG = logging.getLogger(__name__)
# Whoever waits longer is better served by Django, which says in words what is wrong.
SECONDS = 2.0


class Unanswered(Exception):
    """The database does not answer; Django will find out, and say it in words."""


class Database:
    """One connection, opened with the first question and again when it breaks.

    Questions go one after the other; whoever asks puts many into one (`Questions`).
    """

    def __init__(self) -> None:
        self._connection: AsyncConnection[Row] | None = None
        self._turn = asyncio.Lock()

    async def fetch(self, question: str, values: dict[str, Any]) -> list[Row]:
        """Return the rows that answer a question. Raises `Unanswered`."""
        try:
            async with asyncio.timeout(SECONDS), self._turn:
                return await self._asked(question, values)
        except (Error, TimeoutError, OSError) as trouble:
            _LOG.warning("The front's database connection: %s", type(trouble).__name__)
            await self.close()
            raise Unanswered from trouble

    async def _asked(self, question: str, values: dict[str, Any]) -> list[Row]:
        is_old = self._connection is not None
        try:
            return await self._ask(question, values)
        except OperationalError:
            if not is_old:
                raise
            # It broke while nobody asked: the database was started anew.
            await self.close()
            return await self._ask(question, values)

    async def _ask(self, question: str, values: dict[str, Any]) -> list[Row]:
        if self._connection is None:
            self._connection = await AsyncConnection.connect(
                **_where(), autocommit=True, prepare_threshold=1, row_factory=tuple_row
            )
        cursor = self._connection.cursor(binary=True)
        await cursor.execute(question, values)
        return await cursor.fetchall()

    async def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def _where() -> dict[str, Any]:
    # The same database that Django asks, which tests rename.
    given = djangos.get_connection_params()
    return {
        name: value
        for name, value in given.items()
        if name in ("dbname", "user", "password", "host", "port", "sslmode") and value
    }


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
            except Exception as trouble:  # noqa: BLE001 (whatever it was: all who wait are told)
                for one in (each for several in wanted.values() for each in several):
                    if not one.done():
                        one.set_exception(trouble)
                continue
            for key, several in wanted.items():
                for one in several:
                    if not one.done():
                        one.set_result(told.get(key))
