"""The built wheel in an empty virtual environment: no network, no Node, no Django."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1]
NEEDED = ["PyLD", "PyNaCl", "cryptography"]


def run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "UV_PYTHON_DOWNLOADS": "never", **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The python of an environment into which the wheel was installed from a folder of wheels."""
    folder = tmp_path_factory.mktemp("wheel")
    wheels = folder / "wheels"
    run(sys.executable, "-m", "uv", "build", "--wheel", "--quiet", "--out-dir", wheels, PACKAGE)
    run(
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--only-binary",
        ":all:",
        "--dest",
        wheels,
        *NEEDED,
    )
    venv.create(folder / "empty", with_pip=True)
    python = folder / "empty" / "bin" / "python"
    run(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--find-links",
        wheels,
        "openbadges3",
        PIP_CONFIG_FILE=os.devnull,
    )
    return python


def test_importing_loads_nothing_heavy(installed: Path) -> None:
    """How long that takes is for the benchmarks; what makes it short is what is not loaded."""
    heavy = ["cryptography", "django", "http.client", "lxml", "nacl", "pyld", "ssl"]
    code = f"import openbadges3, sys; print([name for name in {heavy} if name in sys.modules])"

    assert run(installed, "-c", code).strip() == "[]"


def test_the_command_verifies_the_corpus_offline_and_without_node(
    installed: Path, corpus: Path, tmp_path: Path
) -> None:
    command = installed.parent / "openbadges3"
    wanted = {
        "valid": "1edtech-validator/ob30/simple-json.png",
        "revoked": "1edtech-validator/ob30/bit-string-list/credential-status-revoked.json",
    }
    options = [
        "--offline",
        "--documents",
        str(corpus / "support" / "index.json"),
        "--at",
        "2026-11-22T00:00:00Z",
    ]

    found = run(command, "verify", *options, "--json", corpus / wanted["valid"], PATH=str(tmp_path))
    assert next(iter(json.loads(found).values()))["outcome"] == "good"
    done = subprocess.run(
        [command, "verify", *options, corpus / wanted["revoked"]],
        check=False,
        capture_output=True,
        env={"PATH": str(tmp_path)},
    )
    assert done.returncode == 1
