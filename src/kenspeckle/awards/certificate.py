"""The certificate: a tagged PDF (PDF/UA-1, PDF/A-3a) with the credential attached, made by typst."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import groupby

import qrcode
import typst
from fontTools.ttLib import TTFont

from kenspeckle.art.compilers import Compilers
from kenspeckle.awards.addresses import award_url
from kenspeckle.awards.models import Award
from kenspeckle.awards.states import AwardState
from kenspeckle.catalogue.artwork import badge_art, badge_image
from kenspeckle.kernel.dates import day

_FONTS = resources.files("kenspeckle.art") / "fonts"
_MASK = 2
_REPLACEMENT = "\N{WHITE SQUARE}"


def certificate(award: Award, *, credential: bytes) -> bytes:
    """Return the certificate of a signed award as PDF bytes; `credential` is attached as it is.

    A character that the font cannot draw (an emoji in a name) is shown as a white square: the
    standards refuse a document with a glyph missing, and the name in the credential is unchanged.
    """
    art = badge_art(award.version, stamp=stamp_of(award))
    inputs = {
        "name": award.recipient_name or "",
        "badge": award.version.name,
        "number": award.badge.number or "",
        "summary": award.version.summary,
        "issuer": award.issuer.name,
        "day": day(award.awarded_at),
        "until": day(award.valid_until) if award.valid_until else "",
        "address": award_url(award),
        "uid": str(award.uid),
        "alternative": art.alternative_text,
        "revoked": f"Revoked on {day(award.revoked_at)}: {award.revocation_reason}"
        if award.revoked_at
        else "",
    }
    with _COMPILERS.one() as compiler:
        drawn = compiler.compile(
            _template(),
            format="pdf",
            pdf_standards=["a-3a", "ua-1"],
            timestamp=award.awarded_at,
            sys_inputs={
                **{name: drawable(text) for name, text in inputs.items()},
                "iso": award.awarded_at.isoformat(),
                "picture": badge_image(art).decode(),
                "code": qr_svg(award_url(award)),
                "credential": credential.decode(),
            },
        )
    assert isinstance(drawn, bytes), "one PDF is one document"
    return drawn


def stamp_of(award: Award) -> str:
    """Return what stands across the picture of an award that holds no more; nothing while it holds."""
    return "Revoked" if award.state == AwardState.REVOKED else ""


def qr_svg(address: str) -> str:
    """Return a QR code of `address` as SVG.

    The pattern that is laid over the code is always the same: choosing the best of eight takes as
    long as all the rest, for a code that is printed large and black on white.
    """
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M, border=2, mask_pattern=_MASK
    )
    code.add_data(address)
    rows = code.get_matrix()
    lines = "".join(
        f"M{start},{y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{lines}"/></svg>'
    )


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield where dark modules stand side by side, and how many."""
    at = 0
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            yield at, length
        at += length


def drawable(text: str) -> str:
    """Return `text` with every character that the certificate's font lacks replaced."""
    known = _characters()
    return "".join(
        character if ord(character) in known or character.isspace() else _REPLACEMENT
        for character in unicodedata.normalize("NFC", text)
        # Joiners and variation marks belong to the character that was replaced before them.
        if unicodedata.category(character) not in ("Cf", "Mn", "Me") or ord(character) in known
    )


@cache
def _characters() -> frozenset[int]:
    with resources.as_file(_FONTS / "NotoSans-Regular.ttf") as path, TTFont(path) as font:
        return frozenset(font.getBestCmap())


def _compiler() -> typst.Compiler:
    with resources.as_file(_FONTS) as folder:
        return typst.Compiler(font_paths=[str(folder)], ignore_system_fonts=True)


_COMPILERS = Compilers(_compiler)


@cache
def _template() -> bytes:
    return (resources.files("kenspeckle.awards") / "certificate.typ").read_bytes()
