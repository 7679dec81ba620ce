"""What our public addresses serve to machines: exact bytes with their content type.

The views answer with these, and so does `OwnDocuments`, which lets a verification in this process
resolve our own addresses without the network (did:web means https, which localhost has not).
"""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from openbadges3.did import did_document
from openbadges3.keys import PublicKey

from kenspeckle.awards.models import Credential, IssuerKey, KeyState, StatusList
from kenspeckle.catalogue.achievement import CONTEXTS, achievement_document
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.organisations.identity import issuer_did, profile
from kenspeckle.organisations.models import Organisation

CREDENTIAL_TYPE = "application/vc+ld+json"


@dataclass(frozen=True)
class Published:
    """A public document as it is served."""

    content: bytes
    content_type: str


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
    return _json({"@context": CONTEXTS, **profile(issuer)}, "application/ld+json")


def achievement(version: BadgeVersion) -> Published:
    """Return a badge version as an Achievement."""
    return _json(achievement_document(version), "application/ld+json")


def status_list(found: StatusList) -> Published | None:
    """Return the signed status list; None before the signer has signed it for the first time."""
    return Published(bytes(found.signed), CREDENTIAL_TYPE) if found.signed is not None else None


def shared_credential(uid: str) -> Published | None:
    """Return the signed credential of an award that its holder shares; None for every other."""
    try:
        found = Credential.objects.filter(
            award__uid=UUID(uid), award__shared_at__isnull=False, signed__isnull=False
        ).first()
    except ValueError:
        return None
    return Published(bytes(found.signed or b""), CREDENTIAL_TYPE) if found else None


def _json(document: dict[str, Any], content_type: str) -> Published:
    return Published(json.dumps(document, ensure_ascii=False, indent=2).encode(), content_type)
