"""A bounded run of the fuzzing targets: guided by coverage where atheris is, and by chance."""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from openbadges3 import NoDocuments, StatusList, examine, unbake
from openbadges3.errors import BakingRefused

FOLDER = Path(__file__).parent / "fuzz"
TARGETS = ["reading", "examining", "jwt", "status_list", "baking"]
ROUNDS = 400


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"fuzz_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def damaged(data: bytes, chance: random.Random) -> bytes:
    """`data` with a few bytes changed, cut out, doubled or swapped for telling ones."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(made) + 1)
        end = min(len(made), at + chance.choice([1, 1, 2, 8, 64]))
        piece = chance.choice(
            [
                b"",
                b"\0",
                b"\xff",
                b'"',
                b"{",
                b"[",
                b"1e999",
                b"\\ud800",
                b"null",
                bytes(made[at:end]) * 2,
            ]
        )
        made[at:end] = piece
    return bytes(made)


def test_what_fuzzing_starts_from_is_sound() -> None:
    sound = load("examples").examples()

    for each in sound["reading"] + sound["examining"][:3]:
        report = examine(each, documents=NoDocuments(), at=datetime(2026, 11, 22, tzinfo=UTC))
        assert [finding.outcome for finding in report.findings if finding.check == "proof"] == [
            "good"
        ]
    assert StatusList.decode(sound["status_list"][0].decode()).get(4711)
    carried = 0
    for image in sound["baking"]:
        try:
            carried += bool(unbake(image))
        except BakingRefused as refused:
            assert refused.message == "the image carries no credential"  # noqa: PT017
    assert carried == 6


@pytest.mark.parametrize("name", TARGETS)
def test_damaged_input_never_escapes_our_errors(name: str) -> None:
    sound, target = load("examples").examples()[name], load("targets").TARGETS[name]
    chance = random.Random(2026)

    rounds = ROUNDS // 4 if name == "examining" else ROUNDS
    answers = {target(damaged(chance.choice(sound), chance)) for _ in range(rounds)}
    assert answers == {None}


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="atheris is not installed here: no fuzzing with coverage, only by chance",
)
@pytest.mark.parametrize("name", TARGETS)
def test_fuzzing_by_coverage_finds_nothing_that_escapes_our_errors(
    name: str, tmp_path: Path
) -> None:
    command = [sys.executable, str(FOLDER / "run.py"), name, "--runs", "4000", "--seed", "2026"]
    ran = subprocess.run(
        [*command, "--folder", str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr
    assert "Done 4000 runs" in ran.stderr
    assert list((tmp_path / "found").iterdir()) == []
    assert len(list((tmp_path / name).iterdir())) > len(load("examples").examples()[name])
