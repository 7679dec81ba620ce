"""One parent for several processes: starts them, watches them, stops them cleanly.

Each child has a session of its own, so that a Ctrl-C in the terminal reaches the supervisor alone;
it then asks every child once (SIGTERM) and waits. A child that ends is started again, after a pause
that grows while it goes on ending. Should the supervisor be killed, its children end with it.
"""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Protocol

from kenspeckle.machine.processes import end_group, ending_with_parent

STOP_SECONDS = 20.0
# A process that has run for so long works; one that ends sooner may never have.
STEADY_SECONDS = 10.0
MOST_STARTS = 5
LONGEST_PAUSE = 15.0
_TICK = 0.2


class Watched(Protocol):
    """What a supervisor watches."""

    @property
    def name(self) -> str: ...
    def start(self) -> None: ...
    def running(self) -> bool: ...
    def why_ended(self) -> str: ...


@dataclass
class Child:
    """A process to keep running: its name for people, its words, its whole environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the process, after ending what is left of an earlier one."""
        if self.process is not None:
            end_group(self.process.pid)
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=ending_with_parent(signal.SIGTERM),
        )

    def running(self) -> bool:
        """Return whether the process is alive."""
        return self.process is not None and self.process.poll() is None

    def why_ended(self) -> str:
        """Return "": what the process printed says more than we know."""
        return ""


@dataclass
class _Watch:
    """How it went with one child so far."""

    child: Watched
    started: float = field(default_factory=time.monotonic)
    short_lives: int = 0
    was_steady: bool = False
    again_at: float | None = None

    def look(self, now: float) -> str:
        """Start the child again if it has ended and its pause is over; return what there is to say."""
        if self.child.running():
            if now - self.started > STEADY_SECONDS:
                self.was_steady, self.short_lives = True, 0
            return ""
        if self.again_at is None:
            is_short = now - self.started < STEADY_SECONDS
            self.short_lives = self.short_lives + 1 if is_short else 1
            pause = (
                0.0 if self.short_lives == 1 else min(2.0 ** (self.short_lives - 2), LONGEST_PAUSE)
            )
            self.again_at = now + pause
            when = f"in {pause:.0f} s" if pause else "now"
            said = f"The {self.child.name} has stopped; it is started again {when}."
            if why := self.child.why_ended():
                said = f"{said} {why}"
            if pause:
                return said
            self._start(now)
            return said
        if now >= self.again_at:
            self._start(now)
        return ""

    def is_hopeless(self) -> bool:
        """Return whether the child never worked, and was given its chances."""
        return not self.was_steady and self.short_lives > MOST_STARTS and not self.child.why_ended()

    def _start(self, now: float) -> None:
        self.again_at = None
        self.started = now
        # A machine that is out of room or of processes may have some again after the next pause.
        with contextlib.suppress(OSError):
            self.child.start()


def supervise(
    children: Sequence[Child],
    *,
    ready: Callable[[Callable[[], bool]], None],
    say: Callable[[str], None],
    beside: Sequence[Watched] = (),
    look_after: Callable[[], None] = lambda: None,
) -> int:
    """Run the children until a signal asks to stop; return the exit code.

    The first child starts alone, and `ready` is called, which may wait until it answers while its
    argument, a question, says that waiting makes sense. Then the others start. A child that ends is
    started again; one that never worked and ends again and again stops everything with exit code 1.
    What runs `beside` is watched too, and not stopped here. `look_after` is called every few seconds.
    """
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        first, *others = children
        watches = [_Watch(one) for one in beside]
        watches.append(_started(first))
        ready(lambda: not asked and first.running())
        watches += [_started(child) for child in others if not asked]
        looked = 0.0
        while not asked:
            time.sleep(_TICK)
            for watch in watches:
                if asked:
                    break
                if said := watch.look(time.monotonic()):
                    say(said)
                if watch.is_hopeless():
                    say(f"The {watch.child.name} stops again and again. What it printed is above.")
                    return 1
            if time.monotonic() - looked > STEADY_SECONDS:
                looked = time.monotonic()
                look_after()
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
        end_group(process.pid)


def _started(child: Child) -> _Watch:
    child.start()
    return _Watch(child)
