"""Awards of ours as Open Badges 2.0, for those who can read nothing newer: hosted documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openbadges3.errors import ModelInvalid
from openbadges3.json_values import is_object, objects_in
from openbadges3.members import end_of, start_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONTEXT: Final = "https://w3id.org/openbadges/v2"
_ALIGNMENT: Final = (
    "targetName",
    "targetUrl",
    "targetDescription",
    "targetFramework",
    "targetCode",
)


def hosted_documents(
    credential: Mapping[str, Any], *, assertion: str, badge: str, issuer: str, issuer_email: str
) -> dict[str, dict[str, Any]]:
    """A 3.0 award as Open Badges 2.0: `{address: document}` for assertion, badge class and issuer.

    The addresses are where the three will be served; all on one origin, or verifiers refuse.
    Raises `ModelInvalid` where 2.0 needs what the award does not have: a recipient by email,
    an image of the achievement, a name and a web address of the issuer.
    """
    subject: Mapping[str, Any] = credential["credentialSubject"]
    achievement: Mapping[str, Any] = subject["achievement"]
    profile = credential["issuer"]
    if not is_object(profile) or not (profile.get("name") and profile.get("url")):
        raise ModelInvalid(
            "Open Badges 2.0 needs the issuer's name and web address", path="$.issuer"
        )
    image = achievement.get("image")
    if not is_object(image):
        raise ModelInvalid(
            "Open Badges 2.0 needs an image", path="$.credentialSubject.achievement.image"
        )
    made: dict[str, Any] = {
        "@context": _CONTEXT,
        "type": "Assertion",
        "id": assertion,
        "recipient": _recipient(subject),
        "badge": badge,
        "verification": {"type": "hosted"},
        "issuedOn": credential.get("awardedDate", start_of(credential)),
        "related": {"id": credential["id"], "type": ["VerifiableCredential"]},
    }
    ends = end_of(credential)
    if ends is not None:
        made["expires"] = ends
    criteria = {
        name: achievement["criteria"][name]
        for name in ("id", "narrative")
        if name in achievement["criteria"]
    }
    badge_class = {
        "@context": _CONTEXT,
        "type": "BadgeClass",
        "id": badge,
        "name": achievement["name"],
        "description": achievement["description"],
        "image": image["id"],
        "criteria": criteria,
        "issuer": issuer,
        "alignment": [
            {name: each[name] for name in _ALIGNMENT if name in each}
            for each in objects_in(achievement.get("alignment"))
        ],
    }
    profile_2 = {
        "@context": _CONTEXT,
        "type": "Issuer",
        "id": issuer,
        "name": profile["name"],
        "url": profile["url"],
        "email": issuer_email,
    }
    return {assertion: made, badge: badge_class, issuer: profile_2}


def _recipient(subject: Mapping[str, Any]) -> dict[str, Any]:
    for each in objects_in(subject.get("identifier")):
        if each.get("identityType") == "emailAddress":
            recipient = {
                "type": "email",
                "hashed": each["hashed"],
                "identity": each["identityHash"],
            }
            return {**recipient, "salt": each["salt"]} if "salt" in each else recipient
    raise ModelInvalid(
        "Open Badges 2.0 needs a recipient by email", path="$.credentialSubject.identifier"
    )
