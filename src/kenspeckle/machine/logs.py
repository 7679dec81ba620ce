"""Log files that do not grow for ever."""

import shutil
from pathlib import Path

LARGEST = 5 * 1024 * 1024
KEPT = 3


def rotate(path: Path, *, largest: int = LARGEST, kept: int = KEPT) -> bool:
    """Put a log aside once it is larger than `largest` bytes; return whether it was.

    The process that writes goes on with the same file (it appends), so nothing has to be told to
    it. `kept` earlier ones stay: `server.log.1` is the newest.
    """
    if not path.exists() or path.stat().st_size <= largest:
        return False
    for number in range(kept, 1, -1):
        earlier = path.with_name(f"{path.name}.{number - 1}")
        if earlier.exists():
            earlier.replace(path.with_name(f"{path.name}.{number}"))
    shutil.copyfile(path, path.with_name(f"{path.name}.1"))
    path.with_name(f"{path.name}.1").chmod(0o600)
    with path.open("r+b") as file:
        file.truncate(0)
    return True
