"""A front that runs: granian with the toy application, as `kenspeckle up` starts it."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

from kenspeckle.front import serving

TOY = "kenspeckle.front.tests.toy:application"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a running front."""
    number = free_port()
    process = subprocess.Popen(
        serving.command(TOY, port=number, workers=1),
        env=dict(os.environ),
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", number), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, "granian ended"
                assert time.monotonic() < deadline, "granian does not answer"
                time.sleep(0.1)
        yield number
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=20)
