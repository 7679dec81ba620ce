"""Run other people's software, installed when needed: by itself, `check.mjs` on credentials.

    python check.py --documents MAP.json [--at TIME] FILE...
    python check.py --script NAME ARGUMENT...

Prints what the script prints and exits as it does. If what it needs is neither there nor can be
installed, that is said and the exit status is 3.
"""

from __future__ import annotations

import subprocess
import sys

from environments import Missing, command


def main() -> int:
    """Run `check.mjs`, or the script named after `--script`, with the arguments of this process."""
    script, arguments = "check.mjs", sys.argv[1:]
    if arguments[:1] == ["--script"]:
        script, arguments = arguments[1], arguments[2:]
    try:
        start = command(script)
    except Missing as missing:
        sys.stderr.write(f"missing: {missing}\n")
        return 3
    return subprocess.run([*start, *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
