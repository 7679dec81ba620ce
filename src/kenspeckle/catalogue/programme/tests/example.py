"""The example programme, copied so that a test can plant a fault in it."""

import shutil
from pathlib import Path

import kenspeckle

EXAMPLE = Path(kenspeckle.__file__).resolve().parents[2] / "programmes" / "social-services"


def copy(to: Path) -> Path:
    """A copy of the example programme below a directory."""
    return Path(shutil.copytree(EXAMPLE, to / "programme"))


def plant(directory: Path, file: str, old: str, new: str) -> int:
    """Replace the first occurrence in a file; the line on which it stands."""
    path = directory / file
    text = path.read_bytes().decode()
    assert old in text, f"{file} no longer holds {old!r}"
    path.write_bytes(text.replace(old, new, 1).encode(errors="surrogateescape"))
    return text[: text.index(old)].count("\n") + 1
