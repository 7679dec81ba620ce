"""A request as granian's RSGI has it, made into the environment that WSGI asks for (PEP 3333)."""

import sys
from collections.abc import Container, Iterable
from typing import IO, Any, Protocol

_BARE = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
# How a header that was sent twice reads as one (RFC 9110, section 5.3; RFC 6265, section 5.4).
_JOINED_BY = {"cookie": "; "}
# Two of these contradict each other, and whoever reads the other one is misled.
_ONCE = frozenset({"host", "content-length", "content-type", "x-forwarded-proto"})


class Headers(Protocol):
    """What RSGI gives of a request's headers; names are in lower case."""

    def get(self, key: str, default: Any = None) -> Any: ...
    def __contains__(self, key: str) -> bool: ...
    def items(self) -> list[tuple[str, str]]: ...


class Scope(Protocol):
    """What RSGI tells of a request."""

    @property
    def proto(self) -> str: ...
    @property
    def http_version(self) -> str: ...
    @property
    def server(self) -> str: ...
    @property
    def client(self) -> str: ...
    @property
    def scheme(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def query_string(self) -> str: ...
    @property
    def headers(self) -> Headers: ...


class Ambiguous(Exception):
    """A header that may be there once is there twice."""


def environ(
    scope: Scope, body: IO[bytes], size: int, *, only: Container[str] | None = None
) -> dict[str, Any]:
    """Return the WSGI environment of a request whose whole body is in `body`. Raises `Ambiguous`.

    `only` names the headers that are handed over, where not all are.

    A header whose name has an underscore is left out: in this form it could not be told from one
    with a hyphen, which a proxy sets and the application trusts.
    """
    host, _, port = scope.server.rpartition(":")
    here: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host or "localhost",
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version if '.' in scope.http_version else '1.0'}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    here.update(
        _named(header for header in scope.headers.items() if only is None or header[0] in only)
    )
    if size or "CONTENT_LENGTH" in here:
        here["CONTENT_LENGTH"] = str(size)
    return here


def _named(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    named: dict[str, str] = {}
    for name, value in headers:
        if "_" in name:
            continue
        key = _BARE.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        if key in named:
            if name in _ONCE:
                raise Ambiguous(name)
            named[key] = f"{named[key]}{_JOINED_BY.get(name, ',')}{value}"
        else:
            named[key] = value
    return named
