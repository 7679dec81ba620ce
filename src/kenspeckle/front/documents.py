"""Public documents: signed once, kept as bytes, answered here without Django.

Each answer is looked up when it is asked for, so that closing or revoking takes effect at once. What
is unusual (a query string, a browser that wants the page at the same address, another host) is
Django's to answer, and so is what has no copy yet.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass, field

from kenspeckle.awards.documents import COPIED
from kenspeckle.front import routes
from kenspeckle.front.answers import Answer
from kenspeckle.front.database import Fetch, Questions, Unanswered
from kenspeckle.front.environ import Scope
from kenspeckle.kernel.security import headers_of_every_answer
from kenspeckle.kernel.serving import Terms, is_known, terms_called

_LIKELY = re.compile("|".join(f"/(?:{entry.address.expression})" for entry in COPIED))
# With these, Django knows what to do.
_UNUSUAL = frozenset({"content-length", "transfer-encoding"})
# Whether a copy is there and which, each time it is asked for; its bytes, where they are not at hand.
_WHICH = """
SELECT path, etag FROM kernel_publiccopy WHERE path = ANY(%(paths)s)
AND (publication IS NULL OR publication = (SELECT count(*) FROM kernel_publication))
"""
_BYTES = """
SELECT path, etag, terms, content, content_type FROM kernel_publiccopy WHERE path = ANY(%(paths)s)
AND (publication IS NULL OR publication = (SELECT count(*) FROM kernel_publication))
"""
# What was asked for lately stays in memory; its entity tag, asked for each time, says if it is right.
ROOM = 32 * 1024 * 1024


@dataclass(frozen=True)
class Copy:
    """One row of the table of public copies, and the answers that are made of it."""

    etag: str
    terms: Terms
    content: bytes
    content_type: str
    _answers: dict[tuple[bool, bool], Answer] = field(default_factory=dict)

    def answer(self, *, secure: bool, known: bool) -> Answer:
        """Return the answer; to somebody who has these bytes already, where they are `known`."""
        made = self._answers.get((secure, known))
        if made is None:
            made = self._answers[secure, known] = self._answer(secure, known)
        return made

    def _answer(self, secure: bool, known: bool) -> Answer:
        own = [(name.lower(), value) for name, value in self.terms.headers(self.etag)]
        stated = {name for name, _ in own}
        general = headers_of_every_answer(secure=secure)
        headers = [*own, *(header for header in general if header[0] not in stated)]
        if known:
            return Answer(304, headers)
        length = ("content-length", str(len(self.content)))
        return Answer(200, [("content-type", self.content_type), length, *headers], self.content)


class Documents:
    """The shortcut to public documents."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._copies: Questions[str, Copy] = Questions(self._ask)
        self._at_hand: OrderedDict[str, Copy] = OrderedDict()
        self._taken = 0

    async def answer(self, scope: Scope) -> Answer | None:
        """Return the document at this address as Django would answer it; None where Django should."""
        if (
            scope.method not in ("GET", "HEAD")
            or scope.query_string
            or not _LIKELY.match(scope.path)
        ):
            return None
        sent = scope.headers.items()
        headers = dict(sent)
        if (
            len(headers) != len(sent)  # some header is there twice
            or not headers.keys().isdisjoint(_UNUSUAL)
            or not routes.is_ours(headers.get("host", ""))
        ):
            return None
        try:
            copy = await self._copies.answer(scope.path)
        except Unanswered:
            return None
        if copy is None or (copy.terms.varies and routes.is_text(headers.get("accept"))):
            return None
        is_known_already = is_known(copy.etag, headers.get("if-none-match", ""))
        return copy.answer(secure=routes.is_secure(scope), known=is_known_already)

    async def _ask(self, paths: list[str]) -> dict[str, Copy]:
        told: dict[str, str] = dict(await self._fetch(_WHICH, {"paths": paths}))
        present: dict[str, Copy] = {}
        for path, etag in told.items():
            copy = self._at_hand.get(path)
            if copy is not None and copy.etag == etag:
                present[path] = copy
        missing = [path for path in told if path not in present]
        if missing:
            rows = await self._fetch(_BYTES, {"paths": missing})
            for path, etag, terms, content, content_type in rows:
                copy = Copy(etag, terms_called(terms), bytes(content), content_type)
                present[path] = copy
                self._put(path, copy)
        return present

    def _put(self, path: str, copy: Copy) -> None:
        before = self._at_hand.pop(path, None)
        self._taken += len(copy.content) - (len(before.content) if before else 0)
        self._at_hand[path] = copy
        while self._taken > ROOM:
            _, oldest = self._at_hand.popitem(last=False)
            self._taken -= len(oldest.content)
