"""HTTP connections to an address that was checked beforehand."""

from __future__ import annotations

import http.client
import socket
import ssl
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

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._tls is not None:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)
