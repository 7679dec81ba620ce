"""Public documents over HTTP: on what terms each kind is handed out, said once for all who answer."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
YEAR = 365 * DAY

_TERMS: dict[str, "Terms"] = {}
# A picture that is opened by itself runs and loads nothing.
_PICTURES_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True)
class Published:
    """A public document as it is served."""

    content: bytes
    content_type: str

    @cached_property
    def etag(self) -> str:
        """The entity tag of these bytes."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'


@dataclass(frozen=True)
class Terms:
    """How one kind of document is handed out, under a name by which a copy remembers it.

    Copies may be kept elsewhere for `max_age` seconds. `varies` names the headers that the answer
    depends on; where "Accept" is among them, a browser gets a page at the same address. `is_picture`
    says that it is opened by itself, `unlisted` that search engines leave it out, `saved_as` the name
    under which it is saved.
    """

    name: str
    max_age: int
    varies: tuple[str, ...] = ()
    never_changes: bool = False
    is_picture: bool = False
    unlisted: bool = False
    saved_as: str = ""

    def __post_init__(self) -> None:
        assert _TERMS.setdefault(self.name, self) == self, f"two terms are called {self.name}"

    def headers(self, etag: str) -> list[tuple[str, str]]:
        """Return the headers of an answer, beside type and length of its content."""
        age = f"public, max-age={self.max_age}"
        headers = [
            ("ETag", etag),
            ("Cache-Control", f"{age}, immutable" if self.never_changes else age),
            # Pages of other sites may read it: it carries nothing of a session.
            ("Access-Control-Allow-Origin", "*"),
        ]
        if self.varies:
            headers.append(("Vary", ", ".join(self.varies)))
        if self.is_picture:
            headers.append(("Content-Security-Policy", _PICTURES_POLICY))
        if self.unlisted:
            headers.append(("X-Robots-Tag", "noindex"))
        if self.saved_as:
            headers.append(("Content-Disposition", f'attachment; filename="{self.saved_as}"'))
        return headers


def terms_called(name: str) -> Terms:
    """Return the terms of this name."""
    return _TERMS[name]


def is_known(etag: str, if_none_match: str) -> bool:
    """Return whether the caller has these bytes already."""
    return etag in if_none_match


def serve(request: HttpRequest, document: Published, terms: Terms) -> HttpResponse:
    """Answer with a public document; 304 when the caller has it already."""
    response: HttpResponse
    if is_known(document.etag, request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(document.content, content_type=document.content_type)
    for name, value in terms.headers(document.etag):
        response.headers[name] = value
    return response
