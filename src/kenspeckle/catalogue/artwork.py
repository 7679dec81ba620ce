"""The pictures of badges and issuers, from what their rows say about artwork."""

from functools import lru_cache

from kenspeckle.art import BadgeArt, Detail, IssuerArt, badge_svg, issuer_svg, png
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.organisations.models import Organisation

PNG_WIDTH = 640
# The mark of an organisation that has chosen no colours.
NEUTRAL = "#4a5568"


def badge_art(version: BadgeVersion, *, stamp: str = "") -> BadgeArt:
    """Return what decides a badge's picture: its series' art, and what the badge itself says.

    `stamp` is what stands across the picture of an award that holds no more.
    """
    series = version.badge.series
    art: dict[str, str] = {
        **(series.art if series else {}),
        **version.facts.art.model_dump(exclude_defaults=True),
    }
    palette: dict[str, str] = version.badge.issuer.palette
    return BadgeArt(
        name=version.name,
        seed=version.badge.slug,
        shape=art["shape"],
        pattern=art["pattern"],
        colour=palette.get(art["colour"], art["colour"]),
        glyph=art["glyph"],
        arc=art["arc"],
        ribbon=art["ribbon"],
        stamp=stamp,
    )


def issuer_art(issuer: Organisation) -> IssuerArt:
    """Return what decides an issuer's mark: its name and the colour `mark` of its palette."""
    palette: dict[str, str] = issuer.palette
    return IssuerArt(name=issuer.name, seed=issuer.slug, colour=palette.get("mark", NEUTRAL))


@lru_cache(maxsize=512)
def badge_image(art: BadgeArt, detail: Detail = Detail.FULL) -> bytes:
    """Return a badge's picture as SVG."""
    return badge_svg(art, detail).encode()


@lru_cache(maxsize=128)
def badge_png(art: BadgeArt) -> bytes:
    """Return a badge's picture as PNG, 640 pixels wide."""
    return png(badge_svg(art), PNG_WIDTH)


@lru_cache(maxsize=64)
def issuer_image(art: IssuerArt) -> bytes:
    """Return an issuer's mark as SVG."""
    return issuer_svg(art).encode()
