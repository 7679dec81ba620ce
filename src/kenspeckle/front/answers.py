"""Answers on their way out: Django's, gathered in a thread; and the front's own, in words."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol

from django.template.loader import render_to_string

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Header = tuple[str, str]

IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024
# Whoever does not take the next piece for so long is not waited for.
PIECE_SECONDS = 20.0

TITLES = {
    400: "This address or form cannot be read",
    408: "What you sent did not arrive in time",
    411: "What you sent does not say how long it is",
    413: "What you sent is too large",
    500: "Something of ours broke",
    503: "There is more to do than can be done at the moment",
}


class Transport(Protocol):
    """Where a streamed answer goes."""

    async def send_bytes(self, data: bytes) -> None: ...


class Visitor(Protocol):
    """The other end, as RSGI has it: gives the body, takes the answer."""

    def __aiter__(self) -> Any: ...
    async def client_disconnect(self) -> None: ...
    def response_empty(self, status: int, headers: list[Header]) -> None: ...
    def response_bytes(self, status: int, headers: list[Header], body: bytes) -> None: ...
    def response_stream(self, status: int, headers: list[Header]) -> Transport: ...


@dataclass
class Answer:
    """An answer as a whole: what is large lies in an unnamed temporary file."""

    status: int
    headers: list[Header]
    body: bytes | IO[bytes] = b""


def ask(application: Wsgi, environ: dict[str, Any]) -> Answer:
    """Return the application's whole answer. Runs in a thread, which no slow reader holds then."""
    said: list[tuple[str, list[Header]]] = []
    # What PEP 3333 keeps for old applications; Django is none of them.
    written: list[bytes] = []

    def start_response(
        status: str, headers: list[Header], exc_info: object = None
    ) -> Callable[[bytes], object]:
        said[:] = [(status, headers)]
        return written.append

    chunks = application(environ, start_response)
    try:
        body = _gathered(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    status, headers = said[0]
    return Answer(
        int(status.partition(" ")[0]), [(name.lower(), value) for name, value in headers], body
    )


def _gathered(chunks: Iterable[bytes]) -> bytes | IO[bytes]:
    held: list[bytes] = []
    size = 0
    pieces = iter(chunks)
    for chunk in pieces:
        held.append(chunk)
        size += len(chunk)
        if size > IN_MEMORY:
            file: IO[bytes] = SpooledTemporaryFile(max_size=1)  # noqa: SIM115 (handed over)
            file.writelines(held)
            file.writelines(pieces)
            file.seek(0)
            return file
    return b"".join(held)


async def send(visitor: Visitor, answer: Answer, *, head: bool) -> None:
    """Send the answer; a large one in pieces, each of which must be taken in time."""
    body = answer.body
    if head:
        visitor.response_empty(answer.status, answer.headers)
    elif isinstance(body, bytes) and len(body) <= PIECE:
        visitor.response_bytes(answer.status, answer.headers, body)
    else:
        transport = visitor.response_stream(answer.status, answer.headers)
        for piece in _pieces(body):
            try:
                async with asyncio.timeout(PIECE_SECONDS):
                    await transport.send_bytes(piece)
            except (TimeoutError, RuntimeError):
                break
    if not isinstance(body, bytes):
        body.close()


def _pieces(body: bytes | IO[bytes]) -> Iterator[bytes]:
    if isinstance(body, bytes):
        for start in range(0, len(body), PIECE):
            yield body[start : start + PIECE]
    else:
        while piece := body.read(PIECE):
            yield piece


def in_words(status: int, headers: Iterable[Header], *, as_json: bool, **facts: Any) -> Answer:
    """Return a refusal of the front itself as our plain page, or as JSON for a script."""
    content = _words(status, as_json, tuple(sorted(facts.items())))
    kind = "application/json" if as_json else "text/html; charset=utf-8"
    said = [("content-type", kind), ("content-length", str(len(content)))]
    return Answer(status, [*said, ("cache-control", "no-store"), *headers], content)


@cache
def _words(status: int, as_json: bool, facts: tuple[tuple[str, Any], ...]) -> bytes:
    if as_json:
        return f'{{"error": "{TITLES[status]}."}}'.encode()
    context = {"title": TITLES[status], **dict(facts)}
    return render_to_string(f"kernel/{status}.html", context).encode()
