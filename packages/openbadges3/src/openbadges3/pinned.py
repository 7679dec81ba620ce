"""HTTP connections to an address that was checked beforehand."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from functools import cache

from openbadges3.errors import DocumentUnavailable


@cache
def tls_context() -> ssl.SSLContext:
    """TLS as the system trusts it."""
    return ssl.create_default_context()


class PinnedConnection(http.client.HTTPConnection):
    """A connection to an address that was checked, for a name that TLS still has to prove."""

    def __init__(
        self, host: str, port: int, address: str, until: float, tls: ssl.SSLContext | None
    ) -> None:
        left = until - time.monotonic()
        if left <= 0:
            raise DocumentUnavailable("the answer took too long")
        super().__init__(host, port, timeout=left)
        self._address = address
        self._tls = tls
        self._pinned: socket.socket | None = None
        # A socket's timeout counts for each read, so a server that sends a byte now and then could
        # go on for ever; this ends the connection when the time is over, whatever it is doing.
        self._end = threading.Timer(left, self._cut)
        self._end.daemon = True

    def connect(self) -> None:
        self._end.start()
        self._pinned = socket.create_connection((self._address, self.port), self.timeout)
        if self._tls is not None:
            self._pinned = self._tls.wrap_socket(
                self._pinned, server_hostname=self.host, do_handshake_on_connect=False
            )
            self._pinned.do_handshake()
        self.sock = self._pinned

    def close(self) -> None:
        self._end.cancel()
        super().close()

    def _cut(self) -> None:
        if self._pinned is not None:
            with contextlib.suppress(OSError):
                self._pinned.shutdown(socket.SHUT_RDWR)
