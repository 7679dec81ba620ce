"""Processes of ours that end with whoever started them, and what is left of those that did not."""

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_LINUX = sys.platform == "linux"
# Loaded here rather than between fork and exec, where little is safe to do.
_LIBC = ctypes.CDLL(None) if _LINUX else None


def ending_with_parent(number: signal.Signals) -> Callable[[], None]:
    """Return a function for `preexec_fn`: the new process gets signal `number` when we end, however."""
    parent = os.getpid()

    def tie() -> None:
        _tell_at_parents_end(number)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)

    return tie


def end_with_parent(parent: int | None = None) -> None:
    """Have this process killed at once when its parent ends; `parent` is who that should be."""
    _tell_at_parents_end(signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, so that none is lost sight of."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children_of(parent: int) -> list[int]:
    """Return the processes whose parent is `parent`; [] where the system does not tell."""
    return [pid for pid in _all() if _parent_of(pid) == parent]


def name_of(pid: int) -> str:
    """Return the name of the program that a process runs; "" once it is gone."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def working_in(folder: Path, *, program: str) -> list[int]:
    """Return the processes of `program` (the end of its path) whose working folder is `folder`."""
    wanted = folder.resolve()
    matches = []
    for pid in _all():
        with contextlib.suppress(OSError):
            here = Path(f"/proc/{pid}")
            if (here / "cwd").readlink() == wanted and str((here / "exe").readlink()).endswith(
                program
            ):
                matches.append(pid)
    return matches


def end_all(pids: Iterable[int], *, ask: signal.Signals, seconds: float) -> None:
    """Ask the processes to end, wait for so long, and kill those that are there still."""
    left = list(pids)
    for pid in left:
        _send(pid, ask)
    deadline = time.monotonic() + seconds
    while left and time.monotonic() < deadline:
        left = [pid for pid in left if is_running(pid)]
        time.sleep(0.02)
    for pid in left:
        _send(pid, signal.SIGKILL)


def end_group(group: int) -> None:
    """Kill what is left of a process group whose leader has ended."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def is_running(pid: int) -> bool:
    """Return whether there is such a process, and it has not ended (a zombie has)."""
    try:
        return _status(pid)[0] not in "ZX"
    except OSError:
        return False


def _tell_at_parents_end(number: signal.Signals) -> None:
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _all() -> list[int]:
    try:
        return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    except OSError:
        return []


def _parent_of(pid: int) -> int:
    try:
        return int(_status(pid)[1])
    except OSError:
        return 0


def _status(pid: int) -> list[str]:
    # The second field, a name in brackets, may hold anything.
    return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
