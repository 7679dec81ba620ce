"""A mail server that counts what it takes, and that can be away."""

import threading
from collections import Counter
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from tests.journeys.product import _free_port


class Post:
    """The server, and how often each message arrived, by its Message-ID."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.arrived: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._controller: Controller | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a message."""
        name = message_from_bytes(envelope.content)["Message-ID"]
        with self._lock:
            self.arrived[name] += 1
        return "250 OK"

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Be away."""
        if self._controller:
            self._controller.stop()
            self._controller = None
