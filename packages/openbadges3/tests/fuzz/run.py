"""Fuzz with coverage guidance (atheris): `python tests/fuzz/run.py --help`.

Starts from sound inputs (`examples.py`) and from what earlier runs kept in the folder; an input
that gets past our errors is written there, too, and ends the run with an exit code other than 0.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

NAMES = ("reading", "examining", "jwt", "status_list", "baking")
FOLDER = Path(__file__).resolve().parents[2] / "build" / "fuzz"


def main() -> int:
    """Run one target in this process, or every target in one of its own."""
    asked = _arguments()
    if asked.target is None:
        command = [sys.executable, __file__, *sys.argv[1:]]
        return max(subprocess.run([*command, name], check=False).returncode for name in NAMES)
    try:
        import atheris
    except ImportError:
        sys.stderr.write(
            "fuzz: atheris is not installed; there are builds for CPython 3.11 to 3.13"
            " on Linux x86-64\n"
        )
        return 3
    with atheris.instrument_imports(include=["openbadges3"]):
        from targets import TARGETS
    from examples import examples

    kept, found = asked.folder / asked.target, asked.folder / "found"
    kept.mkdir(parents=True, exist_ok=True)
    found.mkdir(exist_ok=True)
    for example in examples()[asked.target]:
        (kept / hashlib.sha1(example, usedforsecurity=False).hexdigest()).write_bytes(example)
    bound = f"-runs={asked.runs}" if asked.runs else f"-max_total_time={asked.seconds}"
    options = [bound, f"-seed={asked.seed}", f"-artifact_prefix={found / asked.target}-"]
    atheris.Setup([sys.argv[0], *options, str(kept)], TARGETS[asked.target])
    atheris.Fuzz()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fuzz the library with coverage guidance.")
    parser.add_argument("target", nargs="?", choices=NAMES, help="without one, all in turn")
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    parser.add_argument("--runs", type=int, help="stop after so many inputs, not by the clock")
    parser.add_argument("--seed", type=int, default=0, help="for the same run again (0: another)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="of inputs (build/fuzz)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
