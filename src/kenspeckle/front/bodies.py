"""Bodies of requests: read whole, bounded in size and in time, before a thread is taken.

What is larger than a form's usual answers waits in an unnamed temporary file, so that thousands of
slow senders cost little memory. `receive` is the one door through which bytes come in: a route that
streams its uploads to a file of its own will give it that file.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import IO

IN_MEMORY = 64 * 1024
# Nobody types this fast; a phone at the edge of a network sends this much.
GRACE_SECONDS = 15.0
PAUSE_SECONDS = 10.0
SLOWEST = 16 * 1024
# What all senders of one process may have under way together.
ALL_TOGETHER = 256 * 1024 * 1024
# A browser shows an answer only when it could send all it had: so much is read and thrown away.
DISCARDED = 64 * 1024 * 1024


class BodyTrouble(Exception):
    """The body cannot be taken; the answer is `status`."""

    status = 400


class TooLarge(BodyTrouble):
    """More bytes than the address takes."""

    status = 413


class NoLength(BodyTrouble):
    """The body does not say how long it is.

    (Of a chunked one granian does not tell whether its end came or the connection broke, and half an
    answer must not be taken for the whole. No browser sends a form like that.)
    """

    status = 411


class TooSlow(BodyTrouble):
    """The bytes did not come in the time they may take."""

    status = 408


class TooManyAtOnce(BodyTrouble):
    """All senders together have too much under way."""

    status = 503


class Incomplete(BodyTrouble):
    """The sender went before everything was there."""


class Bodies:
    """Receives bodies, and knows how many bytes are under way in this process."""

    def __init__(self, *, grace: float = GRACE_SECONDS, pause: float = PAUSE_SECONDS) -> None:
        self.grace, self.pause = grace, pause
        self.under_way = 0

    async def receive(
        self, chunks: AsyncIterator[bytes], *, announced: int | None, largest: int
    ) -> IO[bytes]:
        """Return the whole body, at its beginning; `release` it when it is read.

        `announced` is the Content-Length. Raises `BodyTrouble`.
        """
        if announced is not None and announced > largest:
            if announced <= DISCARDED:
                await self._discard(chunks)
            raise TooLarge
        body: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (handed over)
        received = 0
        began = time.monotonic()
        try:
            while (chunk := await self._next(chunks, began, received)) is not None:
                received += len(chunk)
                self.under_way += len(chunk)
                if received > largest:
                    await self._discard(chunks)
                    raise TooLarge
                if self.under_way > ALL_TOGETHER:
                    raise TooManyAtOnce
                body.write(chunk)
            if announced is not None and received != announced:
                raise Incomplete
        except BaseException:
            self.under_way -= received
            body.close()
            raise
        body.seek(0)
        return body

    def release(self, body: IO[bytes], size: int) -> None:
        """Give back what `receive` took."""
        self.under_way -= size
        body.close()

    async def _next(
        self, chunks: AsyncIterator[bytes], began: float, received: int
    ) -> bytes | None:
        """Return the next bytes, or None at the end; they come at a certain pace, or `TooSlow`."""
        left = began + self.grace + received / SLOWEST - time.monotonic()
        try:
            async with asyncio.timeout(min(left, self.pause)):
                # (Not `anext` with a default: Python 3.11 crashes on granian's awaitables.)
                return await anext(chunks)
        except StopAsyncIteration:
            return None
        except TimeoutError:
            raise TooSlow from None
        except (OSError, RuntimeError):
            # What granian raises when the connection ends in the middle of a body.
            raise Incomplete from None

    async def _discard(self, chunks: AsyncIterator[bytes]) -> None:
        began, thrown = time.monotonic(), 0
        try:
            while (chunk := await self._next(chunks, began, 0)) is not None:
                thrown += len(chunk)
                if thrown > DISCARDED:
                    return
        except BodyTrouble:
            return
