"""How much room a disk has left, said once when it changes for the worse or the better."""

import shutil
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024 * 1024
# PostgreSQL takes its log in files of 16 MB; below this it cannot go on.
FULL_BELOW = 48 * MEGABYTE
SCARCE_BELOW = 512 * MEGABYTE


def is_full(folder: Path) -> bool:
    """Return whether the disk that holds `folder` has no room for a database to go on."""
    return _free(folder) < FULL_BELOW


@dataclass
class Watch:
    """Looks at the disk of one folder and remembers what it said."""

    folder: Path
    said: str = "room"

    def look(self) -> str:
        """Return a sentence for the operator when the state has changed, else ""."""
        free = _free(self.folder)
        state = "full" if free < FULL_BELOW else "scarce" if free < SCARCE_BELOW else "room"
        if state == self.said:
            return ""
        self.said = state
        if state == "full":
            return f"The disk that holds {self.folder} is full: nothing can be saved until you free some space."
        if state == "scarce":
            return f"The disk that holds {self.folder} has only {free // MEGABYTE} MB left: free some space soon."
        return f"The disk that holds {self.folder} has room again."


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        # Not there, or not ours to ask about: no reason to cry wolf.
        return SCARCE_BELOW
