import subprocess
import sys
import time
from pathlib import Path

import pytest

from kenspeckle.machine import temporary


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(temporary, "_parent", lambda: str(tmp_path))


def test_what_a_killed_owner_left_is_swept_and_what_is_in_use_stays(tmp_path: Path) -> None:
    program = (
        "import sys; from kenspeckle.machine import temporary;"
        "temporary._parent = lambda: sys.argv[1];"
        "kept = temporary.make(); print(kept.path, flush=True); sys.stdin.read()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout
    theirs = Path(owner.stdout.readline().strip())
    (theirs / "socket").write_text("")
    ours = temporary.make()
    foreign = tmp_path / "kent"
    foreign.mkdir()

    assert temporary.sweep() == []
    owner.kill()
    owner.communicate()
    assert temporary.sweep() == [theirs]

    assert ours.path.exists()
    assert foreign.exists()
    ours.remove()
    assert list(tmp_path.iterdir()) == [foreign]


def test_what_was_cut_off_before_it_had_its_lock_is_swept_later(tmp_path: Path) -> None:
    new = tmp_path / ".ken-new-1"
    new.mkdir()

    assert temporary.sweep() == [], "it may just have been made"
    assert temporary.sweep(time.time() + 2 * temporary.YOUNG_SECONDS) == [new]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (tmp_path / "ken-link").symlink_to(precious)

    assert temporary.sweep(time.time() + 1000) == []
    assert precious.exists()
