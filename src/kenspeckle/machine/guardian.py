"""The parent of the supervisor: starts it again should it be killed.

It does nothing else, so that nothing in it can break: it waits. Whatever loses its parent becomes
its child, and is ended before a new supervisor starts.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

from kenspeckle.machine.processes import (
    adopt_orphans,
    children_of,
    end_all,
    ending_with_parent,
    name_of,
)

# How long what a killed supervisor left behind may take to end. The database rolls back and writes.
OTHERS_SECONDS = 3.0
DATABASE_SECONDS = 30.0
_PAUSES = (0.0, 1.0, 2.0, 5.0, 10.0)
_STEADY_SECONDS = 60.0
_BROKE = 70


def guard(supervisor: Callable[[], int], *, say: Callable[[str], None]) -> int:
    """Run `supervisor` in a process of its own until it returns; return its exit code.

    SIGINT and SIGTERM are handed on to it. Killed by any other signal, or broken after it worked, it is
    started again.
    """
    adopt_orphans()
    asked: list[int] = []
    current = 0

    def hand_on(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        if current:
            os.kill(current, number)

    before = {number: signal.signal(number, hand_on) for number in (signal.SIGINT, signal.SIGTERM)}
    ends = 0
    try:
        while True:
            started = time.monotonic()
            current = _fork(supervisor, before)
            if asked:
                os.kill(current, asked[-1])
            code = os.waitstatus_to_exitcode(_wait_for(current))
            current = 0
            was_steady = time.monotonic() - started > _STEADY_SECONDS
            if asked or (code >= 0 and not (code == _BROKE and was_steady)):
                _end_what_is_left()
                return code if code >= 0 else 128 - code
            ends = 0 if was_steady else ends + 1
            how = "broke" if code == _BROKE else f"was killed (signal {-code})"
            say(f"The supervisor {how}; starting again.")
            _end_what_is_left()
            _pause(_PAUSES[max(0, min(ends, len(_PAUSES)) - 1)], asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _fork(supervisor: Callable[[], int], handlers: Mapping[signal.Signals, Any]) -> int:
    tie = ending_with_parent(signal.SIGTERM)
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    # From here on we are the supervisor, alone in a session: what the terminal sends reaches the
    # guardian, which hands it on once.
    for number, handler in handlers.items():
        signal.signal(number, handler)
    os.setsid()
    tie()
    code = _BROKE
    try:
        code = supervisor()
    except SystemExit as end:
        code = _code(end)
    except KeyboardInterrupt:
        code = 130
    except BaseException:  # noqa: BLE001 (the process ends here; what happened is printed)
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _code(end: SystemExit) -> int:
    if isinstance(end.code, str):
        print(end.code, file=sys.stderr)  # noqa: T201 (as the interpreter does)
        return 1
    return end.code or 0


def _wait_for(wanted: int) -> int:
    """Return the status of the child `wanted` at its end, taking leave of adopted ones meanwhile."""
    while True:
        pid, status = os.wait()
        if pid == wanted:
            return status


def _end_what_is_left() -> None:
    # They know that their parent is gone and are ending; they may leave more orphans as they go.
    began = time.monotonic()
    while left := children_of(os.getpid()):
        _take_leave()
        waited = time.monotonic() - began
        if waited > OTHERS_SECONDS:
            late = waited > DATABASE_SECONDS
            hurried = [pid for pid in left if late or name_of(pid) != "postgres"]
            end_all(hurried, ask=signal.SIGKILL, seconds=0.5)
        time.sleep(0.05)


def _take_leave() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _pause(seconds: float, asked: list[int]) -> None:
    deadline = time.monotonic() + seconds
    while not asked and time.monotonic() < deadline:
        time.sleep(0.1)
