"""What our public addresses serve to machines: exact bytes with their content type.

`awards.documents` says at which address each is found.
"""

import json
from typing import Any

from openbadges3.did import did_document
from openbadges3.keys import PublicKey

from kenspeckle.art import Detail
from kenspeckle.awards.models import IssuerKey, KeyState, StatusList
from kenspeckle.catalogue.achievement import CONTEXTS, MEDIA_TYPE, achievement_bytes
from kenspeckle.catalogue.artwork import badge_art, badge_image, badge_png, issuer_art
from kenspeckle.catalogue.artwork import issuer_image as drawn_issuer
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel.serving import Published
from kenspeckle.organisations.identity import issuer_did, profile
from kenspeckle.organisations.models import Organisation

CREDENTIAL_TYPE = "application/vc+ld+json"
SVG_TYPE = "image/svg+xml"


def did(issuer: Organisation) -> Published:
    """Return the issuer's DID document: every key not compromised may assert, retired ones too."""
    keys = [
        PublicKey.from_multibase(key.multibase)
        for key in issuer.keys.exclude(state=KeyState.COMPROMISED)
    ]
    return _json(did_document(issuer_did(issuer), keys, assertion=keys), "application/did+json")


def jwk(key: IssuerKey) -> Published:
    """Return the bare JWK that the `kid` of a VC-JWT names."""
    return _json({**key.jwk, "kid": key.multibase}, "application/jwk+json")


def issuer_profile(issuer: Organisation) -> Published:
    """Return the issuer's Profile."""
    return _json({"@context": CONTEXTS, **profile(issuer)}, MEDIA_TYPE)


def issuer_image(issuer: Organisation) -> Published:
    """Return the issuer's mark."""
    return Published(drawn_issuer(issuer_art(issuer)), SVG_TYPE)


def achievement(version: BadgeVersion) -> Published:
    """Return a badge version as an Achievement."""
    return Published(achievement_bytes(version), MEDIA_TYPE)


def achievement_image(version: BadgeVersion) -> Published:
    """Return the picture of a badge version."""
    return Published(badge_image(badge_art(version)), SVG_TYPE)


def achievement_image_small(version: BadgeVersion) -> Published:
    """Return the picture of a badge version for lists."""
    return Published(badge_image(badge_art(version), Detail.SMALL), SVG_TYPE)


def achievement_image_png(version: BadgeVersion) -> Published:
    """Return the picture of a badge version as PNG."""
    return Published(badge_png(badge_art(version)), "image/png")


def status_list(listed: StatusList) -> Published | None:
    """Return the signed status list; None before the signer has signed it for the first time."""
    recorded = listed.document
    return Published(bytes(recorded.signed or b""), CREDENTIAL_TYPE) if recorded else None


def _json(document: dict[str, Any], content_type: str) -> Published:
    return Published(json.dumps(document, ensure_ascii=False, indent=2).encode(), content_type)
