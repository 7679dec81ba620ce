"""Public documents: signed once, kept as bytes, answered here without Django.

Each answer is looked up when it is asked for, so that closing or revoking takes effect at once. What
is unusual (a query string, a browser that wants the page at the same address, another host) is
Django's to answer, and so is what has no copy yet.
"""

import re
from dataclasses import dataclass

from kenspeckle.awards.documents import COPIED
from kenspeckle.front import routes
from kenspeckle.front.answers import Answer
from kenspeckle.front.database import Fetch, Questions, Unanswered
from kenspeckle.front.environ import Scope
from kenspeckle.kernel.security import headers_of_every_answer
from kenspeckle.kernel.serving import Terms, is_known, terms_called

_LIKELY = re.compile("|".join(f"/(?:{entry.address.expression})" for entry in COPIED))
_QUESTION = """
SELECT path, terms, content, content_type, etag FROM kernel_publiccopy
WHERE path = ANY(%(paths)s)
AND (publication IS NULL OR publication = (SELECT count(*) FROM kernel_publication))
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """One row of the table of public copies."""

    terms: Terms
    content: bytes
    content_type: str
    etag: str


class Documents:
    """The shortcut to public documents."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._copies: Questions[str, Copy] = Questions(self._ask)

    async def answer(self, scope: Scope) -> Answer | None:
        """Return the document at this address as Django would answer it; None where Django should."""
        if (
            scope.method not in ("GET", "HEAD")
            or scope.query_string
            or not _LIKELY.match(scope.path)
            or "content-length" in scope.headers
            or "transfer-encoding" in scope.headers
            or not routes.is_plain(scope)
        ):
            return None
        try:
            copy = await self._copies.answer(scope.path)
        except Unanswered:
            return None
        if copy is None or (copy.terms.varies and routes.wants_text(scope)):
            return None
        return _answer(copy, scope)

    async def _ask(self, paths: list[str]) -> dict[str, Copy]:
        rows = await self._fetch(_QUESTION, {"paths": paths})
        return {
            path: Copy(terms_called(terms), bytes(content), content_type, etag)
            for path, terms, content, content_type, etag in rows
        }


def _answer(copy: Copy, scope: Scope) -> Answer:
    own = [(name.lower(), value) for name, value in copy.terms.headers(copy.etag)]
    stated = {name for name, _ in own}
    general = headers_of_every_answer(secure=routes.is_secure(scope))
    headers = [*own, *(header for header in general if header[0] not in stated)]
    if is_known(copy.etag, scope.headers.get("if-none-match") or ""):
        return Answer(304, headers)
    return Answer(
        200,
        [
            ("content-type", copy.content_type),
            ("content-length", str(len(copy.content))),
            *headers,
        ],
        copy.content,
    )
