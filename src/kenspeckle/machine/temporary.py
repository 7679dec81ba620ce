"""Folders among the temporary files (`ken-…`), and the sweeping of those whose owner is gone.

Each holds a file `owner` that its owner keeps locked: the system gives the lock back however the
owner ends, so that nobody has to guess by the number of a process.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

PREFIX = "ken-"
_UNNAMED = ".ken-new-"
# A folder without its name was perhaps just made, and gets it now.
YOUNG_SECONDS = 60.0
# A socket's path may have some 100 characters, so its folder is not below the data folder.
_LONGEST_SOCKET_PARENT = 60


@dataclass
class Folder:
    """A temporary folder of ours (mode 0700), kept until `remove`."""

    path: Path
    lock: TextIO

    def remove(self) -> None:
        """Delete the folder with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.lock.close()


def make() -> Folder:
    """Make a folder whose path is short enough for a socket."""
    # It gets its name when it has its lock, so that nobody sweeps it in between.
    new = Path(tempfile.mkdtemp(prefix=_UNNAMED, dir=_parent()))
    lock = (new / "owner").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    path = new.with_name(PREFIX + new.name.removeprefix(_UNNAMED))
    new.rename(path)
    return Folder(path, lock)


def sweep(now: float | None = None) -> list[Path]:
    """Delete the folders whose owner is gone; return which. Those of other users are left alone."""
    at = time.time() if now is None else now
    swept = []
    for prefix in (PREFIX, _UNNAMED):
        for path in sorted(Path(_parent()).glob(f"{prefix}*")):
            with contextlib.suppress(OSError):
                is_young = at - path.lstat().st_mtime < YOUNG_SECONDS
                if _is_left(path) and not (prefix == _UNNAMED and is_young):
                    shutil.rmtree(path)
                    swept.append(path)
    return swept


def _is_left(path: Path) -> bool:
    status = path.lstat()
    if not path.is_dir() or path.is_symlink() or os.geteuid() not in (0, status.st_uid):
        return False
    try:
        lock = (path / "owner").open("r+")
    except FileNotFoundError:
        # Another program's, or one that was never ours yet: what holds something is not touched.
        return not any(path.iterdir())
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _parent() -> str:
    """Return where temporary files go, or /tmp when a socket's path would be too long there."""
    usual = tempfile.gettempdir()
    return usual if len(usual) <= _LONGEST_SOCKET_PARENT else "/tmp"  # noqa: S108 (mkdtemp makes a folder of its own)
