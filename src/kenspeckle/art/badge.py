"""A badge as a picture: shape and colours of its series, an engraving of its own, one drawing."""

import hashlib
import math
from dataclasses import dataclass
from enum import StrEnum

from . import lettering
from .colours import Shades, write_colour
from .engraving import beads, engrave
from .glyphs import glyph
from .shapes import closed, number, outline, point
from .svg import document, element, gradient

RADIUS = 304.0


class Detail(StrEnum):
    """How much to draw: everything, or what can still be told apart at 64 pixels."""

    FULL = "full"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class BadgeArt:
    """What decides a badge's picture, and nothing else does: equal art gives equal bytes.

    `seed` is the badge's slug; `shape`, `pattern` and `glyph` are names of `SHAPES`, `PATTERNS`
    and `GLYPHS`; `colour` is `#rrggbb`; `arc` stands on the arch and `ribbon` on the ribbon; `stamp` across the whole ("Revoked").
    """

    name: str
    seed: str
    shape: str
    pattern: str
    colour: str
    glyph: str
    arc: str
    ribbon: str
    stamp: str = ""

    @property
    def alternative_text(self) -> str:
        """What the picture shows, in words."""
        return (
            (f"Stamped {self.stamp}. " if self.stamp else "")
            + f"Badge with {glyph(self.glyph).shows} on a {self.shape} shape, "
            f"lettered {self.arc} and {self.ribbon}."
        )


def badge_svg(art: BadgeArt, detail: Detail = Detail.FULL) -> str:
    """The picture as an SVG document that stands alone.

    Raises `ValueError` for a shape, pattern, glyph or colour that we cannot draw.
    """
    identity = "\n".join(
        (art.name, art.seed, art.shape, art.pattern, art.colour, art.glyph, art.arc, art.ribbon)
        + ((art.stamp,) if art.stamp else ())
    )
    key = f"b{hashlib.sha256(f'{identity} {detail}'.encode()).hexdigest()[:10]}"
    draw = _full if detail is Detail.FULL else _small
    return document(
        name=art.name,
        description=art.alternative_text,
        body=[*draw(art, Shades.of(art.colour), key), *_stamp(art.stamp)],
        key=key,
    )


def _body(art: BadgeArt, shades: Shades, key: str, rim: float) -> list[str]:
    """The shape: a dark rim with a lit edge, and a face that is brightest up on the left."""
    face = outline(art.shape, RADIUS - rim)
    return [
        element(
            "defs",
            gradient(
                f"{key}-face",
                [
                    (0, write_colour(shades.glow)),
                    (0.52, write_colour(shades.base)),
                    (1, write_colour(shades.deep)),
                ],
                cx=-90,
                cy=-110,
                r=430,
            )
            + gradient(
                f"{key}-rim",
                [(0, write_colour(shades.base)), (0.75, write_colour(shades.ink))],
                cx=-190,
                cy=-230,
                r=440,
            ),
        ),
        element("path", d=outline(art.shape, RADIUS), fill=write_colour(shades.ink)),
        element("path", d=outline(art.shape, RADIUS - rim * 0.22), fill=f"url(#{key}-rim)"),
        element("path", d=face, fill=f"url(#{key}-face)"),
    ]


def _full(art: BadgeArt, shades: Shades, key: str) -> list[str]:
    ink, soft, pale = (write_colour(shade) for shade in (shades.ink, shades.soft, shades.pale))
    up = -26.0  # the drawing stands above the middle, the ribbon below it
    size, tracking = 37.0, 5.5
    arch = _arch(art.shape)
    while lettering.width(art.arc.upper(), size, tracking) > arch * 2.15:
        size, tracking = size * 0.96, tracking * 0.94
    half = lettering.width(art.arc.upper(), size, tracking) / 2 / (arch + size * 0.36) + 0.13
    ends = [point(arch + size * 0.36, side * half) for side in (-1, 1)]
    parts = _body(art, shades, key, 22)
    parts += [
        element(
            "path",
            d=outline(art.shape, RADIUS - 33),
            fill="none",
            stroke=soft,
            stroke_width=2,
            stroke_opacity=0.55,
        ),
        element(
            "g",
            element(
                "path",
                d=engrave(art.pattern, art.seed, 141, arch - 12),
                fill="none",
                stroke="#ffffff",
                stroke_width=1.1,
                stroke_opacity=0.42,
            )
            + element("path", d=beads(arch - 4, 96, 1.7), fill=soft, fill_opacity=0.75)
            + element(
                "path",
                d=lettering.on_arch(art.arc.upper(), size, arch + 9, tracking),
                fill="#ffffff",
            )
            + "".join(element("path", d=_diamond(x, y, 6.5), fill=soft) for x, y in ends),
            transform=f"translate(0 {number(up)})",
        ),
        element(
            "g",
            element("circle", r=143, fill=write_colour(shades.deep), fill_opacity=0.55)
            + element("circle", r=137, fill=soft)
            + element("circle", r=133, fill=ink)
            + element("circle", r=124, fill="#ffffff")
            + element("circle", r=116, fill="none", stroke=soft, stroke_width=2)
            + _drawing(art, 1.84, ink, pale),
            transform=f"translate(0 {number(up)})",
        ),
    ]
    foot = [(0.0, 243.0, 9.0), (-24.0, 241.0, 5.5), (24.0, 241.0, 5.5)]
    parts.append(element("path", d="".join(_diamond(x, y, half) for x, y, half in foot), fill=soft))
    return parts + _ribbon(art.ribbon, shades)


def _arch(shape: str) -> float:
    """How far from the drawing's middle the lettering can stand in a shape."""
    return {"hexagon": 187.0, "octagon": 198.0, "shield": 183.0, "squircle": 192.0}.get(
        shape, 201.0
    )


def _small(art: BadgeArt, shades: Shades, key: str) -> list[str]:
    ink, soft = write_colour(shades.ink), write_colour(shades.soft)
    drop = -14 if art.shape == "shield" else 0
    disc = element(
        "g",
        element("circle", r=208, fill=soft)
        + element("circle", r=192, fill="#ffffff")
        + _drawing(art, 3.02, ink, soft, pen=8.5),
        transform=f"translate(0 {drop})",
    )
    return [*_body(art, shades, key, 30), disc]


def _drawing(art: BadgeArt, scale: float, ink: str, pale: str, pen: float = 6) -> str:
    drawn = glyph(art.glyph)
    layers = ""
    if drawn.tint:
        layers += element("path", d=drawn.tint, fill=pale)
    if drawn.solid:
        layers += element("path", d=drawn.solid, fill=ink)
    if drawn.line:
        layers += element(
            "path",
            d=drawn.line,
            fill="none",
            stroke=ink,
            stroke_width=pen,
            stroke_linecap="round",
            stroke_linejoin="round",
        )
    shift = -48 * scale
    return element(
        "g", layers, transform=f"translate({number(shift)} {number(shift)}) scale({scale:g})"
    )


def _diamond(x: float, y: float, half: float) -> str:
    return closed([(x, y - half), (x + half, y), (x, y + half), (x - half, y)])


_BOWL = 900.0  # the ribbon hangs like a bowl, on a circle of this radius
_RIBBON = 168.0  # the middle of the ribbon, below the middle of the badge


def _ribbon(text: str, shades: Shades) -> list[str]:
    ink, soft, pale = (write_colour(shade) for shade in (shades.ink, shades.soft, shades.pale))
    half, high, drop, tail = 196.0, 33.0, 17.0, 58.0
    parts = []
    for side in (-1, 1):
        inner, outer = side * (half - 36), side * (half + tail)
        notch = side * (half + tail - 24)
        behind = [
            _on_bowl(inner, -high + drop),
            _on_bowl(outer, -high + drop),
            _on_bowl(notch, drop),
            _on_bowl(outer, high + drop),
            _on_bowl(inner, high + drop),
        ]
        fold = [
            _on_bowl(side * half, high),
            _on_bowl(inner, high),
            _on_bowl(inner, high + drop),
        ]
        parts += [
            element("path", d=closed(behind), fill=soft, stroke=ink, stroke_width=5, stroke_linejoin="round"),
            element("path", d=closed(fold), fill=ink, stroke=ink, stroke_width=5, stroke_linejoin="round"),
        ]  # fmt: skip
    parts.append(
        element("path", d=_band(half, high), fill=pale, stroke=ink, stroke_width=5, stroke_linejoin="round")
    )  # fmt: skip
    for edge in (-high + 7, high - 7):
        parts.append(
            element("path", d=_line(half - 7, edge), fill="none", stroke=soft, stroke_width=1.6)
        )
    size = 38.0
    while lettering.width(text, size, 0.6) > 2 * half - 36:
        size *= 0.97
    letters = lettering.on_bowl(text, size, _BOWL + size * 0.36, 0.6)
    parts.append(
        element(
            "path",
            d=letters,
            fill=ink,
            transform=f"translate(0 {number(_RIBBON - _BOWL)})",
        )
    )
    return parts


def _stamp(text: str) -> list[str]:
    """A band across the picture with words on it, that cannot be taken for part of the badge."""
    if not text:
        return []
    size, far = 84.0, 100_000.0
    letters = lettering.on_arch(text.upper(), size, far, 8)
    return [
        element(
            "g",
            element("path", d="M-360-62H360V62H-360Z", fill="#ffffff")
            + element("path", d="M-360-52H360M-360 52H360", stroke="#9c1c0e", stroke_width=8)
            + element(
                "path", d=letters, fill="#9c1c0e", transform=f"translate(0 {number(far + 30)})"
            ),
            transform="rotate(-24)",
        )
    ]


def _on_bowl(along: float, down: float) -> tuple[float, float]:
    angle = along / _BOWL
    x, y = point(_BOWL + down, math.pi - angle)
    return x, y + _RIBBON - _BOWL


def _band(half: float, high: float) -> str:
    steps = range(-8, 9)
    top = [_on_bowl(half * step / 8, -high) for step in steps]
    bottom = [_on_bowl(half * step / 8, high) for step in reversed(steps)]
    return closed(top + bottom)


def _line(half: float, down: float) -> str:
    points = [_on_bowl(half * step / 8, down) for step in range(-8, 9)]
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
