import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from kenspeckle.machine import supervisor
from kenspeckle.machine.processes import is_running
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

    assert said == ["The steady has stopped; it is started again now."]
    assert (tmp_path / "steady").read_text() == "start\nstart\n"


def test_a_child_that_never_works_stops_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "MOST_STARTS", 2)
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


class Flickering:
    """Something that is watched and never runs; its clock is the test's."""

    name = "light"

    def __init__(self) -> None:
        self.starts = 0
        self.lives = False

    def start(self) -> None:
        self.starts += 1

    def running(self) -> bool:
        return self.lives

    def why_ended(self) -> str:
        return "Change the bulb."


def test_what_goes_on_ending_is_started_again_after_growing_pauses() -> None:
    light = Flickering()
    watch = supervisor._Watch(light, started=0.0)
    light.lives = True
    watch.look(100.0)
    light.lives = False

    said, starts = [], []
    for tenth in range(1000, 1700):
        before = light.starts
        if words := watch.look(tenth / 10):
            said.append(words)
        if light.starts > before:
            starts.append(tenth / 10)

    pauses = [round(later - sooner) for sooner, later in pairwise(starts)]
    assert pauses == [1, 2, 4, 8, 15, 15, 15]
    assert said[:2] == [
        "The light has stopped; it is started again now. Change the bulb.",
        "The light has stopped; it is started again in 1 s. Change the bulb.",
    ]
    assert not watch.is_hopeless()


def test_what_a_killed_child_left_behind_is_ended_before_it_starts_again(tmp_path: Path) -> None:
    # As a web server's parent whose workers hold the port.
    program = (
        "import subprocess, sys, time; p = subprocess.Popen(['sleep', '60']);"
        "open(sys.argv[1], 'a').write(f'{p.pid}\\n'); time.sleep(60)"
    )
    child = _child("parent", program, tmp_path / "log")
    child.start()
    assert child.process
    while not (tmp_path / "log").exists() or not (tmp_path / "log").read_text():
        time.sleep(0.05)
    orphan = int((tmp_path / "log").read_text())
    child.process.kill()
    child.process.wait()
    assert is_running(orphan)

    child.start()

    deadline = time.monotonic() + 10
    while is_running(orphan) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(orphan)
    supervisor.stop([child])
