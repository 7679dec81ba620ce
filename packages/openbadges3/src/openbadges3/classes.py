"""The classes of the data model by their names, and how their members are called in JSON."""

from __future__ import annotations

from typing import Any, Final

from openbadges3.model import (
    Achievement,
    AchievementSubject,
    Address,
    Alignment,
    CredentialSchema,
    CredentialStatus,
    Criteria,
    EndorsementCredential,
    EndorsementSubject,
    Evidence,
    GeoCoordinates,
    IdentifierEntry,
    IdentityObject,
    Image,
    OpenBadgeCredential,
    Profile,
    Proof,
    RefreshService,
    Related,
    Result,
    ResultDescription,
    RubricCriterionLevel,
    TermsOfUse,
)

CLASSES: Final[dict[str, type[Any]]] = {
    made.__name__: made
    for made in (
        Achievement,
        AchievementSubject,
        Address,
        Alignment,
        CredentialSchema,
        CredentialStatus,
        Criteria,
        EndorsementCredential,
        EndorsementSubject,
        Evidence,
        GeoCoordinates,
        IdentifierEntry,
        IdentityObject,
        Image,
        OpenBadgeCredential,
        Profile,
        Proof,
        RefreshService,
        Related,
        Result,
        ResultDescription,
        RubricCriterionLevel,
        TermsOfUse,
    )
}


def json_name(name: str) -> str:
    """The JSON member of a field: `identity_hash` is `identityHash`, `context` is `@context`."""
    if name == "context":
        return "@context"
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)
