"""The front: one asynchronous application before Django, for granian's RSGI.

It reads each request's body whole, bounded in size and time, before a thread is taken; hands whole
requests to Django in a bounded number of threads; gathers whole answers, so that a slow reader holds
no thread; and refuses early, in words, what could not be done soon.
"""

import logging
from collections.abc import Container, Sequence
from functools import partial
from typing import Any, Protocol

from django.conf import settings

from kenspeckle.front import answers, routes
from kenspeckle.front.answers import Answer, Visitor, Wsgi
from kenspeckle.front.bodies import Bodies, BodyTrouble, Incomplete, NoLength
from kenspeckle.front.environ import Ambiguous, Scope, environ
from kenspeckle.front.pages import SEEN, Pages
from kenspeckle.front.threads import Busy, Gone, Threads
from kenspeckle.kernel.demands import MEGABYTE, Demands, Lane
from kenspeckle.kernel.security import headers_of_every_answer
from kenspeckle.kernel.views import ALIVE

_LOG = logging.getLogger(__name__)
_NO_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
# What a request without a form may carry; nobody has a use for it.
_SMALL = 64 * 1024
ALIVE_AT = "/alive"


class Shortcut(Protocol):
    """Knows some answers without Django; None for all others."""

    async def answer(self, scope: Scope) -> Answer | None: ...


class Front:
    """The RSGI application. `shortcuts` are asked in turn before Django is."""

    def __init__(
        self,
        django: Wsgi,
        *,
        threads: int = 8,
        long_threads: int = 8,
        bodies: Bodies | None = None,
        shortcuts: Sequence[Shortcut] = (),
        pages: Pages | None = None,
    ) -> None:
        self.django = django
        self.threads = Threads(threads, name="django")
        self.long = Threads(long_threads, name="django-long")
        self.bodies = bodies or Bodies()
        self.shortcuts = shortcuts
        self.pages = pages

    def __rsgi_del__(self, loop: Any) -> None:
        """Let what runs finish when the server stops."""
        self.threads.close()
        self.long.close()

    async def __rsgi__(self, scope: Scope, visitor: Visitor) -> None:
        """Answer one request."""
        try:
            answer = await self._answer(scope, visitor)
        except (Gone, Incomplete):
            # Nobody is there to read it; granian wants to be told something.
            answer = Answer(400, [("connection", "close")])
        except Exception:  # noqa: BLE001 (whatever broke, the visitor is told)
            _LOG.exception("The front could not answer %s", scope.method)
            answer = self._in_words(500, scope)
        await answers.send(visitor, answer, head=scope.method == "HEAD")

    async def _answer(self, scope: Scope, visitor: Visitor) -> Answer:
        if scope.proto != "http":
            return self._in_words(400, scope)
        if scope.path == ALIVE_AT and scope.method in ("GET", "HEAD"):
            return _alive(scope)
        for shortcut in self.shortcuts:
            if (answer := await shortcut.answer(scope)) is not None:
                return answer
        key = self.pages.key(scope) if self.pages else None
        if self.pages is None or key is None:
            return await self._by_django(scope, visitor)
        kept, edition = await self.pages.find(key)
        if kept is not None:
            return kept
        try:
            # Made once for everybody, it goes before what is made for one.
            is_for_all = edition is not None and scope.method == "GET" and not key.query
            made = await self._by_django(
                scope, visitor, only=SEEN, lane=Lane.FIRST if is_for_all else None
            )
            if edition is not None and scope.method == "GET":
                self.pages.keep(key, made, edition)
            return made
        finally:
            self.pages.made(key)

    async def _by_django(
        self,
        scope: Scope,
        visitor: Visitor,
        *,
        only: Container[str] | None = None,
        lane: Lane | None = None,
    ) -> Answer:
        asked = routes.demands_of(scope.path)
        largest = _SMALL if scope.method in _NO_BODY else asked.largest_body
        announced = scope.headers.get("content-length")
        try:
            if "transfer-encoding" in scope.headers:
                raise NoLength
            body = await self.bodies.receive(
                aiter(visitor),
                announced=int(announced) if announced is not None else None,
                largest=largest,
            )
        except Incomplete:
            raise
        except BodyTrouble as trouble:
            return self._refused(trouble.status, scope, largest)
        size = body.seek(0, 2)
        body.seek(0)
        try:
            here = environ(scope, body, size, only=only)
            lane = lane_of(scope, asked) if lane is None else lane
            threads = self.long if lane is Lane.LONG else self.threads
            return await threads.run(
                lane, partial(answers.ask, self.django, here), gone=visitor.client_disconnect
            )
        except Ambiguous:
            return self._in_words(400, scope)
        except Busy as busy:
            return self._in_words(
                503, scope, ("retry-after", str(busy.seconds)), seconds=busy.seconds
            )
        finally:
            self.bodies.release(body, size)

    def _refused(self, status: int, scope: Scope, largest: int) -> Answer:
        # What is left of the body may still come: the connection is of no more use.
        closing = ("connection", "close")
        if status == 413:
            return self._in_words(413, scope, closing, megabytes=max(1, largest // MEGABYTE))
        if status == 503:
            return self._in_words(503, scope, closing, ("retry-after", "5"), seconds=5)
        return self._in_words(status, scope, closing)

    def _in_words(
        self, status: int, scope: Scope, *headers: answers.Header, **facts: int
    ) -> Answer:
        accept = scope.headers.get("accept") or ""
        return answers.in_words(
            status,
            [*headers_of_every_answer(secure=routes.is_secure(scope)), *headers],
            as_json="application/json" in accept.split(",")[0],
            **facts,
        )


def _alive(scope: Scope) -> Answer:
    """Say that this process answers, though all its threads may be busy."""
    headers = [("content-type", "text/plain"), ("content-length", str(len(ALIVE)))]
    return Answer(200, [*headers, *headers_of_every_answer(secure=routes.is_secure(scope))], ALIVE)


def lane_of(scope: Scope, asked: Demands) -> Lane:
    """Return who goes first: saves and what pages are made of, then members, then visitors."""
    member = routes.has_session(scope)
    if scope.method not in _NO_BODY and (
        asked.posted is Lane.LONG or (asked.posted is Lane.FIRST and member)
    ):
        return asked.posted
    if scope.path.startswith(settings.STATIC_URL):
        return Lane.FIRST
    return Lane.MEMBER if member else Lane.VISITOR
