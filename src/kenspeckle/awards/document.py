"""The document of an award before it is signed (design page 15, "One worked credential")."""

import secrets
from datetime import UTC, datetime
from typing import Any

from openbadges3.recipient import hash_identity

from kenspeckle.awards.addresses import credential_url, evidence_url, status_list_url
from kenspeckle.awards.models import Award, EvidenceItem, StatusList
from kenspeckle.catalogue.achievement import CONTEXTS, achievement
from kenspeckle.organisations.identity import profile


def unsigned_document(
    award: Award, *, evidence: list[EvidenceItem], status_list: StatusList, index: int
) -> dict[str, Any]:
    """Return the credential of `award` without proof (Open Badges 3.0, VCDM 2.0).

    The recipient is a salted hash of the address and the name as it stood at the award.
    """
    salt = secrets.token_hex(16)
    document: dict[str, Any] = {
        "@context": CONTEXTS,
        "id": credential_url(award),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.version.name,
        "validFrom": timestamp(award.awarded_at),
        "awardedDate": timestamp(award.awarded_at),
        "issuer": profile(award.issuer),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityType": "emailAddress",
                    "hashed": True,
                    "identityHash": hash_identity(award.person.email.lower(), salt),
                    "salt": salt,
                },
                {
                    "type": "IdentityObject",
                    "identityType": "name",
                    "hashed": False,
                    "identityHash": award.recipient_name,
                },
            ],
            "achievement": achievement(award.version),
        },
        "credentialStatus": {
            "id": f"{status_list_url(status_list)}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": status_list_url(status_list),
        },
    }
    if award.valid_until is not None:
        document["validUntil"] = timestamp(award.valid_until)
    if evidence:
        document["evidence"] = [
            {
                "id": evidence_url(award, item.position),
                "type": ["Evidence"],
                "name": item.name,
                "digestMultibase": item.digest,
            }
            for item in evidence
        ]
    return document


def timestamp(at: datetime) -> str:
    """Return `at` in UTC as `…Z`, without fractions (a JWT's `nbf` has whole seconds)."""
    return at.astimezone(UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")
