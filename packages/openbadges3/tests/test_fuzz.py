"""A bounded run of the fuzzing targets: sound inputs, damaged at random places."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from typing import Any

import pytest
from openbadges3 import bake_png, bake_svg

ROUNDS = 400


def targets() -> Any:
    place = Path(__file__).parent / "fuzz" / "targets.py"
    spec = importlib.util.spec_from_file_location("fuzz_targets", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.TARGETS


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


@pytest.mark.parametrize("name", ["reading", "examining", "jwt", "status_list", "baking"])
def test_damaged_input_never_escapes_our_errors(
    name: str, issuer: Any, badge: dict[str, Any], png: bytes
) -> None:
    signed = json.dumps(issuer.sign(badge)).encode()
    jws = issuer.sign_jwt(badge).encode()
    svg = bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>', signed)
    sound = {
        "reading": [signed],
        "examining": [signed, jws, bake_png(png, signed)],
        "jwt": [jws],
        "status_list": [issuer.statuses.encoded().encode()],
        "baking": [bake_png(png, jws), svg],
    }[name]
    chance = random.Random(2026)
    target = targets()[name]

    rounds = ROUNDS // 4 if name == "examining" else ROUNDS
    for _ in range(rounds):
        target(damaged(chance.choice(sound), chance))
    assert target(sound[0]) is None
