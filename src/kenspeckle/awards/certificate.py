"""The certificate: a tagged PDF (PDF/UA-1, PDF/A-3a) with the credential attached, made by typst."""

import io
import unicodedata
from functools import cache
from importlib import resources

import qrcode
import qrcode.image.svg
import typst
from fontTools.ttLib import TTFont

from kenspeckle.awards.addresses import award_url
from kenspeckle.awards.models import Award
from kenspeckle.catalogue.artwork import badge_art, badge_image
from kenspeckle.kernel.dates import day

_FONTS = resources.files("kenspeckle.art") / "fonts"
_REPLACEMENT = "\N{WHITE SQUARE}"


def certificate(award: Award, *, credential: bytes) -> bytes:
    """Return the certificate of a signed award as PDF bytes; `credential` is attached as it is.

    A character that the font cannot draw (an emoji in a name) is shown as a white square: the
    standards refuse a document with a glyph missing, and the name in the credential is unchanged.
    """
    art = badge_art(award.version)
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
    }
    drawn = _compiler().compile(
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


def qr_svg(address: str) -> str:
    """Return a QR code of `address` as SVG."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(address)
    image = code.make_image(image_factory=qrcode.image.svg.SvgPathFillImage)
    file = io.BytesIO()
    image.save(file)
    return file.getvalue().decode()


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


@cache
def _compiler() -> typst.Compiler:
    with resources.as_file(_FONTS) as folder:
        return typst.Compiler(font_paths=[str(folder)], ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return (resources.files("kenspeckle.awards") / "certificate.typ").read_bytes()
