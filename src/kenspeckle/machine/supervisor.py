"""One parent for several processes: starts them, watches them, stops them cleanly.

Each child has a session of its own, so that a Ctrl-C in the terminal reaches the supervisor alone;
it then asks every child once (SIGTERM) and waits.
"""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

STOP_SECONDS = 20.0
MOST_RESTARTS = 5
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A process to keep running: its name for people, its words, its whole environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    starts: list[float] = field(default_factory=list, init=False)

    def start(self) -> None:
        """Start the process; it is told to stop should the supervisor itself be killed."""
        self.starts.append(time.monotonic())
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_stop_with_parent,
        )

    def running(self) -> bool:
        """Return whether the process is alive."""
        return self.process is not None and self.process.poll() is None

    def too_many_starts(self) -> bool:
        """Return whether it was started again and again within a minute."""
        return sum(1 for start in self.starts if start > time.monotonic() - 60) > MOST_RESTARTS


def supervise(
    children: Sequence[Child],
    *,
    ready: Callable[[Callable[[], bool]], None],
    say: Callable[[str], None],
) -> int:
    """Run the children until a signal asks to stop; return the exit code.

    The first child starts alone, and `ready` is called, which may wait until it answers while its
    argument, a question, says that waiting makes sense. Then the others start. A child that ends is started again; one that ends again
    and again stops everything with exit code 1.
    """
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        first, *others = children
        first.start()
        ready(lambda: not asked and first.running())
        for child in others:
            if not asked:
                child.start()
        while not asked:
            time.sleep(0.2)
            for child in children:
                if child.running() or asked:
                    continue
                if child.too_many_starts():
                    say(f"The {child.name} stops again and again. What it printed is above.")
                    return 1
                say(f"The {child.name} has stopped; starting it again.")
                child.start()
        return 0
    finally:
        stop(children)
        for number, handler in before.items():
            signal.signal(number, handler)


def stop(children: Sequence[Child]) -> None:
    """Ask each child once to stop, wait, and end those that do not."""
    running = [
        child.process for child in children if child.process and child.process.poll() is None
    ]
    for process in running:
        process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _stop_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
