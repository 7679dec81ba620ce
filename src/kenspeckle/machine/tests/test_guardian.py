"""The guardian, in a process of its own: it adopts what loses its parent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kenspeckle.machine.processes import is_running

# A supervisor with one child that writes its number, then its child's; it lives until it is asked.
PROGRAM = """
import os, subprocess, sys, time
from pathlib import Path
from kenspeckle.machine.guardian import guard
from kenspeckle.machine.supervisor import Child, supervise

folder = Path(sys.argv[1])
CHILD = "import os, subprocess, sys, time; p = subprocess.Popen(['sleep', '60']); " \\
    "open(sys.argv[1], 'a').write(f'{os.getpid()} {p.pid}\\\\n'); time.sleep(60)"

def run():
    with (folder / "supervisors").open("a") as file:
        file.write(f"{os.getpid()}\\n")
    child = Child("child", [sys.executable, "-c", CHILD, str(folder / "children")], dict(os.environ))
    return supervise([child], ready=lambda going: None, say=print)

sys.exit(guard(run, say=lambda sentence: print(sentence, flush=True)))
"""


def _until(question: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not question():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _numbers(path: Path) -> list[list[int]]:
    if not path.exists():
        return []
    return [[int(word) for word in line.split()] for line in path.read_text().splitlines()]


def test_a_killed_supervisor_is_started_again_and_leaves_no_orphan(tmp_path: Path) -> None:
    guardian = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    children, supervisors = tmp_path / "children", tmp_path / "supervisors"
    _until(lambda: len(_numbers(children)) == 1)

    os.kill(_numbers(supervisors)[0][0], signal.SIGKILL)
    _until(lambda: len(_numbers(children)) == 2)
    assert not any(is_running(pid) for pid in _numbers(children)[0])

    guardian.send_signal(signal.SIGINT)
    said, _ = guardian.communicate(timeout=30)
    assert guardian.returncode == 0
    assert "The supervisor was killed (signal 9); starting again." in said
    assert not any(is_running(pid) for line in _numbers(children) for pid in line)


def test_a_killed_guardian_takes_everything_with_it(tmp_path: Path) -> None:
    guardian = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], stdout=subprocess.DEVNULL
    )
    children = tmp_path / "children"
    _until(lambda: len(_numbers(children)) == 1)

    guardian.kill()
    guardian.wait()

    (supervisor,) = _numbers(tmp_path / "supervisors")[0]
    _until(lambda: not any(is_running(pid) for pid in (supervisor, *_numbers(children)[0])))
