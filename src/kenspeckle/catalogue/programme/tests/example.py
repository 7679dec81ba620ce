"""The programmes that we ship, copied so that a test can plant a fault in one."""

import shutil
from pathlib import Path

import kenspeckle

PROGRAMMES = Path(kenspeckle.__file__).resolve().parents[2] / "programmes"
EXAMPLE = PROGRAMMES / "social-services"


def copy(to: Path, name: str = "social-services") -> Path:
    """A copy of a programme below a directory."""
    return Path(shutil.copytree(PROGRAMMES / name, to / "programme"))


def plant(directory: Path, file: str, old: str, new: str) -> int:
    """Replace the first occurrence in a file; the line on which it stands."""
    path = directory / file
    text = path.read_bytes().decode()
    assert old in text, f"{file} no longer holds {old!r}"
    path.write_bytes(text.replace(old, new, 1).encode(errors="surrogateescape"))
    return text[: text.index(old)].count("\n") + 1
