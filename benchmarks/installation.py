"""A whole installation for measuring: database on the disk, example programme, keys, served processes."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kenspeckle.front import serving
from kenspeckle.machine import postgres

ROOT = Path(__file__).resolve().parent.parent
PROGRAMME = ROOT / "programmes" / "social-services"
PRODUCT = "kenspeckle.config.rsgi:application"


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """Where it is, and what runs of it by name."""

    folder: Path
    port: int
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str, words: Sequence[str], **environment: str) -> None:
        """Start a process of this installation; it is ended with the installation."""
        self.processes[name] = subprocess.Popen(words, env={**os.environ, **environment}, cwd=ROOT)

    def serve(self, name: str, application: str, *, port: int, workers: int) -> None:
        """Serve `application` as `kenspeckle up` does, and wait until it answers."""
        self.start(name, serving.command(application, port=port, workers=workers))
        wait_for(port)

    def work(self) -> None:
        """Start the worker and the signer."""
        for name, queue in (("worker", "default"), ("signer", "signing")):
            self.start(name, [sys.executable, "-m", "kenspeckle", "work", queue])

    def stop(self) -> None:
        """End what was started."""
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(port: int) -> None:
    """Return when something answers at `port`."""
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


@contextmanager
def installed() -> Iterator[Installation]:
    """Make an installation with the example programme in a temporary folder, and take it away after."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kenspeckle-speed-")))
        folder.chmod(0o711)
        server = postgres.start(folder / "cluster")
        stack.callback(server.stop)
        port = free_port()
        os.environ.update(
            DJANGO_SETTINGS_MODULE="kenspeckle.config.settings",
            DATABASE_URL=server.url,
            KENSPECKLE_URL=f"http://localhost:{port}",
            KENSPECKLE_DATA=str(folder),
            KENSPECKLE_COLLECTED="true",
            KENSPECKLE_DEMONSTRATION="true",
            KENSPECKLE_SECRET_KEY=secrets.token_urlsafe(40),
            KENSPECKLE_MASTER_KEY_FILE=str(folder / "master.key"),
        )
        from kenspeckle.awards.keystore import make_master_key

        make_master_key(folder / "master.key")
        _prepare()
        made = Installation(folder, port)
        stack.callback(made.stop)
        yield made


def _prepare() -> None:
    import django

    django.setup()
    from kenspeckle.config.commands import prepare
    from kenspeckle.config.commands.work import run_waiting
    from kenspeckle.kernel.clock import now

    prepare.prepare_database(_quiet)
    prepare.collect_static_files(_quiet)
    prepare.load_demonstration(PROGRAMME, at=now(), say=_quiet)
    run_waiting("signing")


def _quiet(_: str) -> None:
    return
