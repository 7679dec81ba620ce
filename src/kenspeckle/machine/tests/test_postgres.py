import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kenspeckle.machine import cluster, postgres
from kenspeckle.machine.cluster import DatabaseTrouble
from kenspeckle.machine.logs import rotate


@pytest.fixture
def data() -> Iterator[Path]:
    # pytest's own folders are closed to other users; the open case is the usual one.
    folder = Path(tempfile.mkdtemp(prefix="kenspeckle-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def _write(server: postgres.Server, words: str) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (words text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [words])


def _read(server: postgres.Server) -> list[str]:
    with psycopg.connect(server.url) as connection:
        return [row[0] for row in connection.execute("SELECT words FROM kept")]


def test_what_is_written_is_there_after_a_restart(data: Path) -> None:
    server = postgres.start(data / "postgres")
    _write(server, "kept")
    server.stop()

    again = postgres.start(data / "postgres")
    try:
        assert _read(again) == ["kept"]
        assert postgres.running_url(data / "postgres") == again.url
    finally:
        again.stop()
    assert postgres.running_url(data / "postgres") is None


def test_a_stale_pid_file_is_removed_even_when_its_number_is_alive(data: Path) -> None:
    server = postgres.start(data / "postgres")
    _write(server, "kept")
    pid_file = (data / "postgres" / "postmaster.pid").read_text().splitlines()
    server.stop()
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    pid_file[0] = str(sleeper.pid)
    (data / "postgres" / "postmaster.pid").write_text("\n".join(pid_file) + "\n")

    try:
        again = postgres.start(data / "postgres")
        assert _read(again) == ["kept"]
        again.stop()
        assert sleeper.poll() is None, "the other process is none of our business"
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_first_run_that_is_killed_leaves_nothing_in_the_way(data: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from kenspeckle.machine.cluster import ensure;"
        "ensure(Path(sys.argv[1]))"
    )
    for seconds in (0.15, 0.4, 0.8):
        first = subprocess.Popen([sys.executable, "-c", program, str(data / "postgres")])
        time.sleep(seconds)
        first.kill()
        first.wait()

    server = postgres.start(data / "postgres")

    _write(server, "works")
    server.stop()
    assert [path.name for path in data.iterdir()] == ["postgres"]


@pytest.mark.parametrize("lost", ["PG_VERSION", "global/pg_control"])
def test_a_folder_with_data_that_lost_a_file_is_never_deleted(data: Path, lost: str) -> None:
    server = postgres.start(data / "postgres")
    _write(server, "kept")
    server.stop()
    kept = (data / "postgres" / lost).read_bytes()
    (data / "postgres" / lost).unlink()

    with pytest.raises(DatabaseTrouble, match=r"is not whole: .* Nothing was changed"):
        postgres.start(data / "postgres")

    (data / "postgres" / lost).write_bytes(kept)
    shutil.chown(data / "postgres" / lost, (data / "postgres").stat().st_uid)
    again = postgres.start(data / "postgres")
    assert _read(again) == ["kept"]
    again.stop()


def test_a_killed_server_starts_again_on_the_same_socket(data: Path) -> None:
    server = postgres.start(data / "postgres")
    _write(server, "kept")
    # (Its connection breaks, of course.)
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(server.url) as busy:
        busy.execute("SELECT 1")
        url = server.url
        server.process.kill()
        server.process.wait()
        assert not server.running()

        server.start()
        server.wait_until_answering()

        assert (server.url, _read(server)) == (url, ["kept"])
    server.stop()
    assert not server.sockets.path.exists()


def test_the_log_of_the_server_never_holds_what_people_wrote(data: Path) -> None:
    server = postgres.start(data / "postgres")
    _write(server, "planted quokka")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE UNIQUE INDEX ON kept (words)")
        for statement in (
            "INSERT INTO kept VALUES (%s)",
            "SELECT %s::integer",
            "SELECT %s FROM nowhere",
            "DO $$ BEGIN RAISE WARNING 'planted quokka'; END $$",
        ):
            with contextlib.suppress(psycopg.Error):
                connection.execute(statement, ["planted quokka"] if "%s" in statement else None)
    server.stop()

    log = (data / "postgres" / "server.log").read_text()
    assert "database system is ready" in log, "it does log"
    assert "quokka" not in log


def test_a_log_that_has_grown_is_put_aside_and_written_on(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    with log.open("a", buffering=1) as file:
        for number in range(5):
            file.write(f"{number}" * 100 + "\n")
            assert rotate(log, largest=50, kept=3)
        file.write("after\n")

    assert log.read_text() == "after\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "server.log", "server.log.1", "server.log.2", "server.log.3",
    ]  # fmt: skip
    assert (tmp_path / "server.log.1").read_text().startswith("444")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else to see it refused")
def test_no_other_user_may_connect(data: Path) -> None:
    server = postgres.start(data / "postgres")
    try:
        # As if the folder's own lock were not there.
        server.sockets.path.chmod(0o755)
        (server.sockets.path / ".s.PGSQL.5432").chmod(0o777)
        answers = {uid: _asked_as(uid, server.url) for uid in (0, 1, 65534)}
    finally:
        server.stop()
    assert answers == {0: "let in", 1: "refused", 65534: "refused"}


def _asked_as(uid: int, url: str) -> str:
    child = os.fork()
    if child == 0:
        code = 2
        try:
            os.setuid(uid)
            psycopg.connect(url).close()
            code = 0
        except psycopg.OperationalError as error:
            code = 1 if "Peer authentication failed" in str(error) else 3
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {0: "let in", 1: "refused"}[code]


def test_a_second_server_on_one_folder_is_refused_in_a_sentence(data: Path) -> None:
    server = postgres.start(data / "postgres")
    try:
        with pytest.raises(
            DatabaseTrouble, match=r"already running on .*: use that one, or stop it"
        ):
            postgres.start(data / "postgres")
        _write(server, "unharmed")
    finally:
        server.stop()


def test_a_server_whose_supervisor_was_killed_is_stopped(data: Path) -> None:
    server = postgres.start(data / "postgres")
    _write(server, "kept")

    postgres.stop_orphan(data / "postgres")

    assert server.process.wait(timeout=10) == 0
    again = postgres.start(data / "postgres")
    assert _read(again) == ["kept"]
    again.stop()
    server.stop()


def test_a_killed_server_loses_nothing_that_was_committed(data: Path) -> None:
    server = postgres.start(data / "postgres")
    _write(server, "durable")
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.stop()

    again = postgres.start(data / "postgres")

    assert _read(again) == ["durable"]
    again.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that others may not enter")
def test_root_runs_it_as_another_user_below_a_closed_folder(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As when root has cloned the project into /root: programs and data are behind a closed door.
    # The programs find their libraries by where they stand (`$ORIGIN`): the whole of the wheel comes along.
    package = cluster.binary("postgres").parents[2]
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, data / part.name)
    binaries = data / package.name / "pginstall18" / "bin"
    monkeypatch.setattr(cluster, "binary", lambda name: binaries / name)
    data.chmod(0o700)

    server = postgres.start(data / "postgres")

    _write(server, "works")
    owner = Path(f"/proc/{server.process.pid}").stat().st_uid
    server.stop()
    assert owner != 0
    assert (data.stat().st_mode & 0o777) == 0o700, "the folder stays closed"


@pytest.fixture
def small_disk(data: Path) -> Iterator[Path]:
    """A disk of 200 MB, where we may have one."""
    folder = data / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200m,mode=755", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk can only be had as root, with the right to mount one")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_said_and_heals_when_there_is_room_again(small_disk: Path) -> None:
    server = postgres.start(small_disk / "postgres")
    _write(server, "kept")
    assert server.why_ended() == ""
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(bytes(64 * 1024))
    try:
        # Until the log of transactions needs a file more, and the server gives up.
        with contextlib.suppress(psycopg.Error):
            for _ in range(200):
                _write(server, "x" * 1_000_000)
                with psycopg.connect(server.url, autocommit=True) as connection:
                    connection.execute("SELECT pg_switch_wal()")
        assert server.why_ended().endswith("is full: free some space.")

        filler.unlink()
        if not server.running():
            server.start()
        server.wait_until_answering()

        assert _read(server)[0] == "kept"
        _write(server, "and on")
    finally:
        server.stop()
