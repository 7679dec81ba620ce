"""`kenspeckle up`: the database, the website, the worker and the signer under one supervisor."""

import fcntl
import hashlib
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TextIO
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from kenspeckle.config.commands.demonstration import EXAMPLE, PASSWORD, PEOPLE
from kenspeckle.config.commands.sentences import in_sentences
from kenspeckle.config.environment import ADDRESS, Environment, read_environment
from kenspeckle.front import serving
from kenspeckle.machine import disk, postgres, temporary
from kenspeckle.machine.guardian import guard
from kenspeckle.machine.supervisor import Child, supervise

ANSWER_SECONDS = 60.0


def up(*, port: int | None, demonstration: bool) -> int:
    """Start everything and stay until Ctrl-C or SIGTERM. Returns the exit code."""
    return guard(lambda: in_sentences(lambda: _up(port, demonstration=demonstration)), say=_say)


def _up(port: int | None, *, demonstration: bool) -> int:
    if port:
        os.environ["KENSPECKLE_URL"] = f"http://localhost:{port}"
    if demonstration:
        os.environ["KENSPECKLE_DEMONSTRATION"] = "true"
    environment = read_environment()
    data = environment.data.resolve()
    os.environ["KENSPECKLE_DATA"] = str(data)
    # Files for browsers are gathered below, before anything is served.
    os.environ["KENSPECKLE_COLLECTED"] = "true"
    data.mkdir(parents=True, exist_ok=True)
    listen = port or urlsplit(environment.url).port or 8000
    if trouble := _port_trouble(listen):
        return _fail(trouble)
    with ExitStack() as stack:
        lock = stack.enter_context((data / "up.lock").open("w"))
        if not _locked(lock):
            return _fail(
                f"Kenspeckle is already running on {data}: use that one, or stop it first."
            )
        state = _state(environment, data)
        prepared = bool(state) and _read(data / "prepared") == state
        server = None
        if not environment.database_url:
            _say("Starting the database ...")
            temporary.sweep()
            postgres.stop_orphan(data / "postgres")
            server = postgres.start(data / "postgres", wait=not prepared)
            stack.callback(server.stop)
            os.environ["DATABASE_URL"] = server.url
        os.environ["KENSPECKLE_SECRET_KEY"] = environment.secret_key or _kept_secret(data)
        if not prepared:
            if trouble := _prepare(environment):
                return _fail(trouble)
            (data / "prepared").write_text(_state(environment, data))
        (data / ADDRESS).write_text(environment.url, encoding="utf-8")
        children = _children(
            listen, environment.workers or serving.default_workers(), _master_key(environment, data)
        )

        def ready(going: Callable[[], bool]) -> None:
            # A prepared database starts beside the website, which takes longer.
            if server:
                server.wait_until_answering()
            _announce(environment, listen, going)

        room = disk.Watch(data)
        code = supervise(
            children,
            ready=ready,
            say=_say,
            beside=[server] if server else [],
            look_after=lambda: _look_after(server, room),
        )
        _say("Stopped.")
        return code


def _look_after(server: postgres.Server | None, room: disk.Watch) -> None:
    if server:
        server.look_after_log()
    if sentence := room.look():
        _say(sentence)


def _state(environment: Environment, data: Path) -> str:
    """Return a digest of all that preparing depends on; "" when it cannot be known.

    While it is the same, a start skips the work: same code, same dependencies, same programme and
    year, same address, same embedded database.
    """
    cluster = data / "postgres" / "PG_VERSION"
    if environment.database_url or not cluster.exists():
        return ""
    sums = hashlib.sha256()
    made = cluster.stat()
    year = datetime.now(UTC).year
    facts = (environment.url, environment.demonstration, year, made.st_ino, made.st_ctime_ns)
    sums.update(repr(facts).encode())
    for name in ("Django", "django-allauth", "procrastinate", "whitenoise", "openbadges3"):
        sums.update(f"{name} {metadata.version(name)}\n".encode())
    package = Path(__file__).resolve().parents[2]
    for folder in (package, EXAMPLE):
        for file in sorted(folder.rglob("*")):
            if file.suffix != ".pyc" and file.is_file():
                status = file.stat()
                sums.update(f"{file} {status.st_size} {status.st_mtime_ns}\n".encode())
    return sums.hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _prepare(environment: Environment) -> str | None:
    """Bring database and files up to date; return what is in the way, if something is."""
    import django

    django.setup()
    from django.db import connections
    from django.db.utils import OperationalError

    from kenspeckle.awards.addresses import OtherAddress
    from kenspeckle.config.commands import prepare
    from kenspeckle.kernel.clock import now

    try:
        prepare.prepare_database(_say)
        prepare.collect_static_files(_say)
        if environment.demonstration:
            prepare.load_demonstration(EXAMPLE, at=now(), say=_say)
        else:
            prepare.end_demonstration(_say)
    except OtherAddress as trouble:
        return str(trouble)
    except OperationalError as error:
        return f"The database does not answer: {str(error).splitlines()[0]}"
    finally:
        connections.close_all()
    return None


def _children(port: int, workers: int, master_key: Path) -> list[Child]:
    everyone = dict(os.environ)
    everyone.pop("KENSPECKLE_MASTER_KEY_FILE", None)
    python = sys.executable
    return [
        Child(
            "website",
            serving.command(
                "kenspeckle.config.rsgi:application", port=port, workers=workers
            ),
            everyone,
        ),
        Child("worker", [python, "-m", "kenspeckle", "work", "default"], everyone),
        # The signer alone is told where the master key is.
        Child(
            "signer",
            [python, "-m", "kenspeckle", "work", "signing"],
            {**everyone, "KENSPECKLE_MASTER_KEY_FILE": str(master_key)},
        ),
    ]  # fmt: skip


def _announce(environment: Environment, port: int, going: Callable[[], bool]) -> None:
    _say("Starting the website, the worker and the signer ...")
    host = urlsplit(environment.url).netloc
    question = Request(f"http://127.0.0.1:{port}/alive", headers={"Host": host})
    deadline = time.monotonic() + ANSWER_SECONDS
    while going() and time.monotonic() < deadline:
        try:
            with urlopen(question, timeout=2):  # noqa: S310 (our own address)
                break
        except (URLError, OSError):
            time.sleep(0.1)
    else:
        if going():
            _say("The website does not answer; what it printed is above.")
        return
    _say("")
    _say(f"Kenspeckle is ready: {environment.url}")
    if environment.demonstration:
        _say("")
        _say(f"Ready sign-ins (password for all: {PASSWORD}):")
        for someone in PEOPLE:
            _say(f"  {someone.email:<22}{someone.name:<15}{someone.part}")
        _say("")
        _say("Try first: sign in as Morag, open “Leading others”, and apply. Then sign in as Amina")
        _say("and assess it. Mail that would be sent is at " + f"{environment.url}/mail/")
    elif not environment.email_url:
        _say("No mail server is set (KENSPECKLE_EMAIL_URL), so mail reaches nobody: set one.")
    _say("")
    _say("Stop with Ctrl-C.")


def _port_trouble(port: int) -> str | None:
    with socket.socket() as probe:
        # As the server will bind it: a port in TIME_WAIT is free, a listening one is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return (
                f"Port {port} is in use by another program: stop that one, "
                f"or choose another port, for example `make run PORT={port + 1}`."
            )
    return None


def _locked(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _kept_secret(data: Path) -> str:
    path = data / "secret.key"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _master_key(environment: Environment, data: Path) -> Path:
    path = environment.master_key_file or data / "master.key"
    if not path.exists():
        # Imported late: cryptography is slow to load, and a later start need not wait for it.
        from kenspeckle.awards.keystore import make_master_key

        make_master_key(path)
    return path


def _say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201 (a command's answer)


def _fail(sentence: str) -> int:
    print(f"kenspeckle: {sentence}", file=sys.stderr, flush=True)  # noqa: T201 (a command's answer)
    return 1
