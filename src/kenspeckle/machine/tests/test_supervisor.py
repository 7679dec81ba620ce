import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from kenspeckle.machine.supervisor import Child, supervise

LIVES = "import time, pathlib, sys; pathlib.Path(sys.argv[1]).open('a').write('start\\n'); time.sleep(60)"
DIES = "import pathlib, sys; pathlib.Path(sys.argv[1]).open('a').write('start\\n')"


def _child(name: str, program: str, log: Path) -> Child:
    return Child(name, [sys.executable, "-c", program, str(log)], dict(os.environ))


def _ask_to_stop_after(seconds: float) -> None:
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT))
    timer.daemon = True
    timer.start()


def test_a_signal_stops_every_child(tmp_path: Path) -> None:
    children = [_child(f"child {index}", LIVES, tmp_path / f"{index}") for index in range(3)]
    _ask_to_stop_after(1.0)

    code = supervise(children, ready=lambda going: None, say=lambda _: None)

    assert code == 0
    assert [child.process.poll() for child in children if child.process] == [-signal.SIGTERM] * 3


def test_a_child_that_ends_is_started_again(tmp_path: Path) -> None:
    lives = _child("steady", LIVES, tmp_path / "steady")
    said: list[str] = []

    def kill_it(going: Callable[[], bool]) -> None:
        time.sleep(0.3)
        assert going()
        assert lives.process
        lives.process.kill()

    _ask_to_stop_after(2.0)
    supervise([lives], ready=kill_it, say=said.append)

    assert said == ["The steady has stopped; starting it again."]
    assert len(lives.starts) == 2


def test_a_child_that_ends_again_and_again_stops_everything(tmp_path: Path) -> None:
    lives = _child("steady", LIVES, tmp_path / "steady")
    dies = _child("broken", DIES, tmp_path / "broken")
    said: list[str] = []

    code = supervise([lives, dies], ready=lambda going: None, say=said.append)

    assert code == 1
    assert said[-1] == "The broken stops again and again. What it printed is above."
    assert lives.process
    assert lives.process.poll() is not None


def test_a_signal_ends_the_waiting_for_the_first_child(tmp_path: Path) -> None:
    first, second = (_child(name, LIVES, tmp_path / name) for name in ("first", "second"))

    def wait_for_ever(going: Callable[[], bool]) -> None:
        while going():
            time.sleep(0.05)

    _ask_to_stop_after(0.5)

    assert supervise([first, second], ready=wait_for_ever, say=lambda _: None) == 0
    assert second.process is None
