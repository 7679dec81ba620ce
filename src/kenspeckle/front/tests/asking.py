"""Asking the front's shortcuts in the transaction of a test, through Django's own connection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection

from kenspeckle.front.answers import Answer
from kenspeckle.front.application import Shortcut


class Headers:
    """Headers of a request as RSGI gives them."""

    def __init__(self, items: list[tuple[str, str]]) -> None:
        self._items = items

    def __contains__(self, key: str) -> bool:
        return any(name == key for name, _ in self._items)

    def get(self, key: str, default: Any = None) -> Any:
        return next((value for name, value in self._items if name == key), default)

    def items(self) -> list[tuple[str, str]]:
        return self._items


@dataclass
class Asked:
    """A request as RSGI tells it."""

    path: str
    method: str = "GET"
    query_string: str = ""
    headers: Headers = field(default_factory=lambda: Headers([("host", "localhost")]))
    proto: str = "http"
    http_version: str = "1.1"
    server: str = "127.0.0.1:8000"
    client: str = "127.0.0.1:50000"
    scheme: str = "http"


async def fetch(question: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Answer from the transaction of the test."""

    def asked() -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(question, values)
            return list(cursor.fetchall())

    return await sync_to_async(asked)()


def ask(
    shortcut: Shortcut,
    path: str,
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "GET",
    host: str = "localhost",
) -> Answer | None:
    """Return what the shortcut answers; `path` may have a query string."""
    steps, _, query = path.partition("?")
    given = [("host", host), *((name.lower(), value) for name, value in (headers or {}).items())]
    scope = Asked(steps, method=method, query_string=query, headers=Headers(given))
    return async_to_sync(shortcut.answer)(scope)
