"""Thousands of clients that are slow on purpose, and one that is not: is it served meanwhile?

`make slow CLIENTS=2000` starts the front with its test application on a free port, opens as many
connections of every kind (half a header, half a body, an answer that nobody reads), and asks an
ordinary question again and again while they hang on. It prints how long the questions took.
"""

import argparse
import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field

from kenspeckle.front import serving

HOST = b"Host: localhost\r\n"
KINDS = {
    "half a header": b"GET / HTTP/1.1\r\nHost: local",
    "half a body": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\na",
    "an answer not read": b"GET /big HTTP/1.1\r\n" + HOST + b"\r\n",
}
QUESTION = b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"


@dataclass
class Outcome:
    """What an ordinary visitor met."""

    asked: int = 0
    answered: int = 0
    seconds: list[float] = field(default_factory=list)


async def crowd(port: int, *, each: int, questions: int) -> Outcome:
    """Hold `each` slow clients of every kind open; ask `questions` ordinary ones meanwhile."""
    held: list[socket.socket] = []
    loop = asyncio.get_running_loop()
    outcome = Outcome()
    try:
        for number in range(each):
            for start in KINDS.values():
                slow = socket.socket()
                # What an unread answer may fill on our side.
                slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                slow.setblocking(False)
                held.append(slow)
                await loop.sock_connect(slow, ("127.0.0.1", port))
                await loop.sock_sendall(slow, start)
            if number % (each // questions or 1) == 0:
                await _ask(port, outcome)
        for _ in range(questions):
            await _ask(port, outcome)
    finally:
        for slow in held:
            slow.close()
    return outcome


async def _ask(port: int, outcome: Outcome) -> None:
    outcome.asked += 1
    began = time.monotonic()
    try:
        async with asyncio.timeout(15):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(QUESTION)
            answer = await reader.read()
            writer.close()
    except (TimeoutError, OSError):
        return
    outcome.answered += answer.startswith(b"HTTP/1.1 200")
    outcome.seconds.append(time.monotonic() - began)


def main() -> int:
    """Run the rehearsal; return 0 when every ordinary question was answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=2000, help="of all kinds together")
    parser.add_argument("--questions", type=int, default=100)
    given = parser.parse_args()
    serving.allow_many_files()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        serving.command("kenspeckle.front.tests.toy:application", port=port, workers=1),
        env=dict(os.environ),
    )
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        outcome = asyncio.run(
            crowd(port, each=given.clients // len(KINDS), questions=given.questions)
        )
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
    took = sorted(outcome.seconds) or [0.0]
    print(
        f"{given.clients:,} slow clients ({', '.join(KINDS)}): {outcome.answered} of {outcome.asked} "
        f"ordinary questions answered, median {took[len(took) // 2] * 1000:.1f} ms, "
        f"slowest {took[-1] * 1000:.0f} ms"
    )
    return 0 if outcome.answered == outcome.asked else 1


if __name__ == "__main__":
    sys.exit(main())
