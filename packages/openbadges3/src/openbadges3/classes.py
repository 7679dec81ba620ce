"""The classes of the data model by their names, and how their members are called in JSON."""

from __future__ import annotations

from typing import Any, Final

from openbadges3 import model

CLASSES: Final[dict[str, type[Any]]] = {
    made.__name__: made
    for made in (
        model.Achievement,
        model.AchievementSubject,
        model.Address,
        model.Alignment,
        model.CredentialSchema,
        model.CredentialStatus,
        model.Criteria,
        model.EndorsementCredential,
        model.EndorsementSubject,
        model.Evidence,
        model.GeoCoordinates,
        model.IdentifierEntry,
        model.IdentityObject,
        model.Image,
        model.OpenBadgeCredential,
        model.Profile,
        model.Proof,
        model.RefreshService,
        model.Related,
        model.Result,
        model.ResultDescription,
        model.RubricCriterionLevel,
        model.TermsOfUse,
    )
}


def json_name(name: str) -> str:
    """The JSON member of a field: `identity_hash` is `identityHash`, `context` is `@context`."""
    if name == "context":
        return "@context"
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)
