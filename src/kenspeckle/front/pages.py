"""Pages that are the same for every visitor who is not signed in, kept until something changes them.

A view says that its page is one (`kernel.demands`, `same_for_all`). It is then asked with nothing of
the visitor's but where they are and what they accept, so that nothing of one visitor can be on the
page that another gets. A page holds for one publication, asked for each time, and for one London day.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from kenspeckle.front import routes
from kenspeckle.front.answers import Answer
from kenspeckle.front.database import Fetch, Questions, Unanswered
from kenspeckle.front.environ import Scope
from kenspeckle.kernel.clock import LONDON, london_date, now

MEGABYTE = 1024 * 1024
# Addresses with a query string (a search) are without number: they push each other out, and no more.
ROOM, ROOM_FOR_QUERIES = 16 * MEGABYTE, 4 * MEGABYTE
LARGEST = MEGABYTE
WAIT_SECONDS = 5.0
ALL = "all"

# All of a request that a page which is the same for all can depend on.
SEEN = frozenset({"host", "accept", "x-forwarded-proto"})


@dataclass(frozen=True, slots=True)
class Key:
    """What decides which page it is."""

    host: str
    secure: bool
    text: bool
    path: str
    query: str


@dataclass(frozen=True, slots=True)
class Edition:
    """When a page was made: of which publication, and until which moment it is right."""

    publication: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A page in memory."""

    answer: Answer
    edition: Edition
    size: int


class Shelf:
    """Pages in a bounded room; what was not asked for longest makes way."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.taken = 0
        self._pages: OrderedDict[Key, Kept] = OrderedDict()

    def get(self, key: Key, publication: int, at: datetime) -> Answer | None:
        """Return the page if it is still right."""
        kept = self._pages.get(key)
        if kept is None or kept.edition.publication != publication or at >= kept.edition.until:
            return None
        self._pages.move_to_end(key)
        return kept.answer

    def put(self, key: Key, kept: Kept) -> None:
        """Keep a page."""
        self._drop(key)
        self._pages[key] = kept
        self.taken += kept.size
        while self.taken > self.room:
            self._drop(next(iter(self._pages)))

    def _drop(self, key: Key) -> None:
        if (before := self._pages.pop(key, None)) is not None:
            self.taken -= before.size


class Pages:
    """The pages that are kept."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._publication: Questions[str, int] = Questions(self._ask)
        self._shelf, self._searches = Shelf(ROOM), Shelf(ROOM_FOR_QUERIES)
        self._making: dict[Key, asyncio.Event] = {}

    def key(self, scope: Scope) -> Key | None:
        """Return what the page is kept by; None when it may be another for this visitor."""
        if (
            scope.method not in ("GET", "HEAD")
            or not routes.demands_of(scope.path).same_for_all
            or routes.is_known_visitor(scope)
            or not routes.is_plain(scope)
        ):
            return None
        return Key(
            scope.headers.get("host"),
            routes.is_secure(scope),
            routes.is_text(scope.headers.get("accept")),
            scope.path,
            scope.query_string,
        )

    async def find(self, key: Key) -> tuple[Answer | None, Edition | None]:
        """Return the page if it is kept and right; else the edition under which to `keep` it.

        While somebody else is having the same page made, wait for it a little. Without an edition
        (the database does not answer) there is nothing to keep.
        """
        try:
            answer, edition = await self._look(key)
            if answer is None and (made := self._making.get(key)) is not None:
                try:
                    async with asyncio.timeout(WAIT_SECONDS):
                        await made.wait()
                except TimeoutError:
                    return None, None
                answer, edition = await self._look(key)
        except Unanswered:
            return None, None
        if answer is None:
            self._making.setdefault(key, asyncio.Event())
        return answer, edition

    def keep(self, key: Key, answer: Answer, edition: Edition) -> None:
        """Keep a page that was made under `edition`, if it is one that others may get."""
        names = {name for name, _ in answer.headers}
        body = answer.body
        if (
            answer.status == 200
            and isinstance(body, bytes)
            and len(body) <= LARGEST
            and "set-cookie" not in names
            and dict(answer.headers).get("content-type", "").startswith("text/html")
        ):
            shelf = self._searches if key.query else self._shelf
            shelf.put(key, Kept(answer, edition, len(body) + 1024))

    def made(self, key: Key) -> None:
        """Let those who wait for this page look again, whether it was kept or not."""
        if (event := self._making.pop(key, None)) is not None:
            event.set()

    async def _look(self, key: Key) -> tuple[Answer | None, Edition]:
        publication = await self._publication.answer(ALL) or 0
        at = now()
        shelf = self._searches if key.query else self._shelf
        return shelf.get(key, publication, at), Edition(publication, next_change(at))

    async def _ask(self, keys: list[str]) -> dict[str, int]:
        [(count,)] = await self._fetch("SELECT count(*) FROM kernel_publication", {})
        return dict.fromkeys(keys, int(count))


def next_change(at: datetime) -> datetime:
    """Return the moment after `at` at which pages may change by themselves: London's next midnight.

    What opens, closes or is this month's does so on a London day.
    """
    tomorrow = london_date(at) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, LONDON).astimezone(UTC)
