"""The VC-API for conformance suites over HTTPS, on this machine's loopback only."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final

from openbadges3.errors import OpenBadgesError, Unreadable
from openbadges3.reading import read_object
from openbadges3.vc_api import processing_errors
from openbadges3.vc_api.service import PURPOSES, Answer, Service

if TYPE_CHECKING:
    from pathlib import Path

    from openbadges3.keys import SigningKey

_LARGEST: Final = 4 * 2**20


class _Handler(BaseHTTPRequestHandler):
    """Translates between HTTP and the service; decides nothing."""

    service: Service
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A status list."""
        purpose = self.path.partition("?")[0].removeprefix("/status/")
        if self.path.startswith("/status/") and purpose in PURPOSES:
            self._send((200, self.service.status_list(purpose)), "application/vc+ld+json")
        else:
            self._send((404, {"errors": ["there is nothing at this address"]}))

    def do_POST(self) -> None:
        """One of the verbs."""
        path = self.path.partition("?")[0].rstrip("/")
        verb = {
            "/credentials/issue": self.service.issue,
            "/credentials/verify": self.service.verify_credential,
            "/presentations/verify": self.service.verify_presentation,
            "/credentials/status": self.service.set_status,
        }.get(path)
        body = self._body()
        if path.startswith("/status/") and path.endswith("/publish"):
            # Lists are made when they are asked for, so there is nothing left to publish.
            self._send((204, None))
        elif verb is None:
            self._send((404, {"errors": ["there is nothing at this address"]}))
        elif body is None:
            self._send((413, {"errors": [f"a request has a length of at most {_LARGEST} bytes"]}))
        else:
            try:
                self._send(verb(read_object(body)))
            except OpenBadgesError as wrong:
                details = [processing_errors.of_error(wrong)]
                told: dict[str, Any] = {"errors": [str(wrong)], "problemDetails": details}
                if path.endswith("/verify"):
                    told["verified"] = False
                self._send((400, told))

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()) or int(length) > _LARGEST:
            self.close_connection = True
            return None
        return self.rfile.read(int(length))

    def _send(self, answer: Answer, kind: str = "application/json") -> None:
        status, document = answer
        content = b"" if document is None else json.dumps(document, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  as in the base class
        """Keep quiet; a conformance suite makes its own report."""


class _Quiet(ThreadingHTTPServer):
    """Says nothing of connections that break off, or that speak no TLS."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of errors, but not of those that the other side made."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Server(_Quiet):
    """Listens at 127.0.0.1 and, where the machine has it, at ::1: "localhost" may mean either."""

    def __init__(self, port: int, handler: type[_Handler], tls: ssl.SSLContext | None) -> None:
        # First of all: a port that is taken makes the base class call `server_close`.
        self._twin: _Twin | None = None
        super().__init__(("127.0.0.1", port), handler)
        # Without IPv6, or with another program at that port of it, half of localhost is enough.
        with contextlib.suppress(OSError):
            self._twin = _Twin(("::1", self.server_port), handler)
            self._twin.socket = _wrapped(self._twin.socket, tls)
        self.socket = _wrapped(self.socket, tls)

    def serve_forever(self, poll_interval: float = 0.5) -> None:
        """Serve both until `shutdown`."""
        twin = self._twin
        if twin is not None:
            threading.Thread(target=twin.serve_forever, args=(poll_interval,), daemon=True).start()
        try:
            super().serve_forever(poll_interval)
        finally:
            if twin is not None:
                twin.shutdown()

    def server_close(self) -> None:
        """Close both."""
        if self._twin is not None:
            self._twin.server_close()
        super().server_close()


class _Twin(_Quiet):
    """The half at ::1."""

    address_family = socket.AF_INET6


def _wrapped(plain: socket.socket, tls: ssl.SSLContext | None) -> socket.socket:
    if tls is None:
        return plain
    # Hands are shaken by the thread of each connection, so that no client holds up the others.
    return tls.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)


def server(
    key: SigningKey, *, port: int, certificate: Path | None, private: Path | None
) -> tuple[ThreadingHTTPServer, Service]:
    """A server on this machine's loopback, not yet serving; over HTTPS if given a certificate.

    `certificate` and `private` are PEM files, `Unreadable` if they do not go together; `port` 0
    takes any that is free.
    """
    handler = type("Handler", (_Handler,), {})
    tls = None
    if certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            tls.load_cert_chain(certificate, private)
        except (ssl.SSLError, FileNotFoundError):
            raise Unreadable(
                f"{certificate} is no certificate with the private key of {private or certificate}"
            ) from None
    made = _Server(port, handler, tls)
    scheme = "http" if tls is None else "https"
    service = Service(key, f"{scheme}://localhost:{made.server_port}")
    handler.service = service
    return made, service
