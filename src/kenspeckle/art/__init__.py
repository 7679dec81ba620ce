"""Badge artwork: every badge and issuer drawn from a few facts, the same on every machine."""

from .badge import BadgeArt, Detail, badge_svg
from .engraving import PATTERNS
from .glyphs import GLYPHS
from .issuer import IssuerArt, issuer_svg
from .raster import png
from .shapes import SHAPES

__all__ = [
    "GLYPHS",
    "PATTERNS",
    "SHAPES",
    "BadgeArt",
    "Detail",
    "IssuerArt",
    "badge_svg",
    "issuer_svg",
    "png",
]
