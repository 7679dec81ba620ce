"""Fuzz one target with atheris: `python tests/fuzz/run.py TARGET SECONDS [FOLDER OF EXAMPLES]`.

Without a target, all in turn. atheris (PyPI) is no dependency of the tests, since it is built for
few versions of Python; what is missing is said.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


NAMES = ("reading", "examining", "jwt", "status_list", "baking")


def main() -> int:
    """Run one target in this process, or every target in one of its own."""
    seconds = sys.argv[2] if len(sys.argv) > 2 else "60"
    if len(sys.argv) < 2:
        command = [sys.executable, __file__]
        return max(
            subprocess.run([*command, name, seconds], check=False).returncode for name in NAMES
        )
    try:
        import atheris
    except ImportError:
        sys.stderr.write("missing: atheris (pip install atheris)\n")
        return 3
    with atheris.instrument_imports(include=["openbadges3"]):
        from targets import TARGETS
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", *sys.argv[3:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
