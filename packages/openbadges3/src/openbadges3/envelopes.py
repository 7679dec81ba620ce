"""Envelopes: credentials and presentations that travel as a JWT in a `data:` URL (VCDM 2.0 §4.13).

Opening one says nothing about what is in it; whoever opens it checks the JWT.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openbadges3.errors import ModelInvalid
from openbadges3.json_values import is_list
from openbadges3.members import VC2, types_of

if TYPE_CHECKING:
    from collections.abc import Mapping

CREDENTIAL: Final = "EnvelopedVerifiableCredential"
PRESENTATION: Final = "EnvelopedVerifiablePresentation"
_SECTION: Final = "VCDM 2.0 §4.13.1"
# The second and third are names of drafts, the last one is what JWTs of any kind are.
_MEDIA_TYPES: Final = {
    CREDENTIAL: ("vc+jwt", "vc-ld+jwt", "vc+ld+jwt", "jwt"),
    PRESENTATION: ("vp+jwt", "vp-ld+jwt", "vp+ld+jwt", "jwt"),
}


def is_envelope(document: Mapping[str, Any], kind: str) -> bool:
    """Whether the document says that it is an envelope of the kind `CREDENTIAL` or `PRESENTATION`."""
    return kind in types_of(document)


def opened(envelope: Mapping[str, Any], kind: str) -> str:
    """The compact JWS in an envelope; `ModelInvalid` if it breaks the form of one.

    JWTs alone are taken: what is secured by SD-JWT or COSE is "not supported".
    """
    context: Any = envelope.get("@context")
    if VC2 not in (context if is_list(context) else [context]):
        raise ModelInvalid(
            "the context of an envelope is that of verifiable credentials",
            path="$.@context",
            section=_SECTION,
        )
    if types_of(envelope) != [kind]:
        raise ModelInvalid(f"the type of an envelope is {kind}", path="$.type", section=_SECTION)
    address = envelope.get("id")
    head, comma, text = address.partition(",") if isinstance(address, str) else ("", "", "")
    media_type = head.lower().removeprefix("data:application/")
    if not comma or media_type == head.lower():
        raise ModelInvalid(
            "an envelope holds what it carries in a data: URL", path="$.id", section=_SECTION
        )
    if media_type not in _MEDIA_TYPES[kind]:
        raise ModelInvalid(
            f"envelopes with {media_type[:40]!r} are not supported", path="$.id", section=_SECTION
        )
    return text


def sealed(text: str) -> dict[str, Any]:
    """The envelope of a credential that is a compact JWS."""
    return {"@context": VC2, "type": CREDENTIAL, "id": f"data:application/vc+jwt,{text}"}
