import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kenspeckle.machine import postgres
from kenspeckle.machine.postgres import DatabaseTrouble


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


def test_a_half_finished_first_run_is_made_again(data: Path) -> None:
    (data / "postgres").mkdir()
    (data / "postgres" / "PG_VERSION").write_text("18\n")
    (data / "postgres" / "half-made").touch()

    server = postgres.start(data / "postgres")

    _write(server, "works")
    server.stop()


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
    package = postgres._binary("postgres").parents[2]
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, data / part.name)
    binaries = data / package.name / "pginstall18" / "bin"
    monkeypatch.setattr(postgres, "_binary", lambda name: binaries / name)
    data.chmod(0o700)

    server = postgres.start(data / "postgres")

    _write(server, "works")
    owner = Path(f"/proc/{server.process.pid}").stat().st_uid
    server.stop()
    assert owner != 0
    assert (data.stat().st_mode & 0o777) == 0o700, "the folder stays closed"
