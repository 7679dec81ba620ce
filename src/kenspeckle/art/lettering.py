"""Letters as outlines, set on a circle. The font is a locked asset (Noto Sans Bold, OFL)."""

import math
from functools import cache
from importlib import resources
from io import BytesIO

from fontTools.misc.transform import Transform
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from .shapes import number, point


@cache
def _font() -> TTFont:
    file = resources.files("kenspeckle.art") / "fonts" / "NotoSans-Bold.ttf"
    return TTFont(BytesIO(file.read_bytes()), lazy=True)


def _glyphs(text: str) -> list[tuple[str, float]]:
    """The font's glyphs for a text with their widths in ems; what it lacks is left out."""
    font = _font()
    names = font.getBestCmap()
    widths = font["hmtx"].metrics
    em = font["head"].unitsPerEm
    drawn = [names[ord(character)] for character in text if ord(character) in names]
    return [(name, widths[name][0] / em) for name in drawn]


def width(text: str, size: float, tracking: float = 0) -> float:
    """The width of a text that is `size` high (the em), with `tracking` between its letters."""
    glyphs = _glyphs(text)
    return sum(wide for _, wide in glyphs) * size + tracking * max(len(glyphs) - 1, 0)


def on_arch(text: str, size: float, radius: float, tracking: float) -> str:
    """Path data of a text whose baseline is the top of a circle around (0, 0)."""
    return _set(text, size, radius, tracking, 1)


def on_bowl(text: str, size: float, radius: float, tracking: float) -> str:
    """Path data of a text whose baseline is the bottom of a circle around (0, 0)."""
    return _set(text, size, radius, tracking, -1)


def _set(text: str, size: float, radius: float, tracking: float, way: int) -> str:
    glyphs = _font().getGlyphSet()
    scale = size / _font()["head"].unitsPerEm
    pen = SVGPathPen(glyphs, ntos=number)
    along = -width(text, size, tracking) / 2
    for name, wide in _glyphs(text):
        # Each letter stands upright on the circle at its own middle.
        angle = (along + wide * size / 2) / radius
        x, y = point(radius, angle if way > 0 else math.pi - angle)
        turned = (
            Transform()
            .translate(x, y)
            .rotate(way * angle)
            .translate(-wide * size / 2, 0)
            .scale(scale, -scale)
        )
        glyphs[name].draw(TransformPen(pen, turned))
        along += wide * size + tracking
    return str(pen.getCommands())
