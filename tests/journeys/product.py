"""The running product for journeys: `kenspeckle up` on a data folder and a port of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

READY_SECONDS = 180


@contextmanager
def running_product(folder: Path) -> Iterator[str]:
    """Start the product as `make run` does, yield its address, and stop it with Ctrl-C's signal."""
    port = _free_port()
    # The journeys drive the embedded database that people get, whatever these tests use themselves.
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**given, "KENSPECKLE_DATA": str(folder)}
    log = folder / "up.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "kenspeckle", "up", "--demonstration", "--port", str(port)],
            stdout=file,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    try:
        _wait_until_ready(process, log)
        yield f"http://localhost:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=60)
        words = log.read_text(errors="replace")
    assert code == 0, f"the product did not stop cleanly ({code}):\n{words[-3000:]}"
    assert "Traceback" not in words, words[-6000:]


def chromium() -> str:
    """Return the browser for journeys, or say what is missing."""
    for found in (
        os.environ.get("CHROMIUM"),
        shutil.which("chromium"),
        shutil.which("google-chrome"),
    ):
        if found and Path(found).exists():
            return found
    raise RuntimeError(
        "Chromium is missing: on Debian run `apt install chromium`, elsewhere set CHROMIUM to a "
        "Chromium or Chrome of yours."
    )


ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _wait_until_ready(process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while "Stop with Ctrl-C." not in log.read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The product did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
