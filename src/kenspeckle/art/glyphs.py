"""The drawings in the middle of badges: our own, on a grid of 96 by 96.

A drawing has up to three layers: `tint` is filled with the palest shade, `solid` with the
deepest, and `line` is drawn with a round pen 6 wide. Nothing comes nearer to the edge than 6.
"""

import math
from dataclasses import dataclass

from .shapes import closed, number, point


@dataclass(frozen=True, slots=True)
class Glyph:
    """A drawing, and what it shows in a word or two for those who cannot see it."""

    shows: str
    tint: str = ""
    line: str = ""
    solid: str = ""


def _ring(x: float, y: float, r: float) -> str:
    a = number(r)
    return f"M{number(x - r)} {number(y)}a{a} {a} 0 1 1 {number(2 * r)} 0a{a} {a} 0 1 1 {number(-2 * r)} 0z"


def _moved(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(x + 48, y + 48) for x, y in points]


def _star() -> str:
    points = [point(38 if tip % 2 == 0 else 17.5, math.pi * tip / 5) for tip in range(10)]
    return closed([(x, y + 3) for x, y in _moved(points)])


def _rays(count: int, inner: float, outer: float) -> str:
    data = []
    for ray in range(count):
        (ax, ay), (bx, by) = (point(r, math.tau * ray / count) for r in (inner, outer))
        data.append(f"M{number(48 + ax)} {number(48 + ay)}L{number(48 + bx)} {number(48 + by)}")
    return "".join(data)


def _snowflake() -> str:
    data = []
    for arm in range(6):
        angle = math.tau * arm / 6
        tip = point(40, angle)
        data.append(f"M48 48L{number(48 + tip[0])} {number(48 + tip[1])}")
        at = point(23, angle)
        for side in (-1, 1):
            x, y = point(36, angle + side * 0.4)
            data.append(
                f"M{number(48 + at[0])} {number(48 + at[1])}L{number(48 + x)} {number(48 + y)}"
            )
    return "".join(data)


def _petals() -> str:
    points = [
        point(17 + 23 * abs(math.cos(2.5 * angle)) ** 0.6, angle)
        for angle in (math.tau * step / 100 for step in range(100))
    ]
    return closed(_moved(points))


_STAR = _star()
_SPEECH = "M20 16h56a8 8 0 0 1 8 8v34a8 8 0 0 1-8 8H48L30 82V66H20a8 8 0 0 1-8-8V24a8 8 0 0 1 8-8z"
_STEPS = "M10 82V66h19V50h19V34h19V18h19v64z"
_SHIELD = "M48 9l32 11v25c0 20-13 33-32 42C29 78 16 65 16 45V20z"
_HEART = "M48 84C22 64 9 50 9 34a19.5 19.5 0 0 1 39-5 19.5 19.5 0 0 1 39 5c0 16-13 30-39 50z"
_BOOK = "M48 27c-8-8-21-10-38-10v54c17 0 30 2 38 10 8-8 21-10 38-10V17c-17 0-30 2-38 10z"
_SCALE_PANS = "M9 56a14 12 0 0 0 28 0zM59 56a14 12 0 0 0 28 0z"
_SPARK = "M42 20c3 24 10 31 34 34-24 3-31 10-34 34-3-24-10-31-34-34 24-3 31-10 34-34z"
_LEAVES = "M48 56C48 36 34 22 12 22c0 22 14 34 36 34zM48 46c0-18 12-32 36-34 0 24-14 34-36 34z"
_LANTERN = "M34 38c-9 12-9 24 0 36h28c9-12 9-24 0-36z"
_OVAL = "M48 8c16 0 25 14 25 30S64 68 48 68 23 54 23 38 32 8 48 8z"
_PEN = "M70 9l17 17-46 46-24 7 7-24z"
_DROP = "M48 8c17 22 28 36 28 51a28 28 0 0 1-56 0C20 44 31 30 48 8z"
_SAIL = "M51 12l30 44H51z"
_PEAKS = "M7 80l29-52 17 29 10-16 26 39z"
_APPLE = "M48 36c-9-8-35-8-35 19 0 19 13 33 24 33 5 0 7-3 11-3s6 3 11 3c11 0 24-14 24-33 0-27-26-27-35-19z"
_LEAF = "M20 76C8 40 34 12 84 12c4 48-24 76-64 64z"
_CANDLE = "M36 46h24v38H36z"
_SIGNS = "M26 16h44l12 11-12 11H26zM70 46H26L14 57l12 11h44z"
_HELD_HEART = "M56 44C44 35 38 29 38 21a9 9 0 0 1 18-2 9 9 0 0 1 18 2c0 8-6 14-18 23z"
_PERSON = "M10 82c0-18 10-28 26-28s26 10 26 28z"

_DRAWINGS = {
    "compass": Glyph(
        "a compass",
        tint=_ring(48, 48, 38),
        line=_ring(48, 48, 38) + "M67 29L56 56 29 67 40 40z",
        solid="M67 29L56 56 40 40z",
    ),
    "speech": Glyph("a speech bubble", tint=_SPEECH, line=f"{_SPEECH}M30 34h36M30 49h22"),
    "star": Glyph("a star", tint=_STAR, line=_STAR),
    "people": Glyph(
        "two people",
        tint=_PERSON + _ring(36, 30, 15),
        line=f"{_PERSON}{_ring(36, 30, 15)}M60 16a15 15 0 0 1 0 28M68 57c11 4 18 13 18 25",
    ),
    "steps": Glyph("steps going up", tint=_STEPS, line=_STEPS),
    "shield": Glyph("a shield with a tick", tint=_SHIELD, line=f"{_SHIELD}M33 47l11 11 20-22"),
    "heart": Glyph("a heart", tint=_HEART, line=f"{_HEART}M23 35a7 7 0 0 1 7-7"),
    "book": Glyph("an open book", tint=_BOOK, line=f"{_BOOK}M48 27v54M22 34q8 0 14 3M22 48q8 0 14 3M74 34q-8 0-14 3M74 48q-8 0-14 3"),
    "mirror": Glyph(
        "a mirror on a stand",
        tint=_OVAL,
        line=f"{_OVAL}M48 68v16M28 86h40M36 36a13 15 0 0 1 10-14",
    ),
    "scales": Glyph(
        "a pair of scales",
        tint=_SCALE_PANS,
        line=f"{_SCALE_PANS}M48 12v70M30 84h36M23 26h50M23 26L9 56M23 26l14 30M73 26L59 56M73 26l14 30",
    ),
    "spark": Glyph("a spark", tint=_SPARK, line=f"{_SPARK}M76 10v20M66 20h20"),
    "sprout": Glyph("a sprout", tint=_LEAVES, line=f"{_LEAVES}M48 86V46M28 86h40"),
    "lantern": Glyph(
        "a lantern",
        tint=_LANTERN,
        line=f"{_LANTERN}M34 38l4-10h20l4 10M24 46C22 2 74 2 72 46M28 84h40M34 74l-3 10M62 74l3 10",
        solid="M48 44c9 9 10 18 0 22-10-4-9-13 0-22z",
    ),
    "pen": Glyph("a pen", tint=_PEN, line=f"{_PEN}M57 22l17 17M48 88h38", solid="M21 66l9 9-13 4z"),
    "snowflake": Glyph("a snowflake", line=_snowflake(), tint=_ring(48, 48, 15)),
    "raindrop": Glyph("a raindrop", tint=_DROP, line=f"{_DROP}M33 60a15 15 0 0 0 15 14"),
    "flower": Glyph("a flower", tint=_petals(), line=_petals(), solid=_ring(48, 48, 9)),
    "sun": Glyph("the sun", tint=_ring(48, 48, 18), line=_ring(48, 48, 18) + _rays(8, 29, 40)),
    "boat": Glyph(
        "a sailing boat",
        tint=_SAIL,
        line=f"{_SAIL}M42 24L18 56h24zM10 66h76L74 84H22z",
        solid="M10 66h76L74 84H22z",
    ),
    "mountain": Glyph("mountains", tint=_PEAKS, line=f"{_PEAKS}M26 46l10 7 9-8{_ring(74, 24, 9)}"),
    "apple": Glyph("an apple", tint=_APPLE, line=f"{_APPLE}M48 36c0-9 3-15 9-19", solid="M58 24c5-13 15-15 24-13-3 11-12 16-24 13z"),
    "leaf": Glyph("a leaf", tint=_LEAF, line=f"{_LEAF}M12 86l46-46M38 60V42M34 64h20"),
    "candle": Glyph(
        "a candle",
        tint=_CANDLE,
        line=f"{_CANDLE}M48 46v-8M22 84h52M36 58c6 0 5 8 10 8",
        solid="M48 8c11 12 11 24 0 28-11-4-11-16 0-28z",
    ),
    "signpost": Glyph("a signpost", tint=_SIGNS, line=f"{_SIGNS}M48 8v8M48 38v8M48 68v20M34 88h28"),
    "hands": Glyph(
        "an open hand with a heart",
        tint=_HELD_HEART,
        line=f"{_HELD_HEART}M8 62c12-6 22-2 30 5h14c9 0 9 11 0 11H36M58 74l22-11c9-4 13 6 6 11L60 89c-4 2-8 2-12 1l-18-5H8",
    ),
    "key": Glyph(
        "a key",
        tint=_ring(32, 32, 22),
        line=f"{_ring(32, 32, 22)}M48 48l38 38M74 74l10-10M61 61l9-9",
        solid=_ring(28, 28, 6),
    ),
}  # fmt: skip

GLYPHS = tuple(_DRAWINGS)


def glyph(name: str) -> Glyph:
    """A drawing by its name; raises `ValueError` for one that we do not have."""
    if name not in _DRAWINGS:
        raise ValueError(f"unknown glyph: {name}")
    return _DRAWINGS[name]
