"""A closed loop over a few connections, as cheap as Python can: the server is to be measured."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle

Ask = Callable[[], bytes]


class Connection:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._held = b""

    def send(self, request: bytes) -> None:
        """Send a whole request."""
        self.socket.sendall(request)

    def receive(self) -> tuple[int, bytes]:
        """Return status and body of the next answer."""
        data = self._held
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head = data[:end].lower()
        at = head.find(b"content-length: ")
        length = int(head[at + 16 : head.find(b"\r", at) if b"\r" in head[at:] else len(head)])
        whole = end + 4 + length
        while len(data) < whole:
            data += self._more()
        self._held = data[whole:]
        return int(head[9:12]), data[end + 4 : whole]

    def _more(self) -> bytes:
        piece = self.socket.recv(262_144)
        if not piece:
            raise ConnectionError("the server closed the connection")
        return piece

    def close(self) -> None:
        """Close it."""
        self.socket.close()


@dataclass(frozen=True)
class Measured:
    """How many answers in which time, and how many of them were not 200."""

    answered: int
    seconds: float
    failed: int


def rate(port: int, requests: Iterator[bytes], *, seconds: float, connections: int = 8) -> Measured:
    """Ask one after the other on each of `connections`, all at once, for `seconds`."""
    open_ones = [Connection(port) for _ in range(connections)]
    answered = failed = 0
    try:
        for one in open_ones:
            one.send(next(requests))
        began = time.perf_counter()
        for one in cycle(open_ones):
            status, _ = one.receive()
            answered += 1
            failed += status != 200
            if answered % connections == 0 and time.perf_counter() - began > seconds:
                break
            one.send(next(requests))
        took = time.perf_counter() - began
        for other in open_ones:
            if other is not one:
                other.receive()
    finally:
        for one in open_ones:
            one.close()
    return Measured(answered + connections - 1, took, failed)


def get(path: str, host: str, *, accept: str = "*/*") -> bytes:
    """Return a request without a body."""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\n\r\n".encode()
