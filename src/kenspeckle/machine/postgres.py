"""Embedded PostgreSQL: the binaries of a wheel, started as our own child.

Pure process work: no Django. The server listens on a socket in a short folder of its own (0700) and
on no network address; `cluster` says who may connect.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kenspeckle.machine import cluster as clusters
from kenspeckle.machine import temporary
from kenspeckle.machine.cluster import SUPERUSER, DatabaseTrouble
from kenspeckle.machine.disk import is_full
from kenspeckle.machine.logs import rotate
from kenspeckle.machine.processes import end_all, ending_with_parent, working_in
from kenspeckle.machine.temporary import Folder

DATABASE = "kenspeckle"
START_SECONDS = 60.0
LOG_NAME = "server.log"
# What is logged never holds what people wrote: errors of statements are told to who asked, and whoever
# reads the log sees what became of the server itself.
_DISCREET = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_connections": "off",
    "log_autovacuum_min_duration": "-1",
    "log_lock_waits": "off",
    "log_temp_files": "-1",
    "log_checkpoints": "off",
}
_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class Server:
    """An embedded server. It is a child that a supervisor can watch and start again."""

    folder: Path
    sockets: Folder
    durable: bool
    process: subprocess.Popen[bytes] = field(init=False)
    name: str = field(default="database", init=False)

    @property
    def url(self) -> str:
        """The address in the form of `DATABASE_URL`. It stays the same when the server is restarted."""
        return _url(self.sockets.path)

    def start(self) -> None:
        """Start the process, without waiting until it answers. Raises `DatabaseTrouble`.

        What is left of a server that was killed is ended first, and a pid file that no server of this
        folder stands behind is removed, even when its number is alive.
        """
        _end_leftovers(self.folder)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        for left in self.sockets.path.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)
        rotate(self.folder / LOG_NAME)
        settings = {
            "unix_socket_directories": str(self.sockets.path),
            "unix_socket_permissions": "0700",
            "listen_addresses": "",
            "shared_buffers": "128MB",
            "max_connections": "100",
            **_DISCREET,
            **({} if self.durable else {**_QUICK, "log_min_messages": "fatal"}),
        }
        command = [
            *clusters.as_server_user(self.folder),
            str(clusters.binary("postgres")),
            "-D",
            str(self.folder),
            *clusters.admit_only_us(self.folder),
            *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
        ]
        log = os.open(
            self.folder / LOG_NAME,
            os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC,
            0o600,
        )
        # A session of its own: a Ctrl-C in the terminal reaches the supervisor alone, which stops
        # the database last.
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            preexec_fn=ending_with_parent(signal.SIGINT),
        )
        os.close(log)

    def running(self) -> bool:
        """Return whether the process is alive."""
        return self.process.poll() is None

    def why_ended(self) -> str:
        """Return what the operator can do about an end of the server, in a sentence; "" for nothing."""
        if is_full(self.folder):
            return f"The disk that holds {self.folder} is full: free some space."
        return ""

    def look_after_log(self) -> None:
        """Put the server's log aside when it has grown large."""
        rotate(self.folder / LOG_NAME)

    def wait_until_answering(self) -> None:
        """Wait for a server that was started without waiting. Raises `DatabaseTrouble`."""
        _wait_until_answering(self)

    def stop(self) -> None:
        """Ask for a fast shutdown and wait; open transactions are rolled back, nothing durable is lost."""
        if self.running():
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(timeout=30)
        self.sockets.remove()


def start(folder: Path, *, durable: bool = True, wait: bool = True) -> Server:
    """Start the server whose cluster is in `folder`, making the cluster first if there is none.

    Raises `DatabaseTrouble`.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    _refuse_running(folder)
    clusters.ensure(folder, durable=durable)
    sockets = temporary.make()
    clusters.give_to_server_user(sockets.path, like=folder)
    server = Server(folder, sockets, durable)
    try:
        server.start()
        if wait:
            server.wait_until_answering()
    except BaseException:
        if hasattr(server, "process"):
            server.stop()
        sockets.remove()
        raise
    return server


@contextlib.contextmanager
def throw_away() -> Iterator[Server]:
    """Run a server on an empty cluster in a temporary folder, without durability, and remove it after."""
    parent = temporary.make()
    parent.path.chmod(0o755)
    try:
        server = start(parent.path / "cluster", durable=False)
        try:
            yield server
        finally:
            server.stop()
    finally:
        parent.remove()


def running_url(folder: Path) -> str | None:
    """Return the address of the server that runs on `folder`, or None when none does."""
    running = _pid_file(folder.resolve())
    if running is None or not _is_our_server(running[0], folder.resolve()):
        return None
    return _url(Path(running[1]))


def stop_orphan(folder: Path) -> None:
    """Stop a server on `folder` whose supervisor was killed; the caller knows that none is alive."""
    cluster = folder.resolve()
    running = _pid_file(cluster)
    if running is None or not _is_our_server(running[0], cluster):
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(running[0], signal.SIGINT)
    deadline = time.monotonic() + START_SECONDS
    while _is_our_server(running[0], cluster):
        if time.monotonic() > deadline:
            raise DatabaseTrouble(
                f"An earlier database process ({running[0]}) does not stop: end it and start again."
            )
        time.sleep(0.05)


def _url(sockets: Path) -> str:
    return f"postgresql://{SUPERUSER}@/{DATABASE}?host={sockets}"


def _end_leftovers(folder: Path) -> None:
    # Processes of a server whose first one was killed hold its memory, and a new one would refuse.
    # Each is in a session of its own; what they have in common is where they work.
    left = working_in(folder, program="/postgres")
    end_all(left, ask=signal.SIGQUIT, seconds=5)


def _wait_until_answering(server: Server) -> None:
    """Wait until the server accepts connections; finish a new cluster by making our database."""
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while True:
        if not server.running():
            raise DatabaseTrouble(
                server.why_ended()
                or f"The embedded database stopped at once: {_last_words(server.folder)}"
            )
        try:
            with psycopg.connect(
                host=str(server.sockets.path), user=SUPERUSER, dbname="postgres", autocommit=True
            ) as connection:
                known = connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
                ).fetchone()
                if known is None:
                    connection.execute(f"CREATE DATABASE {DATABASE}")
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                server.stop()
                raise DatabaseTrouble(
                    f"The embedded database did not answer within {START_SECONDS:.0f} seconds."
                ) from error
            time.sleep(0.05)


def _last_words(folder: Path) -> str:
    lines = (folder / LOG_NAME).read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def _pid_file(cluster: Path) -> tuple[int, str] | None:
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), lines[4]
    except (OSError, ValueError, IndexError):
        return None


def _is_our_server(pid: int, cluster: Path) -> bool:
    # The number may have been given to another process since; only the command line tells.
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(cluster) in words and any(word.endswith(b"/postgres") for word in words)


def _refuse_running(cluster: Path) -> None:
    running = _pid_file(cluster)
    if running and _is_our_server(running[0], cluster):
        raise DatabaseTrouble(
            f"Kenspeckle is already running on {cluster.parent} (database process {running[0]}): "
            "use that one, or stop it first."
        )
