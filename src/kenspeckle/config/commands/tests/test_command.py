"""The command's troubles: one clear sentence each, and no traceback."""

import os
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from kenspeckle.config.commands import line
from kenspeckle.config.commands.member import change
from kenspeckle.organisations.models import Role
from kenspeckle.organisations.queries import has_role
from tests import factories as make


def _kenspeckle(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "kenspeckle", *words],
        env={**given, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _one_sentence(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_a_port_in_use_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = _kenspeckle("up", "--port", str(port), KENSPECKLE_DATA=str(tmp_path / "data"))

    assert _one_sentence(done) == (
        f"kenspeckle: Port {port} is in use by another program: stop that one, or choose another "
        f"port, for example `make run PORT={port + 1}`."
    )


def test_a_database_that_does_not_answer_is_said_in_one_sentence(tmp_path: Path) -> None:
    done = _kenspeckle(
        "up",
        "--port",
        "18543",
        KENSPECKLE_DATA=str(tmp_path / "data"),
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
    )

    assert _one_sentence(done).startswith("kenspeckle: The database does not answer: ")


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    done = _kenspeckle(
        "up", KENSPECKLE_DATA=str(tmp_path / "data"), KENSPECKLE_DEMONSTRATION="perhaps"
    )

    assert "KENSPECKLE_DEMONSTRATION" in _one_sentence(done)


def test_a_programme_with_faults_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "programme.toml").write_text("name = ")

    done = _kenspeckle("programme", "check", str(tmp_path))

    assert done.returncode == 1
    assert "programme.toml:1" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("word", ["up", "demo", "programme", "doctor"])
def test_help_names_every_command(word: str) -> None:
    done = _kenspeckle("--help")

    assert done.returncode == 0
    assert word in done.stdout


@pytest.mark.django_db
def test_a_role_is_given_and_ended(capsys: pytest.CaptureFixture[str]) -> None:
    place, person = make.issuer(slug="council", name="Council"), make.person("Amina Demo")

    codes = [
        change("add", "council", person.email.upper(), "assessor"),
        change("add", "council", person.email, "assessor"),
        change("end", "council", person.email, "assessor"),
        change("end", "council", person.email, "assessor"),
        change("add", "nowhere", person.email, "lead"),
        change("add", "council", "nobody@example.org", "lead"),
    ]

    assert codes == [0, 1, 0, 1, 1, 1]
    assert not has_role(person, place, Role.ASSESSOR)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Amina Demo is assessor of Council now."
    assert "create an account first" in said[-1]


@pytest.mark.parametrize(
    ("stated", "told"),
    [(None, "http://localhost:8011"), ("https://own.example", "https://own.example")],
)
def test_a_command_beside_a_running_service_knows_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stated: str | None, told: str
) -> None:
    (tmp_path / "address").write_text("http://localhost:8011")
    monkeypatch.setenv("KENSPECKLE_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql:///none")
    monkeypatch.setenv("KENSPECKLE_URL", stated or "")
    if stated is None:
        monkeypatch.delenv("KENSPECKLE_URL")

    with ExitStack() as stack:
        line._find_database(stack)

    assert os.environ["KENSPECKLE_URL"] == told
