"""What was handed over, opened: the credential out of its image, PDF, envelope or JWT.

Says also what is no badge at all, so that nobody is told that it cannot be relied on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from openbadges3 import envelopes
from openbadges3.baking import is_image, is_pdf, unbake
from openbadges3.errors import (
    CarriesNothing,
    CredentialDamaged,
    NotABadge,
    OpenBadgesError,
    Unreadable,
)
from openbadges3.findings import sentence
from openbadges3.proofs.vc_jwt import Jws, credential_of, looks_like_jws, take_apart
from openbadges3.reading import read_object

if TYPE_CHECKING:
    from openbadges3.documents import Documents
    from openbadges3.findings import Findings

# An object with none of these says nothing that a credential says.
_SAYS_SOMETHING: Final = frozenset(
    [
        "@context",
        "type",
        "credentialSubject",
        "issuer",
        "proof",
        "endorsement",
        "badge",
        "recipient",
        "criteria",
    ]
)
_NOTHING: Final = (
    "it is neither JSON nor a JWT, nor a picture (PNG or SVG) or a PDF that carries a credential"
)


_PAGE: Final = re.compile(rb"[\xef\xbb\xbf\s]{0,64}<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)


class Opened(NamedTuple):
    """A credential, and the JWS that it came in, if it came in one."""

    credential: dict[str, Any]
    jws: Jws | None


def opened(
    signed: bytes | str, documents: Documents, findings: Findings, *, badge: bool
) -> Opened | None:
    """The credential in `signed`, or None after a finding that says why there is none.

    `badge` says that badges are wanted, so that a JSON object without any of their members is none.
    """
    carrier = ""
    try:
        if not isinstance(signed, bytes | str):  # pyright: ignore[reportUnnecessaryIsInstance]
            # For callers without a type checker: what `issue` returns is no credential on its way.
            raise TypeError("a credential is bytes or text; json.dumps makes text of a dict")
        text = signed
        if isinstance(text, bytes) and not text.startswith(b"{"):
            if _PAGE.match(text):
                raise NotABadge("it is a page of the web")
            carrier = "PDF" if is_pdf(text) else "image" if is_image(text) else ""
            if carrier:
                text = _taken_out(text, carrier, documents, findings)
        return _read(text, badge=badge)
    except (NotABadge, CarriesNothing) as wrong:
        findings.is_badge = False
        told = f"This is not a badge: {wrong.message}"
        findings.bad("reading", wrong, message=sentence(told))
    except CredentialDamaged as wrong:
        findings.bad("baking", wrong)
    except Unreadable as wrong:
        if carrier == "PDF":
            damaged = f"the credential that is attached to the PDF cannot be read: {wrong.message}"
            findings.bad("baking", CredentialDamaged(damaged, path=wrong.path))
        else:
            findings.bad("reading", wrong)
    except OpenBadgesError as wrong:
        findings.bad("reading", wrong)
    return None


def _taken_out(carrier: bytes, kind: str, documents: Documents, findings: Findings) -> bytes | str:
    """The text in an image or a PDF; of badges of before 3.0 what its address gives."""
    text = unbake(carrier)
    if kind == "PDF":
        message = "The PDF has a credential attached; what its pages show is not checked."
        findings.good("baking", message, section="ISO 32000-2 §14.13")
        return text
    findings.good("baking", "The image carries a credential.", section="OB 3.0 §5.3")
    if text.startswith(("http://", "https://")):
        # Badges of before 3.0 may carry no more than the address of their assertion.
        return documents.fetch(text).content
    return text


def _read(given: bytes | str, *, badge: bool) -> Opened:
    text = _as_text(given)
    if isinstance(text, str) and looks_like_jws(text):
        jws = take_apart(text)
        return Opened(credential_of(jws.payload), jws)
    if badge and not text.strip():
        raise NotABadge("there is nothing in it")
    if badge and not _begins_like_json(text):
        raise NotABadge(_NOTHING)
    credential = read_object(text)
    if badge and _SAYS_SOMETHING.isdisjoint(credential):
        raise NotABadge("it is JSON, but says nothing that a badge says")
    if envelopes.is_envelope(credential, envelopes.CREDENTIAL):
        jws = take_apart(envelopes.opened(credential, envelopes.CREDENTIAL))
        return Opened(credential_of(jws.payload), jws)
    return Opened(credential, None)


def _as_text(given: bytes | str) -> bytes | str:
    """The credential's own text: as `str` if it begins like a JWS."""
    if isinstance(given, str):
        return given.strip()
    if given[:16].lstrip().startswith(b"ey"):
        try:
            return given.decode("ascii").strip()
        except UnicodeDecodeError:
            raise Unreadable("that is neither JSON nor a JWT") from None
    return given


def _begins_like_json(text: bytes | str) -> bool:
    """Whether an object begins there, or (for what only means to be a JWT) those letters."""
    if isinstance(text, bytes):
        return text.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"
    return text.lstrip("\ufeff").startswith(("{", "ey"))
