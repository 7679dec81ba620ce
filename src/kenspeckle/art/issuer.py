"""A neutral mark for an issuer: initials in an engraved ring. No crest, no claim."""

import hashlib
from dataclasses import dataclass

from . import lettering
from .colours import Shades, write_colour
from .engraving import beads, engrave
from .svg import document, element, gradient


@dataclass(frozen=True, slots=True)
class IssuerArt:
    """What decides an issuer's mark. `seed` is its slug, `colour` is `#rrggbb`."""

    name: str
    seed: str
    colour: str

    @property
    def initials(self) -> str:
        """Up to three first letters of the name, without what stands in brackets."""
        words = self.name.split("(")[0].split()
        return "".join(word[0].upper() for word in words if word[0].isalpha())[:3]

    @property
    def alternative_text(self) -> str:
        """What the mark shows, in words."""
        return f"Round mark with the letters {self.initials}."


def issuer_svg(art: IssuerArt) -> str:
    """The mark as an SVG document that stands alone; raises `ValueError` for a bad colour."""
    shades = Shades.of(art.colour)
    soft = write_colour(shades.soft)
    identity = f"{art.name}\n{art.seed}\n{art.colour}"
    key = f"i{hashlib.sha256(identity.encode()).hexdigest()[:10]}"
    size = 170.0
    while lettering.width(art.initials, size, 6) > 280:
        size *= 0.96
    radius = 100_000.0  # so wide that the letters stand on a straight line
    body = [
        element(
            "defs",
            gradient(
                f"{key}-face",
                [(0, write_colour(shades.glow)), (1, write_colour(shades.deep))],
                cx=-90,
                cy=-110,
                r=430,
            ),
        ),
        element("circle", r=304, fill=write_colour(shades.ink)),
        element("circle", r=290, fill=f"url(#{key}-face)"),
        element(
            "path",
            d=engrave("rosette", art.seed, 196, 272),
            fill="none",
            stroke="#ffffff",
            stroke_width=1.4,
            stroke_opacity=0.5,
        ),
        element("path", d=beads(281, 120, 2), fill=soft),
        element("circle", r=190, fill=write_colour(shades.deep), stroke=soft, stroke_width=4),
        element(
            "path",
            d=lettering.on_arch(art.initials, size, radius, 6),
            fill="#ffffff",
            transform=f"translate(0 {radius + size * 0.357:g})",
        ),
    ]
    return document(name=art.name, description=art.alternative_text, body=body, key=key)
