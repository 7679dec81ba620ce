"""The credential that is attached to a PDF, such as a certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openbadges3.envelopes import CREDENTIAL, is_envelope
from openbadges3.errors import BakingRefused, CarriesNothing, CredentialDamaged, Unreadable
from openbadges3.members import types_of
from openbadges3.old_badges import is_old_badge
from openbadges3.pdf.attached import attached_files
from openbadges3.proofs.vc_jwt import looks_like_jws
from openbadges3.reading import read_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openbadges3.pdf.attached import Attached

_ENDINGS: Final = (".json", ".jsonld", ".jwt", ".jws")
_MOST_READ: Final = 4


def credential_in(pdf: bytes) -> str:
    """The credential attached to `pdf`: JSON, or a compact JWS.

    `CarriesNothing` if there is none, `CredentialDamaged` if what seems to be one cannot be read,
    `BakingRefused` if there is more than one or the PDF is not sound. Other files may be attached.
    """
    files = attached_files(pdf)
    likely = [file for file in files if _is_likely(file)]
    if len(likely) == 1:
        return _text(likely[0])
    texts, trouble = _credentials(likely[:_MOST_READ])
    if len(texts) > 1:
        raise BakingRefused("more than one credential is attached to the PDF")
    if texts:
        return texts[0]
    if files and trouble is None:
        raise CarriesNothing("files are attached to the PDF, but none is a credential")
    raise trouble or CarriesNothing("no credential is attached to the PDF")


def _is_likely(file: Attached) -> bool:
    """Whether a file looks like a credential, or is said to be one."""
    said = file.name.lower().endswith(_ENDINGS) or any(
        kind in file.media_type for kind in ("json", "jwt")
    )
    return said or _begins_so(file) or bool(file.trouble and not file.media_type)


def _begins_so(file: Attached) -> bool:
    return file.content[:256].removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"ey"))


def _text(file: Attached) -> str:
    """What is attached, as text; `CredentialDamaged` if that is neither JSON nor a JWS."""
    why = file.trouble
    if not why and not _begins_so(file):
        why = "it is neither JSON nor a JWT"
    if not why:
        try:
            return file.content.decode("utf-8-sig").strip()
        except UnicodeDecodeError as wrong:
            why = f"it is not UTF-8 (byte {wrong.start})"
    raise CredentialDamaged(f"the file attached to the PDF cannot be read: {why}")


def _credentials(files: Sequence[Attached]) -> tuple[list[str], CredentialDamaged | None]:
    """Those that are credentials, of several files, each once; and what is wrong with another."""
    kept: list[str] = []
    trouble: CredentialDamaged | None = None
    for file in files:
        try:
            text = _text(file)
            if text not in kept and (looks_like_jws(text) or _is_credential(read_object(text))):
                kept.append(text)
        except CredentialDamaged as wrong:
            trouble = wrong
        except Unreadable as wrong:
            trouble = CredentialDamaged(
                f"the file attached to the PDF cannot be read: {wrong.message}"
            )
    return kept, trouble


def _is_credential(document: Mapping[str, Any]) -> bool:
    return (
        "VerifiableCredential" in types_of(document)
        or is_envelope(document, CREDENTIAL)
        or is_old_badge(document)
    )
