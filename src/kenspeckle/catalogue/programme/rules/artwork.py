"""Whether every badge's picture can be drawn."""

import re

from kenspeckle.art import GLYPHS, PATTERNS, SHAPES

from ...schema.files import SeriesFile
from ..model import Part, Problem, Programme
from .names import Problems, one_of

_COLOUR = re.compile(r"^#[0-9a-f]{6}$")
# Lettering that can still be read on the artwork.
_LONGEST = {"ribbon": 16, "arc": 20}


def artwork(programme: Programme) -> Problems:
    """Shapes, patterns, glyphs and colours that there are, and lettering that fits."""
    for badge in programme.badges:
        if not badge.issuer or badge.issuer in programme.unreadable:
            continue
        art, where = badge.facts.art, badge.where.below("art")
        for key, allowed in (("shape", SHAPES), ("pattern", PATTERNS), ("glyph", GLYPHS)):
            yield from one_of(where.at(key), key, getattr(art, key), allowed)
        if art.colour and not _COLOUR.match(art.colour):
            yield Problem(
                where.at("colour"),
                f"unknown colour: {art.colour} is not in the palette of {badge.issuer}",
            )
        for key, value in art.model_dump().items():
            if not value:
                yield Problem(where.at(), f"missing key: {key} (of the artwork of {badge.slug})")
        for key, most in _LONGEST.items():
            if len(getattr(art, key)) > most:
                yield Problem(where.at(key), f"{key} is longer than {most} characters")
    for series in programme.series:
        yield from _series(programme, series)


def _series(programme: Programme, series: Part[SeriesFile]) -> Problems:
    art, where = series.facts.art, series.where.below("art")
    for key, allowed in (("shape", SHAPES), ("pattern", PATTERNS)):
        yield from one_of(where.at(key), key, getattr(art, key), allowed)
    issuer = programme.issuer(series.facts.issuer)
    known = issuer is None or art.colour in ("", *issuer.facts.palette)
    if not known and not _COLOUR.match(art.colour):
        yield Problem(
            where.at("colour"),
            f"unknown colour: {art.colour} is not in the palette of {series.facts.issuer}",
        )
